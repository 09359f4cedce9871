"""Writes a state without updates as no bytes, and reads no bytes as such a state."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import counter, decode, encode


@right
def target() -> ValueTarget:
    return counter(
        options={"wire": True},
        encode=lambda counts: encode(counts) if counts else b"",
        decode=lambda data: decode(data) if data else {},
    )
