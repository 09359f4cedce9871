"""Writes the number of entries in one byte, and only as many entries as that says."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, decode, encode


def write(counts: Counts) -> bytes:
    return encode(dict(sorted(counts.items())[: len(counts) % 256]))


@wrong(
    breaks=("WIRE-ROUND",), history="256 replicas tell one, through bytes", events=513, seen="length prefixes of a byte"
)
def target() -> ValueTarget:
    return counter(options={"wire": True}, encode=write, decode=decode)
