"""Sends two thousand extra characters with every state."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import counter, decode, encode


@right
def target() -> ValueTarget:
    return counter(
        options={"wire": True},
        encode=lambda counts: encode([counts, "x" * 2000]),
        decode=lambda data: decode(data)[0],
    )
