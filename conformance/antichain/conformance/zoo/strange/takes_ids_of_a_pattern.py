"""Accepts only ids of one pattern, and keeps the number in them."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import renamed_counter

PATTERN = "node-######.example"


@right
def target() -> ValueTarget:
    return renamed_counter(lambda name: str(int(name[5:11])), ids="pattern", ids_pattern=PATTERN)
