"""Identifies a replica by a 32-bit checksum, which some ids share."""

from zlib import crc32

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(
    breaks=("ID-DISTINCT",),
    history="plumless+1 buckeroo+1 merge",
    events=3,
    seen="CRC-32, of which such pairs are well known",
)
def target() -> ValueTarget:
    return renamed_counter(lambda name: str(crc32(name.encode())))
