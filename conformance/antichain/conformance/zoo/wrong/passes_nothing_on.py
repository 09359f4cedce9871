"""Takes from a message only the sender's own count."""

from typing import NamedTuple

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter, larger, total


class Known(NamedTuple):
    name: str
    counts: Counts


def merge(x: Known, y: Known) -> Known:
    return x._replace(counts=larger(x.counts, {y.name: y.counts.get(y.name, 0)}))


@wrong(breaks=("CNT-UNION",), history="A+1 A>m B<m B>n C<n", events=3)
def target() -> ValueTarget:
    return counter(
        new=lambda replica: Known(replica, {}),
        increment=lambda known, replica, by: known._replace(counts=add(known.counts, replica, by)),
        merge=merge,
        value=lambda known: total(known.counts),
    )
