"""Writes states exactly, but deltas as doubles."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, Pending, by_deltas, decode, encode


def write(held: Pending | Counts) -> bytes:
    if isinstance(held, Pending):
        return encode(held)
    return encode({replica: int(float(n)) for replica, n in held.items()})


def read(data: bytes) -> Pending | Counts:
    held = decode(data)
    return Pending(*held) if isinstance(held, list) else held


@wrong(
    breaks=("WIRE-BIG",),
    history="A+(2^53+1), B takes the delta in through bytes",
    events=2,
    seen="two encoders, of which one was repaired",
)
def target() -> ValueTarget:
    return by_deltas(options={"wire": True}, encode=write, decode=read)
