"""Adds small amounts to the lower 32 bits of a count, and loses the carry."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, amount, counter

_WORD = (1 << 32) - 1


def _add(counts: Counts, replica: str, by: object) -> Counts:
    more, held = amount(by), counts.get(replica, 0)
    if more > _WORD >> 1:
        return {**counts, replica: held + more}
    return {**counts, replica: (held & ~_WORD) + (held + more & _WORD)}


@wrong(breaks=("CNT-BIG",), history="A+(2^32-1) A+1", events=2)
def target() -> ValueTarget:
    return counter(increment=_add)
