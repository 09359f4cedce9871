"""Numbers its deltas in six bits, so the delta after number 63 has no valid number."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Next, Numbered, NumberedServers, served_by_deltas


def delta(mine: Numbered) -> tuple[Next, Numbered]:
    number = (mine.number + 1) % 64
    return Next(mine.name, number, mine.new), mine._replace(new={}, number=number)


@wrong(
    breaks=("DLT-EQUIV",), history="64 updates at A, each with a delta to B and C", events=192, seen="packed headers"
)
def target() -> ValueTarget:
    return served_by_deltas(NumberedServers, delta=delta)
