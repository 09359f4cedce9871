"""Includes received updates in its next delta."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, Pending, by_deltas


def merge(mine: Pending, theirs: Pending | Counts) -> Pending:
    counts = theirs.counts if isinstance(theirs, Pending) else theirs
    news = {replica: n for replica, n in counts.items() if n > mine.counts.get(replica, 0)}
    return Pending({**mine.counts, **news}, {**mine.new, **news})


@right
def target() -> ValueTarget:
    return by_deltas(options={"entries": True}, merge=merge)
