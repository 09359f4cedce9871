"""Ticks when it receives a stamp, but not when it receives a sent state."""

from collections.abc import Sequence

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import version_vector


class Ticking(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._stamps: set[str] = set()
        super().open(kind, replicas)

    def stamp(self, replica: str, message: str, /) -> str | None:
        self._stamps.add(message)
        return super().stamp(replica, message)

    def send(self, replica: str, message: str, /) -> str | None:
        answer = super().send(replica, message)
        self._stamps.remove(message)
        return answer

    def receive(self, replica: str, message: str, /) -> None:
        super().receive(replica, message)
        if message in self._stamps:
            self.event(replica)


@wrong(breaks=("SYNC-QUIET",), history="A. A stamped m, B<m", events=2, seen="witnesses of a clock that also tick")
def target() -> ValueTarget:
    return version_vector(Ticking)
