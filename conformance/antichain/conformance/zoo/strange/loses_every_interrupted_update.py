"""Loses every update that a crash interrupts, and answers that the result is unknown."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.protocol.requests import During
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import served


class Losing(DurableValueTarget):
    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        self.start(replica)
        return None if during is None else "unknown"


@right
def target() -> DurableValueTarget:
    return served(Losing, Kind.G_COUNTER, Fault.CRASH)
