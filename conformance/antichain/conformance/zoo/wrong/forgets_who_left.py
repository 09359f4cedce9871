"""Drops the counts of a replica that leaves."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Dropping(DurableValueTarget):
    def retire(self, replica: str, /) -> None:
        super().retire(replica)
        for counts in self._states.values():
            counts.pop(self.counted_as(replica), None)


@wrong(breaks=("MEM-RETIRE",), history="C+1 C>m A<m, C leaves", events=3)
def target() -> DurableValueTarget:
    return served(Dropping, Kind.G_COUNTER, Fault.RETIRE)
