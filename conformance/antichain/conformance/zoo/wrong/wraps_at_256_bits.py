"""Counts increments and decrements in 256 bits each."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Signed, amount, balanced, shift


def increment(counts: Signed, replica: str, by: object) -> Signed:
    return {name: (p % 2**256, n) for name, (p, n) in shift(counts, replica, amount(by), 0).items()}


@wrong(breaks=("CNT-BIG",), history="A+2^256", events=1, seen="words of virtual machines")
def target() -> ValueTarget:
    return balanced(increment=increment)
