"""Compares counts as text, so 10 comes before 9."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, vector_clock


def smaller(x: Counts, y: Counts) -> bool:
    return all(str(count) <= str(y.get(replica, 0)) for replica, count in x.items())


def compare(x: Counts, y: Counts) -> str:
    below, above = smaller(x, y), smaller(y, x)
    return {(True, True): "equal", (True, False): "before", (False, True): "after"}.get((below, above), "concurrent")


@wrong(
    breaks=("ORD-BEFORE", "TICK-STRICT"),
    history="ten events at A",
    events=10,
    seen="counts kept as strings, wherever a store knows nothing else",
)
def target() -> ValueTarget:
    return vector_clock(compare=compare)
