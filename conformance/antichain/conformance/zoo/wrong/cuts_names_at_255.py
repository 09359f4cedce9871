"""Keeps only the first 255 characters of a replica's id."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="two long ids, each +1, merge", events=3, seen="syncthing #1614")
def target() -> ValueTarget:
    return renamed_counter(lambda name: name[:255])
