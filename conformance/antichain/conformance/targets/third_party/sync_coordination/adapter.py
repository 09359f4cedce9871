"""The adapter of ``sync-coordination`` on PyPI: its vector clock, an object that belongs to one node."""

from __future__ import annotations

from importlib import metadata

from sync_coordination import VectorClock

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options

__all__ = ["target"]

_ORDER = {-1: "before", 1: "after", 0: "unordered"}


def target() -> ValueTarget:
    """Return the target: only ``increment`` ticks and ``update`` does not, so it is a version vector."""
    library = Library(
        new=VectorClock,
        copy=lambda clock: _with(clock.node_id, clock.get_snapshot()),
        tick=lambda clock, _: clock.increment(),
        merge=lambda mine, theirs: mine.update(theirs.get_snapshot()),
        compare=lambda x, y: _ORDER[x.compare(y.get_snapshot())],
        entries=VectorClock.get_snapshot,
        construct=lambda entries: _with(next(iter(entries), ""), entries),
    )
    hello = Hello(
        name="sync-coordination",
        version=metadata.version("sync-coordination"),
        language="python",
        homepage="https://pypi.org/project/sync-coordination/",
        kinds={Kind.VERSION_VECTOR: Options(compare="three-way", entries=True, construct=True)},
    )
    return ValueTarget(hello, {Kind.VERSION_VECTOR: library})


def _with(node: str, entries: dict[str, int]) -> VectorClock:
    clock = VectorClock(node)
    clock.update(entries)
    return clock
