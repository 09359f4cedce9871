"""Accepts a negative increment, and subtracts it."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, amount, counter


def increment(counts: Counts, replica: str, by: object) -> Counts:
    return {**counts, replica: counts.get(replica, 0) + (by if isinstance(by, int) else amount(by))}


@wrong(breaks=("CNT-NEGATIVE",), history="A+(-1)", events=1, seen="orbitdb/crdts #1, jemc/pony-crdt #2")
def target() -> ValueTarget:
    return counter(increment=increment)
