"""Refuses the empty name as it says, and removes spaces at both ends of other names."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


def named(name: str) -> str:
    if not name:
        text = "a replica needs a name"
        raise ValueError(text)
    return name.strip(" ")


@wrong(breaks=("ID-DISTINCT",), history="one space+1 two spaces+1 merge", events=3, seen="names in forms")
def target() -> ValueTarget:
    return renamed_counter(named, ids="non-empty")
