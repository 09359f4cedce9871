"""Keeps only the latest thirty names of replicas that joined again, and drops older ones."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Servers(DurableValueTarget):
    def _change(self, name: str, replica: str, *arguments: object) -> None:
        super()._change(name, replica, *arguments)
        held = self._states[replica]
        for old in [entry for entry in held if " " in entry][:-30]:
            del held[old]
        self.save(replica)


@wrong(
    breaks=("MEM-REJOIN",),
    history="B., then A., B takes it in, A leaves and enters again, 31 times",
    events=125,
    seen="clocks that are pruned by age",
)
def target() -> DurableValueTarget:
    return served(Servers, Kind.VERSION_VECTOR, Fault.RETIRE, Fault.JOIN)
