"""Ignores the entries of a replica that left, so concurrent clocks look ordered."""

from collections.abc import Sequence

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import order, served


class Dropping(DurableValueTarget):
    gone: set[str]

    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self.gone = set()
        super().open(kind, replicas)

    def retire(self, replica: str, /) -> None:
        super().retire(replica)
        self.gone.add(self.counted_as(replica))

    def compare(self, left: str, right: str, /) -> str:
        x, y = (
            {name: n for name, n in self._messages[message].items() if name not in self.gone}
            for message in (left, right)
        )
        return order(x, y)


@wrong(breaks=("MEM-ORDER",), history="C. A<C C leaves, B.", events=5, seen="super-productivity #8755")
def target() -> DurableValueTarget:
    return served(Dropping, Kind.VERSION_VECTOR, Fault.RETIRE)
