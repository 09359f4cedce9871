"""Stops at three, at updates, merges and constructed states."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, add, counter, total

FULL = 3


def increment(counts: Counts, replica: str, by: object) -> Counts:
    return {r: min(count, FULL) for r, count in add(counts, replica, by).items()}


@right
def target() -> ValueTarget:
    return counter(
        options={"max": FULL, "overflow": "saturate", "construct": True},
        increment=increment,
        value=lambda counts: min(total(counts), FULL),
        construct=dict,
    )
