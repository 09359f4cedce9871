"""Does not distinguish equal clocks from concurrent ones, as it declares."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, order, vector_clock


def compare(x: Counts, y: Counts) -> str:
    return {"before": "before", "after": "after"}.get(order(x, y), "unordered")


@right
def target() -> ValueTarget:
    return vector_clock(options={"compare": "three-way"}, compare=compare)
