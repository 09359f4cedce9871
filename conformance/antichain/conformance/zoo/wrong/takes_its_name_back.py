"""Takes a new name after a lost disk, but its old one when a message contains it."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Recovered(DurableValueTarget):
    def receive(self, replica: str, message: str, /) -> None:
        super().receive(replica, message)
        if replica in self._states[replica]:
            self._names[replica] = replica


@wrong(
    breaks=("FLT-AMNESIA",),
    history="A+1 A>m A+1 A>n B<n, wipe A, A<m A+1 A>o B<o",
    events=7,
    seen="servers that learn from their peers who they were",
)
def target() -> DurableValueTarget:
    return served(Recovered, Kind.G_COUNTER, Fault.WIPE)
