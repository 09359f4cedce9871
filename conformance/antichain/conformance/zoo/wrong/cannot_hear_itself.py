"""Fails when it receives its own state."""

from typing import NamedTuple

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter, larger, total


class Known(NamedTuple):
    name: str
    counts: Counts


def merge(x: Known, y: Known) -> Known:
    if x.name == y.name:
        raise RuntimeError(x.name)
    return x._replace(counts=larger(x.counts, y.counts))


@wrong(breaks=("MSG-SELF",), history="A+1 A>m A<m", events=2)
def target() -> ValueTarget:
    return counter(
        new=lambda replica: Known(replica, {}),
        increment=lambda known, replica, by: known._replace(counts=add(known.counts, replica, by)),
        merge=merge,
        value=lambda known: total(known.counts),
    )
