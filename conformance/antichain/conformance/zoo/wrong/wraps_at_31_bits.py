"""Counts in 31 bits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import amount, counter


@wrong(breaks=("CNT-BIG",), history="A+(2^31-1) A+1", events=2, seen="jemc/pony-crdt #4")
def target() -> ValueTarget:
    return counter(increment=lambda counts, r, by: {**counts, r: (counts.get(r, 0) + amount(by)) % 2**31})
