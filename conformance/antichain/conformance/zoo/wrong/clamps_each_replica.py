"""Reads zero for each replica that subtracted more than it added."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import balanced


@wrong(breaks=("CNT-BELOW",), history="A-1", events=1, seen="unsigned differences")
def target() -> ValueTarget:
    return balanced(value=lambda counts: sum(max(0, p - n) for p, n in counts.values()))
