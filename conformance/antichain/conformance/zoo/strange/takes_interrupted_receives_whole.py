"""Has taken a message in, or has not, when a crash interrupts a receive."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import served


@right
def target() -> DurableValueTarget:
    return served(DurableValueTarget, Kind.G_COUNTER, Fault.CRASH, interrupts="all")
