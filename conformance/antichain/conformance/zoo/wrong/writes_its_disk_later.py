"""Answers and sends before an update is on disk, and writes it only at the next update."""

from collections.abc import Sequence
from typing import Any

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Late(DurableValueTarget):
    def save(self, replica: str) -> None:
        self._disks[replica] = self._pending.get(replica, self._disks.get(replica, {}))
        self._pending[replica] = self._states[replica]

    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._pending: dict[str, Any] = {}
        super().open(kind, replicas)

    def start(self, replica: str) -> None:
        self._pending.pop(replica, None)
        super().start(replica)


@wrong(breaks=("FLT-DURABLE",), history="A+1 A>m B<m, crash A, A+1", events=2, seen="scylladb #2169")
def target() -> DurableValueTarget:
    return served(Late, Kind.G_COUNTER, Fault.CRASH)
