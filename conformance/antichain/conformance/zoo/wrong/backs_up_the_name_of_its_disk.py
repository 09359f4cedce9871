"""Saves in a backup the name of its disk instead of the content."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Servers(DurableValueTarget):
    def restore(self, replica: str, snapshot: str, /) -> None:
        self._backups[snapshot] = self._disks[replica]
        super().restore(replica, snapshot)


@wrong(breaks=("FLT-BACKUP",), history="snapshot A, A+1, restore A", events=2, seen="hard links as backups")
def target() -> DurableValueTarget:
    return served(Servers, Kind.G_COUNTER, Fault.RESTORE)
