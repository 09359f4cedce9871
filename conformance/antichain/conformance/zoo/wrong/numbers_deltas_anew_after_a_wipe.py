"""Counts under a new name after a lost disk, but numbers its deltas from 1 under its old name."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import NumberedServers, served_by_deltas


class Servers(NumberedServers):
    def sender(self, replica: str) -> str:
        return replica


@wrong(
    breaks=("FLT-AMNESIA",),
    history="A+1, B takes the delta in, wipe A, A+1, B takes the delta in, then all deltas",
    events=6,
    seen="sequence numbers by host, not by incarnation",
)
def target() -> DurableValueTarget:
    return served_by_deltas(Servers, Fault.WIPE)
