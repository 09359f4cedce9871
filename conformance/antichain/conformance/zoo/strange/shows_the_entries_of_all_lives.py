"""Shows what it counted in each of its lives, under a further name for each."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import served


@right
def target() -> DurableValueTarget:
    return served(DurableValueTarget, Kind.G_COUNTER, Fault.WIPE, Fault.RESTORE, Fault.CLONE, entries=True)
