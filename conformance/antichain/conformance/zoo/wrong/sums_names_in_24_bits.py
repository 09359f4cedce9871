"""Identifies a replica by 24 bits of its checksum; two replicas that share them share their events."""

from zlib import crc32

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, tick, version_vector


def ticked(clock: Counts, replica: str) -> Counts:
    return tick(clock, str(crc32(replica.encode()) % 2**24))


@wrong(
    breaks=("ID-DISTINCT",),
    history="two ids with one checksum, an event each",
    events=2,
    seen="CRC-24 and colour codes",
)
def target() -> ValueTarget:
    return version_vector(tick=ticked)
