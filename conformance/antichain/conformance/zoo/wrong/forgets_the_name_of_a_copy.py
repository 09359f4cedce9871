"""Keeps the new name of a copied server only in memory, and takes the old one after a crash."""

from collections.abc import Sequence

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.protocol.requests import During
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Copied(DurableValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        super().open(kind, replicas)
        self._written: dict[str, str] = {}

    def clone(self, replica: str, as_: str, /) -> None:
        super().clone(replica, as_)
        self._written[as_] = self._names[replica]

    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        self._names[replica] = self._written.get(replica, self._names[replica])
        return super().crash(replica, during)


@wrong(breaks=("FLT-DURABLE",), history="clone A as C, crash C, C+1 A+1 A>m C<m", events=5)
def target() -> DurableValueTarget:
    return served(Copied, Kind.G_COUNTER, Fault.CLONE, Fault.CRASH)
