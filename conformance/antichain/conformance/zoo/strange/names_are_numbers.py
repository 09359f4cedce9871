"""Accepts only numbers as the names of replicas."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import tick, version_vector


@right
def target() -> ValueTarget:
    options = {"ids": "integer", "entries": True}
    return version_vector(options=options, tick=lambda clock, replica: tick(clock, str(int(replica))), entries=dict)
