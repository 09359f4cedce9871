"""Claims three-way comparison, but answers unordered for ordered clocks too."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import order, vector_clock


@wrong(breaks=("ORD-BEFORE",), history="A. A.", events=2)
def target() -> ValueTarget:
    return vector_clock(options={"compare": "three-way"}, compare=lambda x, y: "unordered" if x else order(x, y))
