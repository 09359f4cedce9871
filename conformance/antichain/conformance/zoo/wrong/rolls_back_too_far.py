"""Returns to the state before its latest message when it refuses an update."""

from collections.abc import Sequence

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter


class Rolling(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        super().open(kind, replicas)
        self._before = dict(self._states)

    def receive(self, replica: str, message: str, /) -> None:
        self._before[replica] = self._states[replica]
        super().receive(replica, message)

    def increment(self, replica: str, by: object, /) -> None:
        try:
            super().increment(replica, by)
        except Rejected:
            self._states[replica] = self._before[replica]
            raise
        self._before[replica] = self._states[replica]


@wrong(breaks=("CNT-NEGATIVE",), history="A+1 A>m B<m B+(-1)", events=2, seen="savepoints that are set too early")
def target() -> ValueTarget:
    return counter(Rolling)
