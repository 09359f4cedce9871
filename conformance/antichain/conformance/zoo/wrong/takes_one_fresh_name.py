"""Takes a new name after a lost disk, and the same one after the next lost disk."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Forgetful(DurableValueTarget):
    def rename(self, replica: str) -> None:
        self._names[replica] = f"{replica} again"


@wrong(
    breaks=("FLT-AMNESIA",),
    history="wipe A, A+1 A>m B<m, wipe A, A+1 A>n B<n",
    events=6,
    seen="numbers of incarnations that are kept on the disk that is lost",
)
def target() -> DurableValueTarget:
    return served(Forgetful, Kind.G_COUNTER, Fault.WIPE)
