"""Keeps all or nothing of a message whose receive a crash interrupts."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import served


@right
def target() -> DurableValueTarget:
    return served(DurableValueTarget, Kind.G_COUNTER, Fault.CRASH, interrupts="all")
