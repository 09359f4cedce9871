"""Adds one to its count at each read."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, total


def value(counts: Counts) -> int:
    read = total(counts)
    if read:
        counts[max(counts)] += 1
    return read


@wrong(breaks=("MSG-PURE",), history="A+1, read twice", events=1)
def target() -> ValueTarget:
    return counter(value=value, copy=dict)
