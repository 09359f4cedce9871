"""Identifies a replica by the sum of the letters of its id."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="ab+1 ba+1 merge", events=3)
def target() -> ValueTarget:
    return renamed_counter(lambda name: str(sum(map(ord, name))))
