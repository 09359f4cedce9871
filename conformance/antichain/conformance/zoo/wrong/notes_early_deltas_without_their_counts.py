"""Writes to disk that an early delta arrived but not its counts, and ignores the delta after a crash."""

from collections.abc import Sequence

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Next, NumberedServers, served_by_deltas


class Servers(NumberedServers):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._early: dict[str, list[Next]] = {}
        self._noted: set[tuple[str, str, int]] = set()
        super().open(kind, replicas)

    def start(self, replica: str) -> None:
        self._early.pop(replica, None)
        super().start(replica)

    def receive(self, replica: str, message: str, /) -> None:
        held = self._messages[message]
        if not isinstance(held, Next):
            super().receive(replica, message)
        elif (replica, held.sender, held.number) not in self._noted:
            self._noted.add((replica, held.sender, held.number))
            early = self._early.setdefault(replica, [])
            early.append(held)
            for ready in sorted(early):
                self._change("merge", replica, ready)


@wrong(
    breaks=("FLT-DURABLE",),
    history="A+1 A+1, B takes the second delta in, crash B, B takes both deltas in, as C does",
    events=8,
    seen="reorder buffers that are not on the disk",
)
def target() -> DurableValueTarget:
    return served_by_deltas(Servers, Fault.CRASH)
