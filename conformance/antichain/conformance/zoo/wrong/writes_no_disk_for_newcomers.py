"""Writes the disks of the first replicas, but not that of a replica that joined."""

from collections.abc import Sequence

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Settled(DurableValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._late: set[str] = set()
        super().open(kind, replicas)

    def join(self, replica: str, /) -> None:
        super().join(replica)
        self._late.add(replica)

    def save(self, replica: str) -> None:
        if replica not in self._late:
            super().save(replica)


@wrong(breaks=("FLT-DURABLE",), history="join C, C+1, crash C", events=3)
def target() -> DurableValueTarget:
    return served(Settled, Kind.G_COUNTER, Fault.JOIN, Fault.CRASH)
