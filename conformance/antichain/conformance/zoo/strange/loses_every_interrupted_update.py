"""Loses every update that a crash interrupts, and says that it does not know."""

from antichain.conformance.protocol import During, Fault, Kind
from antichain.conformance.servers import Servers
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import served


class Losing(Servers):
    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        self.start(replica)
        return None if during is None else "unknown"


@right
def target() -> Servers:
    return served(Losing, Kind.G_COUNTER, Fault.CRASH)
