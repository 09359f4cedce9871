"""Writes the entries of a message one by one, so that a crash keeps only the first half."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.protocol.requests import During
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import larger, served


class Servers(DurableValueTarget):
    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        if during is None or during.op != "receive":
            return super().crash(replica, during)
        entries = sorted(self._messages[str(during.message)].items())
        self._disks[replica] = larger(self._disks[replica], dict(entries[: len(entries) // 2]))
        self.start(replica)
        return "unknown"


@wrong(
    breaks=("FLT-RECEIVE",),
    history="A+1 C+1, A tells both to B, which crashes meanwhile",
    events=3,
    seen="a transaction for each row",
)
def target() -> DurableValueTarget:
    return served(Servers, Kind.G_COUNTER, Fault.CRASH, interrupts="all")
