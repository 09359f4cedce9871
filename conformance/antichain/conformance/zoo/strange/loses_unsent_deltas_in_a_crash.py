"""Keeps its counts on disk, but its unsent delta only in memory."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Next, Numbered, NumberedServers, larger, served_by_deltas


class Servers(NumberedServers):
    def start(self, replica: str) -> None:
        super().start(replica)
        self._states[replica] = self._states[replica]._replace(new={})


@right
def target() -> DurableValueTarget:
    return served_by_deltas(Servers, Fault.CRASH, options={"delta": "any-order"}, merge=merge)


def merge(mine: Numbered, theirs: Numbered | Next) -> Numbered:
    return mine._replace(counts=larger(mine.counts, theirs.counts))
