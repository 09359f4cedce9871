"""Replaces the count of a sender by the latest message to arrive, also an old one.

It loses updates only by old states, so CNT-STALE is the cause.
"""

from typing import NamedTuple

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter, larger, total


class Known(NamedTuple):
    name: str
    counts: Counts


def merge(x: Known, y: Known) -> Known:
    heard = {y.name: y.counts[y.name]} if y.name in y.counts and y.name != x.name else {}
    return x._replace(counts={**larger(x.counts, y.counts), **heard})


@wrong(breaks=("CNT-STALE", "CNT-UNION"), history="A+1 A>m A+1 A>n B<n B<m", events=4)
def target() -> ValueTarget:
    return counter(
        new=lambda replica: Known(replica, {}),
        increment=lambda known, replica, by: known._replace(counts=add(known.counts, replica, by)),
        merge=merge,
        value=lambda known: total(known.counts),
    )
