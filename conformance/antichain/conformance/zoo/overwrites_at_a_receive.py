"""Takes the message's clock over, instead of joining it."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import tick, vector_clock


@wrong(breaks=("ORD-BEFORE",), history="A> C> B<A B<C", events=4, seen="Eshajha19/agri #2119")
def target() -> Values:
    return vector_clock(receive=lambda mine, theirs, replica: tick({**theirs, replica: mine.get(replica, 0)}, replica))
