"""Accepts ids of 64 bits, but keeps them as doubles."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, tick, version_vector


def ticked(clock: Counts, replica: str) -> Counts:
    return tick(clock, str(int(float(replica))))


@wrong(
    breaks=("ID-DISTINCT",),
    history="an event of 2^53 and of 2^53+1, compared",
    events=2,
    seen="snowflake ids in JavaScript",
)
def target() -> ValueTarget:
    return version_vector(options={"ids": "integer", "ids_max": str(2**64 - 1)}, tick=ticked)
