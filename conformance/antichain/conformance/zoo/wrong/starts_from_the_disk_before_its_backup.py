"""Loads a backup without writing it to the disk, so that a crash brings back the state of before."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Servers(DurableValueTarget):
    def restore(self, replica: str, snapshot: str, /) -> None:
        disk = self._disks[replica]
        super().restore(replica, snapshot)
        self._disks[replica] = disk


@wrong(
    breaks=("FLT-DURABLE",),
    history="A+1, A goes back to an empty backup and crashes",
    events=3,
    seen="restores into memory",
)
def target() -> DurableValueTarget:
    return served(Servers, Kind.G_COUNTER, Fault.RESTORE, Fault.CRASH)
