"""Answers before for the clock with fewer entries, if no common entry contradicts."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, order, version_vector


def compare(x: Counts, y: Counts) -> str:
    if len(x) < len(y) and all(x[r] <= y[r] for r in x.keys() & y):
        return "before"
    if len(x) > len(y) and all(x[r] >= y[r] for r in x.keys() & y):
        return "after"
    return order(x, y)


@wrong(breaks=("ORD-CONCURRENT",), history="{b:1} ? {a:1,c:1}", events=2, seen="DistributedClocks/GoVector #68")
def target() -> ValueTarget:
    return version_vector(
        options={"construct": True}, compare=compare, construct=lambda held: {r: n for r, n in held.items() if n}
    )
