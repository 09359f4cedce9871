"""Answers that an update interrupted by a crash is done, but loses it."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.protocol.requests import During
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Hasty(DurableValueTarget):
    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        self.start(replica)
        return None if during is None else "done"


@wrong(breaks=("FLT-DURABLE",), history="A crashes during A+1", events=1)
def target() -> DurableValueTarget:
    return served(Hasty, Kind.G_COUNTER, Fault.CRASH)
