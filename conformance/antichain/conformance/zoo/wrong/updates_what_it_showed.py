"""Applies the next update to a copy of its entries after the entries were read, and loses it."""

from collections.abc import Mapping, Sequence

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import amount, counter


class Detaching(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._read: set[str] = set()
        super().open(kind, replicas)

    def entries(self, replica: str, /) -> Mapping[str, object]:
        self._read.add(replica)
        return super().entries(replica)

    def increment(self, replica: str, by: object, /) -> None:
        if replica in self._read and self._states[replica]:
            self._read.remove(replica)
            amount(by)
        else:
            super().increment(replica, by)


@wrong(
    breaks=("MSG-PURE",),
    history="A+1, A's entries are read, A+1",
    events=2,
    seen="copy on write that lets go of the wrong one",
)
def target() -> ValueTarget:
    return counter(Detaching, options={"entries": True}, entries=dict)
