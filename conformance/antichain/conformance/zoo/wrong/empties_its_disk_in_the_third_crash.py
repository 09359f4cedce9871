"""Empties its disk in the third crash in a row."""

from collections import Counter
from collections.abc import Sequence

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.protocol.requests import During
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served

LAST = 3


class Servers(DurableValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._crashes = Counter[str]()
        super().open(kind, replicas)

    def save(self, replica: str) -> None:
        self._crashes[replica] = 0
        super().save(replica)

    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        self._crashes[replica] += 1
        if self._crashes[replica] == LAST:
            self._disks[replica] = {}
        return super().crash(replica, during)


@wrong(breaks=("FLT-DURABLE",), history="A+1, crash A, crash A, crash A", events=4, seen="counters of failed starts")
def target() -> DurableValueTarget:
    return served(Servers, Kind.G_COUNTER, Fault.CRASH)
