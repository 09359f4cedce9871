"""Does not tick at a receive."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import larger, vector_clock


@wrong(breaks=("RECV-TICK",), history="A> B<A", events=2, seen="DistributedClocks/shiviz #164")
def target() -> ValueTarget:
    return vector_clock(receive=lambda mine, theirs, _: larger(mine, theirs))
