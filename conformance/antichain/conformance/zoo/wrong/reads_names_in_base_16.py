"""Reads a name that begins with 0x as a number."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


def named(name: str) -> str:
    return str(int(name, 16)) if name.startswith("0x") else name


@wrong(breaks=("ID-DISTINCT",), history="0x10+1 16+1 merge", events=3, seen="numbers of nodes in configuration files")
def target() -> ValueTarget:
    return renamed_counter(named)
