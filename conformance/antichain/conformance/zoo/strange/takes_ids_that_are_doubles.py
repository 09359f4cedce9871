"""Accepts ids up to 2^53, and keeps them as doubles, which hold them exactly."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import renamed_counter


@right
def target() -> ValueTarget:
    return renamed_counter(lambda name: str(float(name)), ids="integer", ids_max=str(2**53))
