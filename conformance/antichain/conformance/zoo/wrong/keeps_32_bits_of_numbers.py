"""Accepts ids of 64 bits, but keeps only 32 bits of each."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="1+1 4294967297+1 merge", events=3, seen="node ids cast to int")
def target() -> ValueTarget:
    return renamed_counter(lambda name: str(int(name) % 2**32), ids="integer", ids_max=str(2**64 - 1))
