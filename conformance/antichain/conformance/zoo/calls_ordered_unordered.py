"""Claims three ways, and answers unordered for what is ordered, too."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import order, vector_clock


@wrong(breaks=("ORD-BEFORE",), history="A. A.", events=2)
def target() -> Values:
    return vector_clock(options={"compare": "three-way"}, compare=lambda x, y: "unordered" if x else order(x, y))
