"""Keeps 25 names of restored incarnations, and ignores further ones."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Servers(DurableValueTarget):
    def _change(self, name: str, replica: str, *arguments: object) -> None:
        super()._change(name, replica, *arguments)
        held = self._states[replica]
        for new in [entry for entry in held if " " in entry][25:]:
            del held[new]
        self.save(replica)


@wrong(
    breaks=("FLT-BACKUP",),
    history="B., then A., B takes it in and A is restored, 26 times",
    events=77,
    seen="arrays of actors of a fixed size",
)
def target() -> DurableValueTarget:
    return served(Servers, Kind.VERSION_VECTOR, Fault.RESTORE)
