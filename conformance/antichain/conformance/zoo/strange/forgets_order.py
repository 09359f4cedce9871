"""Drops the entry of one that leaves, and says that ordered stamps may then look concurrent."""

from antichain.conformance.protocol import Fault, Kind
from antichain.conformance.servers import Servers
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import served


class Dropping(Servers):
    def retire(self, replica: str, /) -> None:
        super().retire(replica)
        for clock in self._states.values():
            clock.pop(self.counted_as(replica), None)


@right
def target() -> Servers:
    return served(Dropping, Kind.VECTOR_CLOCK, Fault.RETIRE, forgets="order")
