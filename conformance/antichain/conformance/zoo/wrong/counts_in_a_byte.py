"""Counts events in eight bits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import vector_clock


@wrong(
    breaks=("ORD-BEFORE", "TICK-STRICT"),
    history="256 events at A",
    events=256,
    seen="narrow counters on embedded devices",
)
def target() -> ValueTarget:
    return vector_clock(tick=lambda clock, r: {**clock, r: (clock.get(r, 0) + 1) % 256})
