"""Writes at most five bytes of a varint, which hold 35 bits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import vector_clock, written


@wrong(breaks=("WIRE-ROUND",), history="{a:2^35} through bytes", events=1, seen="MAX_VARINT32 for numbers of 64 bits")
def target() -> ValueTarget:
    return vector_clock(options={"construct": True, "wire": True}, construct=dict, **written(lambda n: n % 2**35))
