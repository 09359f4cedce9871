"""Takes a new name whenever its old one might be in use elsewhere."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import served


@right
def target() -> DurableValueTarget:
    return served(DurableValueTarget, Kind.PN_COUNTER, *Fault)
