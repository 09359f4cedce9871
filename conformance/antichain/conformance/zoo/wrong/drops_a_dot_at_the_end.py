"""Drops a dot at the end of a name, as for a host name."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, tick, version_vector


def ticked(clock: Counts, replica: str) -> Counts:
    return tick(clock, replica.removesuffix(".") or replica)


@wrong(
    breaks=("ID-DISTINCT",),
    history="an event of a and of a with a dot, compared",
    events=2,
    seen="fully qualified host names",
)
def target() -> ValueTarget:
    return version_vector(tick=ticked)
