"""Declares exact counts up to 1000, and reads a wrong total beyond."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import counter, total

EXACT = 1000


@right
def target() -> ValueTarget:
    return counter(
        options={"max": EXACT, "overflow": "unspecified"},
        value=lambda counts: total(counts) if total(counts) <= EXACT else -1,
    )
