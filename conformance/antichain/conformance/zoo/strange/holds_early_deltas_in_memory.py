"""Holds an early delta in memory until the earlier ones have arrived, and loses it in a crash."""

from collections.abc import Sequence

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Next, NumberedServers, served_by_deltas


class Servers(NumberedServers):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._early: dict[str, list[Next]] = {}
        super().open(kind, replicas)

    def start(self, replica: str) -> None:
        self._early.pop(replica, None)
        super().start(replica)

    def receive(self, replica: str, message: str, /) -> None:
        super().receive(replica, message)
        held = self._messages[message]
        if isinstance(held, Next):
            early = self._early.setdefault(replica, [])
            early.append(held)
            for ready in sorted(early):
                self._change("merge", replica, ready)


@right
def target() -> DurableValueTarget:
    return served_by_deltas(Servers, Fault.CRASH)
