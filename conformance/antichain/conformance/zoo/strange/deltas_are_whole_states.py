"""Sends its whole state as each delta."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import counter, decode, encode


@right
def target() -> ValueTarget:
    return counter(
        options={"delta": "any-order", "wire": True},
        delta=lambda counts: (counts, counts),
        encode=encode,
        decode=decode,
    )
