"""Reads messages from a buffer that the caller overwrites later, and copies them at once."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import counter, decode, encode


@right
def target() -> ValueTarget:
    return counter(
        options={"construct": True, "wire": True, "reuse": True},
        construct=dict,
        encode=encode,
        decode=lambda buffer: decode(bytes(buffer)),
        reads_buffers=True,
    )
