"""Adds each update of a delta that it does not remember, but remembers only the latest hundred."""

from typing import NamedTuple

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Logged, Updates, by_logs, log


class Window(NamedTuple):
    name: str
    logged: Logged
    twice: int
    remembered: tuple[tuple[str, int], ...]


def merge(mine: Window, theirs: Window | Updates) -> Window:
    for made, by in (theirs.logged.updates if isinstance(theirs, Window) else theirs).items():
        known = made in mine.logged.updates
        if made[0] != mine.name and made not in mine.remembered and not (known and isinstance(theirs, Window)):
            logged = mine.logged._replace(updates={**mine.logged.updates, made: by})
            mine = Window(mine.name, logged, mine.twice + by * known, (*mine.remembered, made)[-100:])
    return mine


@wrong(
    breaks=("DLT-AGAIN",),
    history="101 updates at A, each with a delta to B, and the first delta again",
    events=203,
    seen="windows of recent message ids",
)
def target() -> ValueTarget:
    return by_logs(
        new=lambda replica: Window(replica, Logged({}, {}), 0, ()),
        increment=lambda mine, replica, by: mine._replace(logged=log(mine.logged, replica, by)),
        merge=merge,
        value=lambda mine: sum(mine.logged.updates.values()) + mine.twice,
        delta=lambda mine: (mine.logged.new, mine._replace(logged=mine.logged._replace(new={}))),
    )
