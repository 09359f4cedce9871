"""Sends only the own entry of a vector clock as a delta."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import larger, vector_clock


@right
def target() -> ValueTarget:
    return vector_clock(
        options={"delta": "any-order", "entries": True},
        entries=dict,
        tick=lambda clock, replica: {replica: clock.get(replica, 0) + 1},
        merge=larger,
        delta_mutators=True,
    )
