"""Splits a name at its first dot into a key and a path below the key."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="a.b+1 a.c+1 merge", events=3, seen="keys with dots in document stores")
def target() -> ValueTarget:
    return renamed_counter(lambda name: name.partition(".")[0] or name)
