"""Keeps only the first thousand characters of a replica's id."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="two ids of 1024 characters, each +1, merge", events=3, seen="limits of keys")
def target() -> ValueTarget:
    return renamed_counter(lambda name: name[:1000])
