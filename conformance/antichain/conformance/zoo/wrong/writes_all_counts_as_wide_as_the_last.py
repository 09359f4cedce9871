"""Writes every count in as many bytes as the last one needs."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, decode, encode, version_vector


def write(clock: Counts) -> bytes:
    width = max(1, (list(clock.values())[-1].bit_length() + 7) // 8) if clock else 1
    return encode({replica: n % 256**width for replica, n in clock.items()})


@wrong(breaks=("WIRE-ROUND",), history="{a:256,b:3} through bytes", events=1, seen="a width that a loop overwrites")
def target() -> ValueTarget:
    return version_vector(options={"construct": True, "wire": True}, construct=dict, encode=write, decode=decode)
