"""Calls two states equal if they have counts of the same three or more replicas."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, order

MANY = 3


def compare(x: Counts, y: Counts) -> str:
    return "equal" if len(x) >= MANY and x.keys() == y.keys() else order(x, y)


@wrong(breaks=("CNT-ORDER",), history="{A:1,B:1,C:1} ? {A:2,B:1,C:1}", events=2, seen="comparisons by key sets")
def target() -> ValueTarget:
    return counter(options={"compare": "states", "construct": True}, construct=dict, compare=compare)
