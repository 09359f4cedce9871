"""Claims any network, but replaces the count of its only peer by each message, old ones too."""

from typing import NamedTuple

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter, total


class Heard(NamedTuple):
    name: str
    counts: Counts


def merge(mine: Heard, theirs: Heard) -> Heard:
    if mine.name == theirs.name:
        return mine
    return mine._replace(counts={**mine.counts, theirs.name: theirs.counts.get(theirs.name, 0)})


@wrong(breaks=("CNT-STALE",), history="A+1 A>m A+1 A>n B<n B<m", events=4)
def target() -> ValueTarget:
    return counter(
        options={"replicas": 2},
        new=lambda replica: Heard(replica, {}),
        increment=lambda mine, replica, by: mine._replace(counts=add(mine.counts, replica, by)),
        merge=merge,
        value=lambda mine: total(mine.counts),
    )
