"""Counts in doubles, which do not change when one is added to 2^53."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import amount, counter


@wrong(breaks=("CNT-BIG",), history="A+2^53 A+1", events=2, seen="most JavaScript libraries")
def target() -> ValueTarget:
    return counter(increment=lambda counts, r, by: {**counts, r: int(float(counts.get(r, 0)) + float(amount(by)))})
