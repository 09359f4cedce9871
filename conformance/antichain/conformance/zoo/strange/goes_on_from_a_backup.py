"""Accepts a state with its own count, and counts on from there."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import version_vector


@right
def target() -> ValueTarget:
    return version_vector(options={"construct": True, "resume": True}, construct=dict)
