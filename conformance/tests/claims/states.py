"""The states of the right target, with their join and their order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["State", "joined", "order"]

Slots = dict[str, Any]


@dataclass
class State:
    """A replica, or a message: counts by incarnation; ``n`` is used by pn-counters alone."""

    p: Slots = field(default_factory=dict)
    n: Slots = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    """The incarnations that are forgotten."""
    sender: str | None = None
    place: int = 0
    """The place of a message among those of its sender."""
    life: str = ""
    """The incarnation of its sender."""
    number: int = 0
    """The place of a delta among those of that incarnation, 0 for a full state."""
    covered: dict[str, int] = field(default_factory=dict)
    """By incarnation, up to which number a full state counts as its deltas."""


def joined(mine: State, theirs: State) -> State:
    """Return the join, without what either side has forgotten."""
    gone = mine.gone | theirs.gone
    p, n = (
        {name: max(x.get(name, 0), y.get(name, 0)) for name in x | y if name not in gone}
        for x, y in ((mine.p, theirs.p), (mine.n, theirs.n))
    )
    return State(p, n, gone)


def order(x: State, y: State, *, born: bool = False) -> str:
    """Return the order of two states; with ``born``, an entry of 0 is greater than none."""
    if x.gone != y.gone:
        return "concurrent"
    missing = -1 if born else 0
    below, above = _within(x, y, missing), _within(y, x, missing)
    return {(True, True): "equal", (True, False): "before", (False, True): "after"}.get((below, above), "concurrent")


def _within(x: State, y: State, missing: int) -> bool:
    return all(
        count <= theirs.get(name, missing) for mine, theirs in ((x.p, y.p), (x.n, y.n)) for name, count in mine.items()
    )
