"""Counts in 128 bits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter


def increment(counts: Counts, replica: str, by: object) -> Counts:
    return {name: n % 2**128 for name, n in add(counts, replica, by).items()}


@wrong(breaks=("CNT-BIG",), history="A+2^128", events=1, seen="u128")
def target() -> ValueTarget:
    return counter(increment=increment)
