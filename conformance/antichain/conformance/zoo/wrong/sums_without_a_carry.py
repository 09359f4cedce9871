"""Adds the lower and the upper 32 bits of counts separately, and drops the carry."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter


def value(counts: Counts) -> int:
    return (sum(n >> 32 for n in counts.values()) << 32) + sum(n % 2**32 for n in counts.values()) % 2**32


@wrong(breaks=("CNT-BIG",), history="A+2^31 B+2^31 A>m B<m", events=3, seen="numbers of 64 bits made of two words")
def target() -> ValueTarget:
    return counter(value=value)
