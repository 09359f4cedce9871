"""Empties the message that it merges, and keeps the map of entries that constructed it, as it declares."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, counter


def merge(mine: Counts, theirs: Counts) -> Counts:
    joined = dict(mine)
    while theirs:
        replica, count = theirs.popitem()
        joined[replica] = max(count, joined.get(replica, 0))
    return joined


@right
def target() -> ValueTarget:
    return counter(
        options={"construct": True}, merge=merge, construct=lambda entries: entries, copy=dict, keeps_arguments=True
    )
