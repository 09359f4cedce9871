"""Writes a count as bytes without the zero bytes at both ends."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import vector_clock, written


def stripped(number: int) -> int:
    return int.from_bytes(number.to_bytes(40, "big").strip(b"\0"), "big")


@wrong(breaks=("WIRE-ROUND",), history="{a:256} through bytes", events=1, seen="strip for lstrip")
def target() -> ValueTarget:
    return vector_clock(options={"construct": True, "wire": True}, construct=dict, **written(stripped))
