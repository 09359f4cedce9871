"""Does not tick at a send."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import vector_clock


@wrong(breaks=("TICK-STRICT",), history="A. A>", events=2)
def target() -> ValueTarget:
    return vector_clock(send_ticks=False)
