"""Writes counts as doubles."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, decode, encode


def read(data: bytes) -> Counts:
    return {replica: int(float(count)) for replica, count in decode(data).items()}


@wrong(
    breaks=("WIRE-BIG",), history="A+(2^53+1) through bytes", events=2, seen="JSON, wherever its numbers are doubles"
)
def target() -> ValueTarget:
    return counter(options={"wire": True}, encode=encode, decode=read)
