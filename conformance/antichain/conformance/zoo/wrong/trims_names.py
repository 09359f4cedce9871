"""Removes spaces and line ends at both ends of a name."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="two names that differ in a line end, each +1, merge", events=3)
def target() -> ValueTarget:
    return renamed_counter(str.strip)
