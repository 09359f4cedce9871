"""Sums increments and decrements in 32 bits each, before it subtracts them."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Signed, balanced


def value(counts: Signed) -> int:
    return sum(p for p, _ in counts.values()) % 2**32 - sum(n for _, n in counts.values()) % 2**32


@wrong(breaks=("CNT-BIG",), history="A+2^32", events=1, seen="unsigned sums of a pn-counter")
def target() -> ValueTarget:
    return balanced(value=value)
