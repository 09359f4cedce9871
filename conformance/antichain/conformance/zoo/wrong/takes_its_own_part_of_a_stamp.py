"""Merges a sent message in full, but only the maker's own entry of a stamp."""

from collections.abc import Sequence

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector


class Parting(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._parts: dict[str, Counts] = {}
        super().open(kind, replicas)

    def stamp(self, replica: str, message: str, /) -> str | None:
        self._parts[message] = {replica: self._states[replica].get(replica, 0)}
        return super().stamp(replica, message)

    def send(self, replica: str, message: str, /) -> str | None:
        answer = super().send(replica, message)
        del self._parts[message]
        return answer

    def receive(self, replica: str, message: str, /) -> None:
        self._change("merge", replica, self._parts.get(message, self._messages[message]))


@wrong(breaks=("ORD-EQUAL",), history="A. B<A, B stamped m, C<m", events=3, seen="short stamps in message headers")
def target() -> ValueTarget:
    return version_vector(Parting)
