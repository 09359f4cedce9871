"""Has an own entry from its start, which counts in the order, so two replicas without events are concurrent."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, version_vector


def order(x: Counts, y: Counts) -> str:
    below, above = (all(n <= b.get(r, -1) for r, n in a.items()) for a, b in ((x, y), (y, x)))
    return {(True, True): "equal", (True, False): "before", (False, True): "after"}.get((below, above), "concurrent")


@right
def target() -> ValueTarget:
    return version_vector(
        options={"birth": "entry", "entries": True, "construct": True},
        new=lambda replica: {replica: 0},
        compare=order,
        entries=dict,
        construct=dict,
    )
