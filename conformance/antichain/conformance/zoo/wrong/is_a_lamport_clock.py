"""Keeps one number instead of one entry for each replica, but claims to be a vector clock."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import vector_clock


def compare(x: int, y: int) -> str:
    return "equal" if x == y else "before" if x < y else "after"


@wrong(breaks=("ORD-CONCURRENT", "ORD-EQUAL"), history="A. B.", events=2, seen="many tutorials")
def target() -> ValueTarget:
    return vector_clock(
        new=lambda _: 0,
        tick=lambda time, _: time + 1,
        receive=lambda mine, theirs, _: max(mine, theirs) + 1,
        compare=compare,
    )
