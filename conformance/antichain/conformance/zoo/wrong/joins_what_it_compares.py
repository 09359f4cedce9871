"""Joins the right clock into the left one during a comparison.

The first answer is right, but the comparison changes the second one.
"""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, order, vector_clock


def compare(x: Counts, y: Counts) -> str:
    found = order(x, y)
    if found == "concurrent":
        x.update(larger(x, y))
    return found


@wrong(breaks=("MSG-PURE",), history="A. B. A ? B, B ? A", events=2)
def target() -> ValueTarget:
    return vector_clock(compare=compare, copy=dict)
