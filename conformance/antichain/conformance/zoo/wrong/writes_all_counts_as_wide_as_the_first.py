"""Writes counts of up to two bytes, all in as many bytes as the first one needs."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, decode, encode


def write(counts: Counts) -> bytes:
    wide = next(iter(counts.values()), 0) > 255
    return encode({replica: count if wide else count % 256 for replica, count in counts.items()})


@wrong(
    breaks=("WIRE-BIG",),
    history="A+1 B+256, A hears B and tells C, through bytes",
    events=4,
    seen="one width for all",
)
def target() -> ValueTarget:
    return counter(options={"wire": True, "wire_max": 65535}, encode=write, decode=decode)
