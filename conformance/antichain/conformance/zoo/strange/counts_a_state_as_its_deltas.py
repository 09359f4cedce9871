"""Accepts deltas in order, and counts a full state as all deltas that its sender has sent and received."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Next, Numbered, NumberedServers, hear, larger, served_by_deltas


def merge(mine: Numbered, theirs: Numbered | Next) -> Numbered:
    heard = hear(mine, theirs)
    if isinstance(theirs, Next):
        return heard
    return heard._replace(seen=larger(heard.seen, {**theirs.seen, theirs.name: theirs.number}))


@right
def target() -> ValueTarget:
    return served_by_deltas(NumberedServers, merge=merge, options={"covers": True})
