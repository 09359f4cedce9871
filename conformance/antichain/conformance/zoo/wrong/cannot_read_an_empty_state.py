"""Writes the state of a replica without updates as no bytes, and then cannot read it."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, decode, encode


def write(counts: Counts) -> bytes:
    return encode(counts) if counts else b""


@wrong(
    breaks=("WIRE-ROUND",), history="A>m through bytes, A has no updates", events=1, seen="no bytes taken for an error"
)
def target() -> ValueTarget:
    return counter(options={"wire": True}, encode=write, decode=decode)
