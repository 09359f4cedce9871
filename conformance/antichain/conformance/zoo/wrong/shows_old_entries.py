"""Compares nothing and shows its entries, which lag behind.

Only the entries show ticks, and the second tick lets none of them grow.
"""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import vector_clock


@wrong(breaks=("TICK-STRICT", "TICK-ONE", "ENT-EXACT"), history="A. A.", events=2)
def target() -> ValueTarget:
    return vector_clock(
        options={"compare": "none", "entries": True},
        compare=None,
        entries=lambda clock: {replica: max(1, count - 1) for replica, count in clock.items()},
    )
