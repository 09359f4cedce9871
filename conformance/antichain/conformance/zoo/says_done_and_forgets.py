"""Acknowledges an update that a crash interrupted, and loses it."""

from antichain.conformance.protocol import During, Fault, Kind
from antichain.conformance.servers import Servers
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Hasty(Servers):
    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        self.start(replica)
        return None if during is None else "done"


@wrong(breaks=("FLT-DURABLE",), history="A crashes during A+1", events=1)
def target() -> Servers:
    return served(Hasty, Kind.G_COUNTER, Fault.CRASH)
