"""Keeps and shows zero entries, also those of constructed states."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import counter, decode, encode


@right
def target() -> ValueTarget:
    return counter(
        options={"construct": True, "entries": True, "wire": True},
        construct=dict,
        entries=dict,
        encode=encode,
        decode=decode,
        new=lambda replica: {replica: 0},
    )
