"""Holds an early delta until the earlier ones have arrived."""

from typing import NamedTuple

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, larger, one, order, tick


class Next(NamedTuple):
    sender: str
    number: int
    clock: Counts


class Waiting(NamedTuple):
    name: str
    clock: Counts
    new: Counts
    seen: dict[str, int]
    number: int = 0
    early: tuple[Next, ...] = ()


def ticked(mine: Waiting, replica: str) -> Waiting:
    clock = tick(mine.clock, replica)
    return mine._replace(clock=clock, new={**mine.new, replica: clock[replica]})


def delta(mine: Waiting) -> tuple[Next, Waiting]:
    return Next(mine.name, mine.number + 1, mine.new), mine._replace(new={}, number=mine.number + 1)


def merge(mine: Waiting, theirs: Waiting | Next) -> Waiting:
    if isinstance(theirs, Waiting):
        return mine._replace(clock=larger(mine.clock, theirs.clock))
    early = [*mine.early, theirs]
    clock, seen = mine.clock, dict(mine.seen)
    while ready := [d for d in early if d.number <= seen.get(d.sender, 0) + 1]:
        for now in ready:
            early.remove(now)
            seen[now.sender] = max(now.number, seen.get(now.sender, 0))
            clock = larger(clock, now.clock)
    return mine._replace(clock=clock, early=tuple(early), seen=seen)


@right
def target() -> ValueTarget:
    library = Library(
        new=lambda replica: Waiting(replica, {}, {}, {}),
        tick=ticked,
        merge=merge,
        delta=delta,
        compare=lambda x, y: order(x.clock, y.clock),
    )
    return one(Kind.VERSION_VECTOR, library, delta="in-order")
