"""Drops the counts of one that leaves."""

from antichain.conformance.protocol import Fault, Kind
from antichain.conformance.servers import Servers
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Dropping(Servers):
    def retire(self, replica: str, /) -> None:
        super().retire(replica)
        for counts in self._states.values():
            counts.pop(self.counted_as(replica), None)


@wrong(breaks=("MEM-RETIRE",), history="C+1 C>m A<m, C leaves", events=3)
def target() -> Servers:
    return served(Dropping, Kind.G_COUNTER, Fault.RETIRE)
