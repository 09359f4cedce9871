"""Moves its state into the message when it sends, and keeps an empty state."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter, larger


def copy(counts: Counts) -> Counts:
    sent = dict(counts)
    counts.clear()
    return sent


@wrong(breaks=("MSG-PURE",), history="A+1 A>m A?", events=2)
def target() -> ValueTarget:
    return counter(
        increment=lambda counts, r, by: counts.update(add(counts, r, by)),
        merge=lambda x, y: {**larger(x, y)},
        copy=copy,
    )
