"""Writes received updates to disk only at its next own update."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Forgetful(DurableValueTarget):
    def receive(self, replica: str, message: str, /) -> None:
        disk = self._disks[replica]
        super().receive(replica, message)
        self._disks[replica] = disk


@wrong(
    breaks=("FLT-DURABLE",),
    history="A+1 A>m B<m, crash B",
    events=3,
    seen="caches of remote state that are never flushed",
)
def target() -> DurableValueTarget:
    return served(Forgetful, Kind.G_COUNTER, Fault.CRASH)
