"""Keeps counts of any size, but sums them in 64 bits with a sign."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter, total


@wrong(breaks=("CNT-BIG",), history="A+2^63", events=1, seen="sourcenetwork/defradb.rs #662")
def target() -> ValueTarget:
    return counter(value=lambda counts: (total(counts) + 2**63) % 2**64 - 2**63)
