"""Claims that a full state counts as its deltas, but waits for those deltas."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import NumberedServers, served_by_deltas


@wrong(
    breaks=("DLT-EQUIV",),
    history="A+1, B takes the state in, A+1, B takes the second delta in",
    events=4,
    seen="a vector of states and one of deltas",
)
def target() -> ValueTarget:
    return served_by_deltas(NumberedServers, options={"covers": True})
