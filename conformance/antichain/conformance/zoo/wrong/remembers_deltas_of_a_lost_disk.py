"""Remembers after a lost disk which deltas it had received, so it ignores them."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import NumberedServers, served_by_deltas


class Servers(NumberedServers):
    def wipe(self, replica: str, /) -> None:
        seen = self._states[replica].seen
        super().wipe(replica)
        self._states[replica] = self._states[replica]._replace(seen=seen)


@wrong(
    breaks=("FLT-AMNESIA",),
    history="A+1, B takes the delta in, wipe B, B takes it in twice more",
    events=5,
    seen="offsets of consumers, which a broker keeps",
)
def target() -> DurableValueTarget:
    return served_by_deltas(Servers, Fault.WIPE)
