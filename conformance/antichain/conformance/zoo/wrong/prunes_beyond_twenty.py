"""Keeps only the twenty largest entries of a clock."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import larger, version_vector


@wrong(breaks=("ORD-BEFORE",), history="21 replicas tell one", events=42, seen="super-productivity #8755")
def target() -> ValueTarget:
    return version_vector(merge=lambda x, y: dict(sorted(larger(x, y).items(), key=lambda entry: -entry[1])[:20]))
