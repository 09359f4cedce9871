"""Reads zero for a negative total."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import balance, balanced


@wrong(breaks=("CNT-BELOW",), history="A-1 A+1", events=2, seen="shopping baskets")
def target() -> ValueTarget:
    return balanced(value=lambda counts: max(0, balance(counts)))
