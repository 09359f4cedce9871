"""Keeps a zero entry for every letter of the alphabet."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import vector_clock


@right
def target() -> ValueTarget:
    zeros = dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0)
    return vector_clock(options={"entries": True}, new=lambda _: dict(zeros), entries=dict)
