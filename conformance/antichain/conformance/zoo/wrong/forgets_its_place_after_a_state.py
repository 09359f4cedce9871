"""Forgets which deltas it has received when it receives a state, and waits for the first delta again."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Next, Numbered, NumberedServers, hear, served_by_deltas


def merge(mine: Numbered, theirs: Numbered | Next) -> Numbered:
    heard = hear(mine, theirs)
    return heard if isinstance(theirs, Next) else heard._replace(seen={})


@wrong(
    breaks=("DLT-EQUIV",),
    history="A+1, B takes the delta and the state in, A+1, B takes all deltas in",
    events=7,
    seen="resets at a full sync",
)
def target() -> ValueTarget:
    return served_by_deltas(NumberedServers, merge=merge)
