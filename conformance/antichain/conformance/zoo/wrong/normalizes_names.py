"""Treats replicas as the same if their names have the same Unicode normal form."""

from unicodedata import normalize

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(
    breaks=("ID-DISTINCT",), history="two names for one letter, each +1, merge", events=3, seen="Basekick-Labs/arc #740"
)
def target() -> ValueTarget:
    return renamed_counter(lambda name: normalize("NFKC", name))
