"""Claims to distinguish equal from concurrent clocks, but answers unordered for both.

Either pair shows the mistake; the smallest is one stamp, which is equal to itself.
"""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, order, vector_clock


def compare(x: Counts, y: Counts) -> str:
    return {"before": "before", "after": "after"}.get(order(x, y), "unordered")


@wrong(breaks=("ORD-EQUAL", "ORD-CONCURRENT"), history="A. stamped m, m ? m", events=1)
def target() -> ValueTarget:
    return vector_clock(compare=compare)
