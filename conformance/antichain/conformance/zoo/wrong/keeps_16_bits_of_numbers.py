"""Accepts numbers as ids, but keeps only 16 bits of each."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="65536+1 16777216+1 merge", events=3)
def target() -> ValueTarget:
    return renamed_counter(lambda name: str(int(name) % 2**16), ids="integer")
