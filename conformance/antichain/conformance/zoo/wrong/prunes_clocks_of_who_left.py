"""Drops the entry of a replica that leaves, so ordered stamps look concurrent, but does not declare it."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Dropping(DurableValueTarget):
    def retire(self, replica: str, /) -> None:
        super().retire(replica)
        for clock in self._states.values():
            clock.pop(self.counted_as(replica), None)


@wrong(breaks=("MEM-ORDER",), history="C. A<C A. C leaves, A.", events=4, seen="basho/riak_core #613")
def target() -> DurableValueTarget:
    return served(Dropping, Kind.VERSION_VECTOR, Fault.RETIRE)
