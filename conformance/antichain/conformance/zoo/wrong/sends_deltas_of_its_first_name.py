"""Takes a new name after a restored backup, but its deltas contain only counts of its first name."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Next, Numbered, NumberedServers, served_by_deltas


def delta(mine: Numbered) -> tuple[Next, Numbered]:
    first = {replica: n for replica, n in mine.new.items() if " " not in replica}
    return Next(mine.name, mine.number + 1, first), mine._replace(new={}, number=mine.number + 1)


@wrong(
    breaks=("FLT-BACKUP",),
    history="restore A, A+1, B takes the delta in",
    events=3,
    seen="names that are read once, when a program starts",
)
def target() -> DurableValueTarget:
    return served_by_deltas(NumberedServers, Fault.RESTORE, delta=delta)
