"""Says that it tells equal from concurrent, and does not."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, order, vector_clock


def compare(x: Counts, y: Counts) -> str:
    return {"before": "before", "after": "after"}.get(order(x, y), "unordered")


@wrong(breaks=("ORD-CONCURRENT", "ORD-EQUAL"), history="A. B.", events=2)
def target() -> Values:
    return vector_clock(compare=compare)
