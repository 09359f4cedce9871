"""Keeps only the total, and merges by the larger total."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import amount, counter


@wrong(breaks=("CNT-UNION",), history="A+1 B+1 A>m B<m", events=3, seen="crdts on PyPI")
def target() -> ValueTarget:
    return counter(new=lambda _: 0, increment=lambda count, _, by: count + amount(by), merge=max, value=int)
