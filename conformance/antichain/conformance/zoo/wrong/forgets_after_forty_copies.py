"""Drops the counts of a copied server after forty further copies."""

from collections.abc import Sequence

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Servers(DurableValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._copies: list[str] = []
        super().open(kind, replicas)

    def clone(self, replica: str, as_: str, /) -> None:
        super().clone(replica, as_)
        self._copies.append(self.counted_as(as_))

    def _change(self, name: str, replica: str, *arguments: object) -> None:
        super()._change(name, replica, *arguments)
        for old in self._copies[:-40]:
            self._states[replica].pop(old, None)
        self.save(replica)


@wrong(
    breaks=("FLT-CLONE",),
    history="A+1, B takes it in, and a copy of A goes on in its place, forty times",
    events=121,
    seen="pruning of actors by size",
)
def target() -> DurableValueTarget:
    return served(Servers, Kind.G_COUNTER, Fault.CLONE)
