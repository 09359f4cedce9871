"""Stops each entry at 1000, but not the total."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter


def increment(counts: Counts, replica: str, by: object) -> Counts:
    return {r: min(count, 1000) for r, count in add(counts, replica, by).items()}


@wrong(breaks=("CNT-BIG",), history="A+1000 B+1 A>m B<m", events=3)
def target() -> ValueTarget:
    return counter(options={"max": 1000, "overflow": "saturate"}, increment=increment)
