"""Drops the entry of a replica that leaves, and declares that ordered stamps may then look concurrent."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import served


class Dropping(DurableValueTarget):
    def retire(self, replica: str, /) -> None:
        super().retire(replica)
        for clock in self._states.values():
            clock.pop(self.counted_as(replica), None)


@right
def target() -> DurableValueTarget:
    return served(Dropping, Kind.VECTOR_CLOCK, Fault.RETIRE, forgets="order")
