"""Does not distinguish equal from concurrent clocks, and drops the entry of a replica that leaves."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.adapters.values import Library
from antichain.conformance.protocol.claims import Fault, Hello, Kind, Options
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import larger, order, tick

WORDS = {"before": "before", "after": "after"}


class Dropping(DurableValueTarget):
    def retire(self, replica: str, /) -> None:
        name = self.counted_as(replica)
        super().retire(replica)
        for other in self._states:
            self._states[other] = {each: count for each, count in self._states[other].items() if each != name}
            self.save(other)


@right
def target() -> DurableValueTarget:
    library = Library(
        new=lambda _: {},
        tick=tick,
        receive=lambda mine, theirs, replica: tick(larger(mine, theirs), replica),
        compare=lambda x, y: WORDS.get(order(x, y), "unordered"),
        send_ticks=True,
    )
    options = Options(compare="three-way", forgets="order")
    hello = Hello(name="drops", kinds={Kind.VECTOR_CLOCK: options}, faults=(Fault.RETIRE,))
    return Dropping(hello, {Kind.VECTOR_CLOCK: library})
