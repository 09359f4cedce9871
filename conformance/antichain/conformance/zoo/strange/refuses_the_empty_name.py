"""Refuses the empty text as the name of a replica, and takes every other name."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import renamed_counter


def named(name: str) -> str:
    if not name:
        text = "a replica needs a name"
        raise ValueError(text)
    return name


@right
def target() -> ValueTarget:
    return renamed_counter(named, ids="non-empty")
