"""Keeps only the beginning and the end of a long id."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="two long ids, each +1, merge", events=3, seen="abbreviated keys")
def target() -> ValueTarget:
    return renamed_counter(lambda name: name if len(name) <= 64 else name[:32] + name[-32:])
