"""Identifies a replica by the 32-bit string hash of Java."""

from functools import reduce

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="Aa+1 BB+1 merge", events=3, seen="String.hashCode as an identity")
def target() -> ValueTarget:
    return renamed_counter(lambda name: str(reduce(lambda code, letter: (31 * code + ord(letter)) % 2**32, name, 0)))
