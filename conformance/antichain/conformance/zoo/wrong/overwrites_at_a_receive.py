"""Replaces its clock by that of the message instead of joining them."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import tick, vector_clock


@wrong(breaks=("ORD-BEFORE",), history="A> C> B<A B<C", events=4, seen="Eshajha19/agri #2119")
def target() -> ValueTarget:
    return vector_clock(receive=lambda mine, theirs, replica: tick({**theirs, replica: mine.get(replica, 0)}, replica))
