"""Leaves the first update after a crash out of its delta."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault
from antichain.conformance.protocol.requests import During
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Next, Numbered, NumberedServers, add, served_by_deltas


class Servers(NumberedServers):
    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        answer = super().crash(replica, during)
        self._states[replica] = self._states[replica]._replace(new=None)
        return answer


def increment(mine: Numbered, replica: str, by: object) -> Numbered:
    counts = add(mine.counts, replica, by)
    new = {} if mine.new is None else {**mine.new, replica: counts[replica]}
    return mine._replace(counts=counts, new=new)


def delta(mine: Numbered) -> tuple[Next, Numbered]:
    return Next(mine.name, mine.number + 1, mine.new or {}), mine._replace(new={}, number=mine.number + 1)


@wrong(
    breaks=("FLT-DURABLE",),
    history="crash A, A+1, B takes the delta in",
    events=3,
    seen="buffers that are made at their first use",
)
def target() -> DurableValueTarget:
    return served_by_deltas(Servers, Fault.CRASH, increment=increment, delta=delta)
