"""Keeps its lock when it refuses an update, and skips the next message."""

from collections.abc import Sequence

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter


class Locking(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._locked: set[str] = set()
        super().open(kind, replicas)

    def increment(self, replica: str, by: object, /) -> None:
        self._locked.add(replica)
        super().increment(replica, by)
        self._locked.remove(replica)

    def receive(self, replica: str, message: str, /) -> None:
        if replica in self._locked:
            self._locked.remove(replica)
        else:
            super().receive(replica, message)


@wrong(breaks=("CNT-NEGATIVE",), history="B+1 B+(-1) A+1 A>m B<m", events=3, seen="locks without try and finally")
def target() -> ValueTarget:
    return counter(Locking)
