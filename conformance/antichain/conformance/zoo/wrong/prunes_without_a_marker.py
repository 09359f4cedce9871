"""Adds the counts of a replica that left to a shared total, so a late state counts them again."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, served


def forget(counts: Counts, gone: str) -> Counts:
    kept = {replica: count for replica, count in counts.items() if replica != gone}
    return {**kept, "the departed": kept.get("the departed", 0) + counts.get(gone, 0)}


class Pruning(DurableValueTarget):
    def retire(self, replica: str, /) -> None:
        super().retire(replica)
        for other in self._states:
            self._states[other] = forget(self._states[other], self.counted_as(replica))


@wrong(
    breaks=("MEM-RETIRE",),
    history="C+1 C>m A<m, C leaves, A<m",
    events=4,
    seen="akka.net #4200, which read 42 instead of 9",
)
def target() -> DurableValueTarget:
    return served(Pruning, Kind.G_COUNTER, Fault.RETIRE)
