"""Claims to tick by one, but ticks by two."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import tick, vector_clock


@wrong(breaks=("TICK-ONE", "ENT-EXACT"), history="A.", events=1)
def target() -> ValueTarget:
    return vector_clock(options={"entries": True}, tick=lambda clock, r: tick(tick(clock, r), r), entries=dict)
