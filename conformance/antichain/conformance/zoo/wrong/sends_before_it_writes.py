"""Sends an update before it is on disk, and loses the update in a crash."""

from collections.abc import Sequence
from typing import Any

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.protocol.requests import During
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import larger, served


class Eager(DurableValueTarget):
    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        if during is None:
            return super().crash(replica)
        before = self._states[replica]
        self._change(during.op, replica, self.counted_as(replica), during.by)
        self._leaked[replica] = self._states[replica]
        self._disks[replica] = before
        self.start(replica)
        return "unknown"

    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._leaked: dict[str, Any] = {}
        super().open(kind, replicas)

    def stamp(self, replica: str, message: str, /) -> str | None:
        if replica not in self._leaked:
            return super().stamp(replica, message)
        return self._export(message, larger(self._states[replica], self._leaked[replica]))


@wrong(breaks=("FLT-ACK",), history="A crashes during A+1, A>m B<m", events=2, seen="scylladb #2169")
def target() -> DurableValueTarget:
    return served(Eager, Kind.G_COUNTER, Fault.CRASH)
