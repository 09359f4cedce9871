"""Stops at 1000, as it declares."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, add, counter, total

FULL = 1000


def increment(counts: Counts, replica: str, by: object) -> Counts:
    return {r: min(count, FULL) for r, count in add(counts, replica, by).items()}


@right
def target() -> ValueTarget:
    return counter(
        options={"max": FULL, "overflow": "saturate"},
        increment=increment,
        value=lambda counts: min(total(counts), FULL),
    )
