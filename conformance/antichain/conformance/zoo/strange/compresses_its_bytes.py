"""Compresses its bytes."""

import zlib

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import decode, encode, version_vector


@right
def target() -> ValueTarget:
    return version_vector(
        options={"wire": True, "construct": True},
        construct=dict,
        encode=lambda clock: zlib.compress(encode(clock)),
        decode=lambda data: decode(zlib.decompress(data)),
    )
