"""Counts to any number, but writes 32 bits of each count and refuses more, as it declares."""

import struct

from antichain.conformance.adapters.refusing import refusing
from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, counter, decode, encode


@refusing({struct.error: "overflow"})
def write(counts: Counts) -> bytes:
    return encode({replica: struct.pack(">I", count).hex() for replica, count in counts.items()})


def read(data: bytes) -> Counts:
    return {replica: int(digits, 16) for replica, digits in decode(data).items()}


@right
def target() -> ValueTarget:
    return counter(options={"wire": True, "wire_max": 2**32 - 1}, encode=write, decode=read)
