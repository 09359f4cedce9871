"""Adds counts as decimals of 28 digits (the default of Python), which rounds large sums."""

from decimal import Decimal

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, amount, counter


def increment(counts: Counts, replica: str, by: object) -> Counts:
    return {**counts, replica: int(Decimal(counts.get(replica, 0)) + Decimal(amount(by)))}


@wrong(breaks=("CNT-BIG",), history="A+(10^30-1)", events=1, seen="decimal.Decimal, whose sums are rounded")
def target() -> ValueTarget:
    return counter(increment=increment)
