"""Keeps only the latest twenty names that replicas took after a lost disk."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Servers(DurableValueTarget):
    def _change(self, name: str, replica: str, *arguments: object) -> None:
        super()._change(name, replica, *arguments)
        held = self._states[replica]
        for old in [entry for entry in held if " " in entry][:-20]:
            del held[old]
        self.save(replica)


@wrong(
    breaks=("FLT-AMNESIA",),
    history="B+1, then A+1, B takes it in and A is wiped, 21 times",
    events=63,
    seen="garbage collection of names that were given up",
)
def target() -> DurableValueTarget:
    return served(Servers, Kind.G_COUNTER, Fault.WIPE)
