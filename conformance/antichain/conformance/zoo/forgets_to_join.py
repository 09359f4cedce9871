"""Ticks at a receive, and does not look at the message."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import tick, vector_clock


@wrong(breaks=("RECV-TICK", "ORD-BEFORE"), history="A> B<A", events=2)
def target() -> Values:
    return vector_clock(receive=lambda mine, _, replica: tick(mine, replica))
