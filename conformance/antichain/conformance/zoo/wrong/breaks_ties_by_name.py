"""Orders concurrent clocks by the names of their replicas."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, order, vector_clock


def compare(x: Counts, y: Counts) -> str:
    found = order(x, y)
    if found != "concurrent":
        return found
    return "before" if sorted(x.items()) < sorted(y.items()) else "after"


@wrong(
    breaks=("ORD-CONCURRENT",),
    history="{a:1} ? {b:1}",
    events=2,
    seen="a total order of Lamport clocks, taken for causality",
)
def target() -> ValueTarget:
    return vector_clock(compare=compare)
