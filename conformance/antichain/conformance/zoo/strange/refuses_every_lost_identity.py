"""Refuses copies, backups, old names, and updates after a lost disk."""

from collections.abc import Sequence

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import served


class Refusing(DurableValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._lost: set[str] = set()
        super().open(kind, replicas)

    def rename(self, replica: str) -> None:
        self._lost.add(replica)

    def counted_as(self, replica: str) -> str:
        if replica in self._lost:
            code = "identity"
            raise Rejected(code)
        return super().counted_as(replica)

    def clone(self, replica: str, as_: str, /) -> None:
        code = "identity"
        raise Rejected(code)

    def restore(self, replica: str, snapshot: str, /) -> None:
        code = "identity"
        raise Rejected(code)

    def join(self, replica: str, /) -> None:
        if replica in self._used:
            code = "identity"
            raise Rejected(code)
        super().join(replica)


@right
def target() -> DurableValueTarget:
    return served(Refusing, Kind.VECTOR_CLOCK, *Fault)
