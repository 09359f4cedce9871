"""Stores received messages, and merges them only when it is read or sends."""

from collections.abc import Sequence

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, counter


class Lazy(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._aside: dict[str, list[Counts]] = {replica: [] for replica in replicas}
        super().open(kind, replicas)

    def receive(self, replica: str, message: str, /) -> None:
        self._aside[replica].append(self._messages[message])

    def stamp(self, replica: str, message: str, /) -> str | None:
        self._merge(replica)
        return super().stamp(replica, message)

    def value(self, replica: str, /) -> int:
        self._merge(replica)
        return super().value(replica)

    def _merge(self, replica: str) -> None:
        while self._aside[replica]:
            self._change("merge", replica, self._aside[replica].pop())


@right
def target() -> ValueTarget:
    return counter(Lazy, options={"construct": True}, construct=dict)
