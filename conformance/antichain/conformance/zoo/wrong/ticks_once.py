"""Records whether a replica has had an event, but not how many."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import vector_clock


@wrong(breaks=("TICK-STRICT", "ORD-BEFORE"), history="A. A.", events=2)
def target() -> ValueTarget:
    return vector_clock(tick=lambda clock, r: {**clock, r: 1})
