"""Counts under a new name on a copied disk, but numbers its deltas under the original name."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import NumberedServers, served_by_deltas


class Servers(NumberedServers):
    def sender(self, replica: str) -> str:
        return str(self._states[replica].name)


@wrong(
    breaks=("FLT-CLONE",),
    history="clone A as C, A+1 C+1, B takes both deltas in",
    events=5,
    seen="images of virtual machines",
)
def target() -> DurableValueTarget:
    return served_by_deltas(Servers, Fault.CLONE)
