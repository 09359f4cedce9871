"""Answers before only if every single entry is smaller."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, order, version_vector


def before(x: Counts, y: Counts) -> bool:
    return all(x.get(r, 0) < y.get(r, 0) for r in x | y)


def compare(x: Counts, y: Counts) -> str:
    if order(x, y) == "equal":
        return "equal"
    return "before" if before(x, y) else "after" if before(y, x) else "concurrent"


@wrong(
    breaks=("ORD-BEFORE",),
    history="{a:1,b:2} ? {a:2,b:2}",
    events=2,
    seen="apple/swift-distributed-actors, before the fix of #1053",
)
def target() -> ValueTarget:
    return version_vector(options={"construct": True}, compare=compare, construct=dict)
