"""Removes its log after a replay, so a second crash loses the updates in it."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.protocol.requests import During
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Servers(DurableValueTarget):
    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        answer = super().crash(replica, during)
        self._disks[replica] = self._library.new(replica)
        return answer


@wrong(
    breaks=("FLT-DURABLE",),
    history="A crashes during A+1, crash A",
    events=2,
    seen="logs that are removed before a checkpoint",
)
def target() -> DurableValueTarget:
    return served(Servers, Kind.PN_COUNTER, Fault.CRASH)
