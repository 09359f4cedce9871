"""Starts a new log after 32 deltas, and loses the delta due at that moment."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Next, Numbered, NumberedServers, add, served_by_deltas


def delta(mine: Numbered) -> tuple[Next, Numbered]:
    number = mine.number + 1
    return Next(mine.name, number, mine.new if number % 32 else {}), mine._replace(new={}, number=number)


def increment(mine: Numbered, replica: str, by: object) -> Numbered:
    made = f"{replica} {mine.number}"
    return mine._replace(counts=add(mine.counts, made, by), new=add(mine.new, made, by))


@wrong(
    breaks=("DLT-EQUIV",), history="32 updates at A, each with a delta to B and C", events=96, seen="rotation of logs"
)
def target() -> ValueTarget:
    return served_by_deltas(NumberedServers, increment=increment, delta=delta)
