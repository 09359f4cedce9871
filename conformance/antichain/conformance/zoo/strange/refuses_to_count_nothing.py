"""Refuses an amount of zero, under a code of its choice."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, add, counter


def increment(counts: Counts, replica: str, by: object) -> Counts:
    if by == 0:
        code = "nothing-to-count"
        raise Rejected(code)
    return add(counts, replica, by)


@right
def target() -> ValueTarget:
    return counter(increment=increment)
