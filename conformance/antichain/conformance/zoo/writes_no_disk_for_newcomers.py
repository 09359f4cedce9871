"""Writes the disks of those who were there from the start, and of nobody who joined."""

from collections.abc import Sequence

from antichain.conformance.protocol import Fault, Kind
from antichain.conformance.servers import Servers
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Settled(Servers):
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
def target() -> Servers:
    return served(Settled, Kind.G_COUNTER, Fault.JOIN, Fault.CRASH)
