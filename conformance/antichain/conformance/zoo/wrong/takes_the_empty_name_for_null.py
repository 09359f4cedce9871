"""Writes an empty name as null, and reads null as a word."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, tick, version_vector


def ticked(clock: Counts, replica: str) -> Counts:
    return tick(clock, replica or "null")


@wrong(
    breaks=("ID-DISTINCT",),
    history="an event of the empty name and of null, compared",
    events=2,
    seen="empty strings in databases",
)
def target() -> ValueTarget:
    return version_vector(tick=ticked)
