"""Merges each message after a crash into the state on disk, so only the last message remains."""

from collections.abc import Sequence
from typing import Any

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.protocol.requests import During
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Servers(DurableValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._left: dict[str, Any] = {}
        super().open(kind, replicas)

    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        answer = super().crash(replica, during)
        self._left[replica] = self._disks[replica]
        return answer

    def receive(self, replica: str, message: str, /) -> None:
        self._states[replica] = self._left.get(replica, self._states[replica])
        super().receive(replica, message)


@wrong(breaks=("FLT-DURABLE",), history="crash A, A+1 A>m A+1 A<m", events=4, seen="stale handles of files")
def target() -> DurableValueTarget:
    return served(Servers, Kind.G_COUNTER, Fault.CRASH)
