"""Takes its old name when it joins again, and counts from zero."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Returning(DurableValueTarget):
    def join(self, replica: str, /) -> None:
        super().join(replica)
        self._names[replica] = replica


@wrong(
    breaks=("MEM-REJOIN",),
    history="C+1 C>m A<m, C leaves, C enters, C+1 C>n A<n",
    events=6,
    seen="pathosDev/actor-ts #955",
)
def target() -> DurableValueTarget:
    return served(Returning, Kind.G_COUNTER, Fault.RETIRE, Fault.JOIN)
