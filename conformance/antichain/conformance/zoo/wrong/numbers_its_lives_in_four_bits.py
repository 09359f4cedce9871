"""Numbers its incarnations in four bits, so the seventeenth takes the name of the first."""

from collections.abc import Sequence

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Servers(DurableValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._lives = dict.fromkeys(replicas, 0)
        super().open(kind, replicas)

    def rename(self, replica: str) -> None:
        self._lives[replica] = (self._lives[replica] + 1) % 16
        self._names[replica] = f"{replica}, life {self._lives[replica]}" if self._lives[replica] else replica


@wrong(
    breaks=("FLT-AMNESIA",),
    history="A+1 A>m, A is wiped sixteen times, A+1 A>n, B<m B<n",
    events=20,
    seen="incarnations in a packed id",
)
def target() -> DurableValueTarget:
    return served(Servers, Kind.G_COUNTER, Fault.WIPE)
