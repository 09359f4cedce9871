"""Counts a full state as the deltas of its sender, but not as those that the sender has received."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Next, Numbered, NumberedServers, hear, served_by_deltas


def merge(mine: Numbered, theirs: Numbered | Next) -> Numbered:
    heard = hear(mine, theirs)
    if isinstance(theirs, Next):
        return heard
    return heard._replace(seen={**heard.seen, theirs.name: max(heard.seen.get(theirs.name, 0), theirs.number)})


@wrong(
    breaks=("DLT-EQUIV",),
    history="A+1, B takes the delta in, B+1, C takes the state of B in, A+1, C takes the second delta of A in",
    events=6,
    seen="full states that carry one sequence number",
)
def target() -> ValueTarget:
    return served_by_deltas(NumberedServers, merge=merge, options={"covers": True})
