"""Gives a copied server a new name, but gives a copy of that copy the same one."""

from collections.abc import Sequence

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Copied(DurableValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        super().open(kind, replicas)
        self._copies: set[str] = set()

    def clone(self, replica: str, as_: str, /) -> None:
        super().clone(replica, as_)
        if replica in self._copies:
            self._names[as_] = self._names[replica]
        self._copies.add(as_)


@wrong(breaks=("FLT-CLONE",), history="clone A as C, clone C as B, C+1 B+1 B>m C<m", events=5)
def target() -> DurableValueTarget:
    return served(Copied, Kind.G_COUNTER, Fault.CLONE)
