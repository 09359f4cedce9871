"""Writes counts as floats of 32 bits, which hold 24 bits of a number."""

import struct

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import version_vector, written


def rounded(number: int) -> int:
    return int(struct.unpack("<f", struct.pack("<f", number))[0])


@wrong(breaks=("WIRE-ROUND",), history="{a:2^24+1} through bytes", events=1, seen="Float32Array, columns of type real")
def target() -> ValueTarget:
    return version_vector(options={"construct": True, "wire": True}, construct=dict, **written(rounded))
