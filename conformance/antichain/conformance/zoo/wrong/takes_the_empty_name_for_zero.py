"""Replaces an empty name by a zero."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="the empty name and 0, each +1, merge", events=3, seen="defaults by `or`")
def target() -> ValueTarget:
    return renamed_counter(lambda name: name or "0")
