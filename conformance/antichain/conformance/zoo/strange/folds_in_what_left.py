"""Keeps the counts of a replica that left separately, and ignores later messages about that replica."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.adapters.values import Library
from antichain.conformance.protocol.claims import Fault, Hello, Kind, Options
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, add, larger, total

State = tuple[Counts, Counts]
"""The counts of those present, and of those that left."""


def increment(state: State, replica: str, by: object) -> State:
    return add(state[0], replica, by), state[1]


def merge(mine: State, theirs: State) -> State:
    left = larger(mine[1], theirs[1])
    return {name: count for name, count in larger(mine[0], theirs[0]).items() if name not in left}, left


class Folding(DurableValueTarget):
    def retire(self, replica: str, /) -> None:
        name = self.counted_as(replica)
        super().retire(replica)
        for other, (counts, left) in self._states.items():
            rest = {each: count for each, count in counts.items() if each != name}
            self._states[other] = rest, {**left, name: counts.get(name, 0)}
            self.save(other)


@right
def target() -> DurableValueTarget:
    library = Library(
        new=lambda _: ({}, {}), increment=increment, merge=merge, value=lambda state: total(state[0]) + total(state[1])
    )
    hello = Hello(name="folds", kinds={Kind.G_COUNTER: Options()}, faults=(Fault.RETIRE, Fault.JOIN))
    return Folding(hello, {Kind.G_COUNTER: library})
