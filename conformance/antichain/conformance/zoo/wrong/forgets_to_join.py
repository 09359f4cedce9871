"""Ticks at a receive, but does not join the message.

The receive ticks, so it is an event; only the join is missing.
"""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import tick, vector_clock


@wrong(breaks=("ORD-COHERENT", "RECV-TICK", "ORD-BEFORE"), history="A> B<A", events=2)
def target() -> ValueTarget:
    return vector_clock(receive=lambda mine, _, replica: tick(mine, replica))
