"""Takes the message's clock over, instead of joining it."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import tick, vector_clock


@wrong(breaks=("RECV-TICK", "ORD-BEFORE"), history="A. B> A<B", events=3, seen="Eshajha19/agri #2119")
def target() -> Values:
    return vector_clock(receive=lambda mine, theirs, replica: tick({**theirs, replica: mine.get(replica, 0)}, replica))
