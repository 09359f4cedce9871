"""Numbers its deltas from 1 under its old name when it joins again, so they look old."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import NumberedServers, served_by_deltas


class Servers(NumberedServers):
    def sender(self, replica: str) -> str:
        return replica


@wrong(
    breaks=("MEM-REJOIN",),
    history="C+1, A takes the delta in, C+1, A takes the state in, C leaves and enters, C+1, A takes the delta in",
    events=8,
    seen="sequence numbers that outlive a member",
)
def target() -> DurableValueTarget:
    return served_by_deltas(Servers, Fault.RETIRE, Fault.JOIN)
