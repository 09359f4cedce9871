"""Fails when it receives the entry of its hundredth replica."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, larger


def merge(x: Counts, y: Counts) -> Counts:
    if len(x | y) >= 100:
        raise OverflowError
    return larger(x, y)


@wrong(
    breaks=("ANS-OK",),
    history="100 replicas tell one",
    events=200,
    seen="pathosDev/actor-ts #1407, which has room for 4096",
)
def target() -> ValueTarget:
    return counter(merge=merge)
