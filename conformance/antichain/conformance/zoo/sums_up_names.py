"""Adds the letters of an id up."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="ab+1 ba+1 merge", events=3)
def target() -> Values:
    return renamed_counter(lambda name: str(sum(map(ord, name))))
