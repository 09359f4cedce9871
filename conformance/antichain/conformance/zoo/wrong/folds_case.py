"""Treats replicas as the same if their names differ only in case."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="A+1 a+1 A>m a<m", events=3, seen="Basekick-Labs/arc #740")
def target() -> ValueTarget:
    return renamed_counter(str.casefold)
