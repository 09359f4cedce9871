"""Keeps a list of all updates, and sums them at each read."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import amount, counter

events = frozenset[tuple[str, int, int]]


def increment(known: events, replica: str, by: object) -> events:
    return known | {(replica, len(known), amount(by))}


@right
def target() -> ValueTarget:
    return counter(
        new=lambda _: events(),
        increment=increment,
        merge=lambda x, y: x | y,
        value=lambda known: sum(by for _, _, by in known),
    )
