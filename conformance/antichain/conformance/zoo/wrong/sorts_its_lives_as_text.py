"""Finds its latest incarnation by sorting numbers as text, where 10 comes before 9."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Servers(DurableValueTarget):
    def rename(self, replica: str) -> None:
        lives = [name for name in self._used if name.startswith(f"{replica}, life ")]
        latest = int(max(lives).rpartition(" ")[2]) if lives else 0
        self._names[replica] = f"{replica}, life {latest + 1}"
        self._used.add(self._names[replica])


@wrong(
    breaks=("FLT-BACKUP",),
    history="A is restored ten times, A+1 A>m, A is restored, A+1 A>n, B<m B<n",
    events=15,
    seen="directories of snapshots, sorted by name",
)
def target() -> DurableValueTarget:
    return served(Servers, Kind.G_COUNTER, Fault.RESTORE)
