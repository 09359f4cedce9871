"""Merges only the first forty entries of a state."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, larger


def merge(x: Counts, y: Counts) -> Counts:
    return dict(list(larger(x, y).items())[:40])


@wrong(breaks=("CNT-UNION",), history="41 replicas tell one", events=82)
def target() -> ValueTarget:
    return counter(merge=merge)
