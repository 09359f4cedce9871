"""Offers no comparison, and shows entries that lag one tick behind.

Only the entries show ticks, and no entry grows at the second tick.
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
