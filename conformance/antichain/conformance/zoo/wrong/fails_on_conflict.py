"""Raises an exception when two concurrent states must be merged."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, larger, order


def merge(x: Counts, y: Counts) -> Counts:
    if order(x, y) == "concurrent":
        raise ValueError((x, y))
    return larger(x, y)


@wrong(breaks=("ANS-OK",), history="A+1 B+1 A>m B<m", events=3, seen="stores that leave conflicts to their users")
def target() -> ValueTarget:
    return counter(merge=merge)
