"""Answers concurrent for two empty clocks."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, order, version_vector


def compare(x: Counts, y: Counts) -> str:
    return order(x, y) if x or y else "concurrent"


@wrong(breaks=("ORD-EQUAL",), history="{} ? {}", events=2, seen="Eshajha19/agri #913")
def target() -> ValueTarget:
    return version_vector(compare=compare)
