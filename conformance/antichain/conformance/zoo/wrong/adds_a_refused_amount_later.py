"""Records a refused amount, and adds it with the next update."""

from collections.abc import Sequence

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import amount, counter


class Noting(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._noted: dict[str, int] = {}
        super().open(kind, replicas)

    def increment(self, replica: str, by: object, /) -> None:
        if isinstance(by, int):
            self._noted[replica] = self._noted.get(replica, 0) + by
        super().increment(replica, amount(by) + self._noted.pop(replica) - amount(by))


@wrong(breaks=("CNT-NEGATIVE",), history="A+(-1) A+2", events=2, seen="queues that are filled before they are checked")
def target() -> ValueTarget:
    return counter(Noting)
