"""Adds random data to its bytes."""

import secrets

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import counter, decode, encode


@right
def target() -> ValueTarget:
    return counter(
        options={"wire": True},
        encode=lambda counts: encode({**counts, "salt": secrets.randbelow(2**32)}),
        decode=lambda data: {r: count for r, count in decode(data).items() if r != "salt"},
    )
