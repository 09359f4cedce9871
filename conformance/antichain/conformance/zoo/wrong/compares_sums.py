"""Answers before for the clock with the smaller sum."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, order, total, vector_clock


def compare(x: Counts, y: Counts) -> str:
    return "equal" if order(x, y) == "equal" else "before" if total(x) < total(y) else "after"


@wrong(breaks=("ORD-CONCURRENT",), history="{b:1} ? {a:2}", events=2, seen="many tutorials")
def target() -> ValueTarget:
    return vector_clock(compare=compare)
