"""Counts a negative amount before it refuses it."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, amount, counter, larger


def increment(counts: Counts, replica: str, by: object) -> None:
    counts[replica] = counts.get(replica, 0) + (by if isinstance(by, int) else amount(by))
    amount(by)


@wrong(breaks=("CNT-NEGATIVE",), history="A+1 A+(-1)", events=2)
def target() -> ValueTarget:
    return counter(increment=increment, copy=dict, merge=larger)
