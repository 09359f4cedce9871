"""Keeps the name on a copied disk, so two servers share it."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Cloned(DurableValueTarget):
    def clone(self, replica: str, as_: str, /) -> None:
        super().clone(replica, as_)
        self._names[as_] = self._names[replica]


@wrong(breaks=("FLT-CLONE",), history="A+1, clone, each +1, merge", events=5, seen="automerge #689")
def target() -> DurableValueTarget:
    return served(Cloned, Kind.G_COUNTER, Fault.CLONE)
