"""Keeps the first characters of an id, and not the last digits of its pattern."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="node-00000010 and node-00000009, each +1, one tells the other", events=3)
def target() -> ValueTarget:
    return renamed_counter(lambda name: name[:9], ids="pattern", ids_pattern="node-########")
