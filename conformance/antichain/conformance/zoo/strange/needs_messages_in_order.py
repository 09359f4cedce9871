"""Keeps the latest state of each sender, and declares that messages must arrive in order."""

from typing import NamedTuple

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, add, counter, total


class Known(NamedTuple):
    name: str
    counts: Counts
    heard: dict[str, Counts]


def everything(known: Known) -> Counts:
    joined = dict(known.counts)
    for counts in known.heard.values():
        for replica, count in counts.items():
            joined[replica] = max(count, joined.get(replica, 0))
    return joined


def merge(x: Known, y: Known) -> Known:
    return x if x.name == y.name else x._replace(heard={**x.heard, y.name: everything(y)})


@right
def target() -> ValueTarget:
    return counter(
        options={"channel": "fifo"},
        new=lambda replica: Known(replica, {}, {}),
        increment=lambda known, replica, by: known._replace(counts=add(known.counts, replica, by)),
        merge=merge,
        value=lambda known: total(everything(known)),
    )
