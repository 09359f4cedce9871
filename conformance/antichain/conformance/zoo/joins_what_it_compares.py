"""Joins the right clock into the left one while it compares them."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, order, vector_clock


def compare(x: Counts, y: Counts) -> str:
    found = order(x, y)
    if found == "concurrent":
        x.update(larger(x, y))
    return found


@wrong(breaks=("ORD-MIRROR",), history="A. B. compared twice", events=2)
def target() -> Values:
    return vector_clock(compare=compare, copy=dict)
