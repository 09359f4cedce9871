"""Claims ticks of any size, and raises the entries of other replicas too."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector


def leap(clock: Counts, replica: str) -> Counts:
    return {**{r: n + 1 for r, n in clock.items()}, replica: clock.get(replica, 0) + 7}


@wrong(breaks=("TICK-STRICT",), history="A. B<A B.", events=3)
def target() -> ValueTarget:
    return version_vector(
        options={"entries": True, "step": "increasing", "compare": "none"}, tick=leap, entries=dict, compare=None
    )
