"""Refuses the first illegal amount of a replica, and accepts the next."""

from collections.abc import Sequence

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter


class Once(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._refused: set[str] = set()
        super().open(kind, replicas)

    def increment(self, replica: str, by: object, /) -> None:
        if isinstance(by, int) and by < 0 and replica in self._refused:
            counts = self._states[replica]
            self._states[replica] = {**counts, replica: counts.get(replica, 0) + by}
            return
        if isinstance(by, int) and by < 0:
            self._refused.add(replica)
        super().increment(replica, by)


@wrong(breaks=("CNT-NEGATIVE",), history="A+1 A+(-1) A+1 A+(-1)", events=2, seen="warnings that are given once")
def target() -> ValueTarget:
    return counter(Once)
