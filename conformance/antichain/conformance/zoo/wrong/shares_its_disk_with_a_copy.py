"""Shares one disk with its copy, so after a crash it reads the counts of the original."""

from collections.abc import Sequence

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Servers(DurableValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._shared: dict[str, str] = {}
        super().open(kind, replicas)

    def save(self, replica: str) -> None:
        super().save(replica)
        if replica in self._shared:
            self._disks[self._shared[replica]] = self._disks[replica]

    def clone(self, replica: str, as_: str, /) -> None:
        self._shared[replica] = as_
        super().clone(replica, as_)


@wrong(
    breaks=("FLT-CLONE",),
    history="clone A as C, A+1, then C is started",
    events=3,
    seen="volumes that two containers mount",
)
def target() -> DurableValueTarget:
    return served(Servers, Kind.G_COUNTER, Fault.CLONE, Fault.CRASH)
