"""Ticks at a receive, and does not look at the message.

The receive ticks, so it is an event; what is missing is the join.
"""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import tick, vector_clock


@wrong(breaks=("ORD-COHERENT", "RECV-TICK", "ORD-BEFORE"), history="A> B<A", events=2)
def target() -> ValueTarget:
    return vector_clock(receive=lambda mine, _, replica: tick(mine, replica))
