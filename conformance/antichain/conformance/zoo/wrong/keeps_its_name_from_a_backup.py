"""Keeps its name after a restored backup, so new updates repeat the dots of lost ones."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Restored(DurableValueTarget):
    def restore(self, replica: str, snapshot: str, /) -> None:
        self._disks[replica] = self._backups[snapshot]
        self.start(replica)


@wrong(
    breaks=("FLT-BACKUP",),
    history="A+1, snapshot, A+1 A>m B<m, restore, A+1 A>n B<n",
    events=6,
    seen="tursodatabase/turso #8129",
)
def target() -> DurableValueTarget:
    return served(Restored, Kind.G_COUNTER, Fault.RESTORE)
