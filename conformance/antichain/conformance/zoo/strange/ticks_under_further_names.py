"""Takes a new name for each incarnation of a vector clock, and shows its entries."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import served


@right
def target() -> DurableValueTarget:
    return served(DurableValueTarget, Kind.VECTOR_CLOCK, Fault.WIPE, Fault.CRASH, entries=True)
