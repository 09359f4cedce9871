"""Claims any network, but fails when a message arrives twice."""

from typing import NamedTuple

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter, larger, total


class Once(NamedTuple):
    name: str
    counts: Counts
    sent: int
    heard: frozenset[tuple[str, int]]


def increment(mine: Once, replica: str, by: object) -> Once:
    return mine._replace(counts=add(mine.counts, replica, by), sent=mine.sent + 1)


def merge(mine: Once, theirs: Once) -> Once:
    message = theirs.name, theirs.sent
    if message in mine.heard:
        text = f"heard {message} before"
        raise ValueError(text)
    counts = larger(mine.counts, theirs.counts)
    return mine._replace(counts=counts, sent=mine.sent + 1, heard=mine.heard | {message})


@wrong(breaks=("ANS-OK",), history="A+1 A>m B<m B<m", events=3)
def target() -> ValueTarget:
    return counter(
        new=lambda replica: Once(replica, {}, 0, frozenset()),
        increment=increment,
        merge=merge,
        value=lambda mine: total(mine.counts),
    )
