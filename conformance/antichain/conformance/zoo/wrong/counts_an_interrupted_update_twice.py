"""Repeats an interrupted update from its log, although the update was already applied."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.protocol.requests import During
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Replaying(DurableValueTarget):
    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        if during is not None:
            for _ in range(2):
                self._change(during.op, replica, self.counted_as(replica), during.by)
        self.start(replica)
        return None if during is None else "unknown"


@wrong(breaks=("FLT-DURABLE",), history="A crashes during A+1", events=1, seen="replayed logs that are not idempotent")
def target() -> DurableValueTarget:
    return served(Replaying, Kind.G_COUNTER, Fault.CRASH)
