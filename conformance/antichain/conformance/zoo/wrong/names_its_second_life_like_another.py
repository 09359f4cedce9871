"""Takes its name with a 1 behind it after a lost disk, which may be the name of another replica."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Servers(DurableValueTarget):
    def rename(self, replica: str) -> None:
        self._names[replica] += "1"


@wrong(breaks=("ID-DISTINCT",), history="wipe A, A+1, A1+1, A1<A", events=4, seen="numbers appended to host names")
def target() -> DurableValueTarget:
    return served(Servers, Kind.G_COUNTER, Fault.WIPE)
