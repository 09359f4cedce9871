"""Ends a name at its first zero byte."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="two names with one beginning, each +1, merge", events=3, seen="strings of C")
def target() -> ValueTarget:
    return renamed_counter(lambda name: name.partition("\0")[0])
