"""Takes the same new name as any other replica whose disk was lost."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Nameless(DurableValueTarget):
    def rename(self, replica: str) -> None:
        word, _, number = self._names[replica].partition(" ")
        self._names[replica] = f"again {int(number) + 1 if word == 'again' else 1}"


@wrong(
    breaks=("FLT-AMNESIA",),
    history="wipe A, wipe B, A+1 A>m, B+1 B<m",
    events=5,
    seen="numbers of incarnations without a name",
)
def target() -> DurableValueTarget:
    return served(Nameless, Kind.G_COUNTER, Fault.WIPE)
