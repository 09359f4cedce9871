"""Sums up to four counts exactly, but five or more as doubles."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, total


def value(counts: Counts) -> int:
    return total(counts) if len(counts) <= 4 else int(sum(map(float, counts.values())))


@wrong(
    breaks=("CNT-BIG",),
    history="A to E + 2^53 and more, all tell E",
    events=9,
    seen="numeric libraries, chosen where the input is long",
)
def target() -> ValueTarget:
    return counter(value=value)
