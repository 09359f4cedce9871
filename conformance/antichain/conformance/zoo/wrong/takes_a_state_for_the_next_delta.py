"""Treats a state as the sender's next delta too, and ignores that delta when it arrives."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Next, Numbered, NumberedServers, hear, served_by_deltas


def merge(mine: Numbered, theirs: Numbered | Next) -> Numbered:
    heard = hear(mine, theirs)
    if isinstance(theirs, Next):
        return heard
    return heard._replace(seen={**heard.seen, theirs.name: max(heard.seen.get(theirs.name, 0), theirs.number + 1)})


@wrong(
    breaks=("DLT-EQUIV",),
    history="A+1, B takes the state in, A+1, B takes both deltas in",
    events=6,
    seen="numbers of snapshots that are one too high",
)
def target() -> ValueTarget:
    return served_by_deltas(NumberedServers, merge=merge)
