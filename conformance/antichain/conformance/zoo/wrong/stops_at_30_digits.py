"""Stops without an error at the largest number of thirty digits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import add, counter


@wrong(breaks=("CNT-BIG",), history="A+10^30", events=1, seen="columns of type numeric(30)")
def target() -> ValueTarget:
    return counter(increment=lambda counts, r, by: {r_: min(n, 10**30 - 1) for r_, n in add(counts, r, by).items()})
