"""Treats names as the same if they are the same integer."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="1+1 01+1 merge", events=3)
def target() -> ValueTarget:
    return renamed_counter(lambda name: str(int(name)) if name.isascii() and name.isdigit() else name)
