"""Compares only the first 64 entries of a clock."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, order, version_vector


def first(clock: Counts) -> Counts:
    return dict(sorted(clock.items())[:64])


@wrong(breaks=("ORD-BEFORE",), history="65 replicas", events=130, seen="bit masks of one word")
def target() -> ValueTarget:
    return version_vector(compare=lambda x, y: "equal" if x == y else order(first(x), first(y)))
