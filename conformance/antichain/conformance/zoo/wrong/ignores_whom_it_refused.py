"""Ignores all later messages of a replica after it refused a message of that replica as too large."""

from collections.abc import Sequence

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter, larger, total

MOST = 2**31 - 1


def bounded(counts: Counts) -> Counts:
    if total(counts) > MOST:
        code = "overflow"
        raise Rejected(code)
    return counts


class Ignoring(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._sender: dict[str, str] = {}
        self._ignored: set[tuple[str, str]] = set()
        super().open(kind, replicas)

    def send(self, replica: str, message: str, /) -> str | None:
        self._sender[message] = replica
        return super().send(replica, message)

    def receive(self, replica: str, message: str, /) -> None:
        link = replica, self._sender[message]
        if link in self._ignored:
            return
        try:
            super().receive(replica, message)
        except Rejected:
            self._ignored.add(link)
            raise


@wrong(
    breaks=("CNT-BIG",),
    history="A+1 B<A B>m B+(max-1) B>n C+1, C<n is refused, C<m",
    events=6,
    seen="connections that close at the first refused message",
)
def target() -> ValueTarget:
    return counter(
        Ignoring,
        options={"max": MOST, "overflow": "reject"},
        increment=lambda counts, replica, by: bounded(add(counts, replica, by)),
        merge=lambda x, y: bounded(larger(x, y)),
    )
