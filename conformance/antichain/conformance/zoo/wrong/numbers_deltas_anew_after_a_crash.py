"""Keeps the number of its latest delta only in memory, and starts at 1 after a crash."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import NumberedServers, served_by_deltas


class Servers(NumberedServers):
    def start(self, replica: str) -> None:
        super().start(replica)
        self._states[replica] = self._states[replica]._replace(number=0)


@wrong(
    breaks=("FLT-DURABLE",),
    history="A+1, B takes the delta in, crash A, A+1, B takes the delta in",
    events=5,
    seen="sequence numbers that are not on the disk",
)
def target() -> DurableValueTarget:
    return served_by_deltas(Servers, Fault.CRASH)
