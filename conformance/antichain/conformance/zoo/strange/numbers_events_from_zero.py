"""Numbers events from 0: an entry is the number of the last event, and a missing entry equals -1."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, version_vector


def tick(clock: Counts, replica: str) -> Counts:
    return {**clock, replica: clock.get(replica, -1) + 1}


def order(x: Counts, y: Counts) -> str:
    below, above = (all(n <= b.get(r, -1) for r, n in a.items()) for a, b in ((x, y), (y, x)))
    return {(True, True): "equal", (True, False): "before", (False, True): "after"}.get((below, above), "concurrent")


@right
def target() -> ValueTarget:
    return version_vector(
        options={"missing": -1, "entries": True, "construct": True},
        tick=tick,
        merge=lambda x, y: {r: max(x.get(r, -1), y.get(r, -1)) for r in x | y},
        compare=order,
        entries=dict,
        construct=dict,
    )
