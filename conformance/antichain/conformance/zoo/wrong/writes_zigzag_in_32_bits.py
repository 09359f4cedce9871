"""Writes counts in zigzag form in 32 bits, where large counts need 33."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import decode, encode, version_vector


def zigzag(number: int) -> int:
    return ((number << 1) ^ (number >> 31)) % 2**32


@wrong(breaks=("WIRE-ROUND",), history="{a:2^31} through bytes", events=1, seen="sint32 for an unsigned count")
def target() -> ValueTarget:
    return version_vector(
        options={"construct": True, "wire": True},
        construct=dict,
        encode=lambda clock: encode({replica: zigzag(n) for replica, n in clock.items()}),
        decode=lambda data: {replica: (n >> 1) ^ -(n & 1) for replica, n in decode(data).items()},
    )
