"""Locks both states of a merge one after the other, so it fails if they are one object."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, amount, counter, larger


class Locked(dict[str, int]):
    is_locked = False

    def lock(self) -> None:
        if self.is_locked:
            message = "this thread holds the lock"
            raise RuntimeError(message)
        self.is_locked = True


def increment(counts: Locked, replica: str, by: object) -> None:
    counts[replica] = counts.get(replica, 0) + amount(by)


def merge(mine: Locked, theirs: Locked) -> None:
    try:
        mine.lock()
        theirs.lock()
        joined: Counts = larger(mine, theirs)
        mine.update(joined)
    finally:
        mine.is_locked = theirs.is_locked = False


@wrong(breaks=("MSG-SELF",), history="A+1 A>m A<m", events=2, seen="locks that are not reentrant")
def target() -> ValueTarget:
    return counter(new=lambda _: Locked(), increment=increment, merge=merge, copy=Locked)
