"""Writes how often a message was written, and reads one update less from the second time on."""

from typing import NamedTuple

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, decode, encode


class Read(NamedTuple):
    """Counts that were read from bytes."""

    counts: Counts


def held(state: Counts | Read) -> Counts:
    return state.counts if isinstance(state, Read) else state


def read(data: bytes) -> Read:
    again, counts = decode(data)
    return Read({replica: count - again for replica, count in counts.items()})


def merge(mine: Counts, theirs: Counts | Read) -> Counts:
    return {replica: max(mine.get(replica, 0), held(theirs).get(replica, 0)) for replica in mine | held(theirs)}


@wrong(breaks=("WIRE-ROUND",), history="A+1 A>m, m through bytes twice, B<m", events=3, seen="caches of written bytes")
def target() -> ValueTarget:
    return counter(
        options={"wire": True},
        encode=lambda state: encode([isinstance(state, Read), held(state)]),
        decode=read,
        merge=merge,
    )
