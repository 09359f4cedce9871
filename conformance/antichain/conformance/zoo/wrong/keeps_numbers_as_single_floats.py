"""Reads ids as numbers, and keeps the 24 leading bits of them."""

import struct

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


def single(name: str) -> str:
    return str(struct.unpack("f", struct.pack("f", int(name)))[0])


@wrong(breaks=("ID-DISTINCT",), history="ids 2^24 and 2^24 + 1, each +1, one tells the other", events=3)
def target() -> ValueTarget:
    return renamed_counter(single, ids="integer")
