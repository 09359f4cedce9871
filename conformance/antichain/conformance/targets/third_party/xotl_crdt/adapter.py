"""The adapter of ``xotl.crdt`` on PyPI: its vector clock, and counters that are made of it."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING

from xotl.crdt.base import Process, from_state, get_state
from xotl.crdt.clocks import Dot, VClock
from xotl.crdt.counter import GCounter, PNCounter

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["target"]


def target() -> ValueTarget:
    """Return the target.

    A process has a place in a total order besides its name; the adapter numbers the names in the order in which it
    sees them. ``incr`` and ``decr`` change a counter by one.
    """
    places: dict[str, int] = {}

    def process(replica: str) -> Process:
        return Process(replica, places.setdefault(replica, len(places)))

    clock = Library(
        new=lambda _: VClock(),
        tick=lambda clock, replica: clock.bump(process(replica)),
        merge=VClock.merge,
        compare=_compare,
        entries=_entries,
        construct=lambda entries: VClock([Dot(process(replica), count) for replica, count in entries.items()]),
        reset=places.clear,
    )
    grown, both = (
        Library(
            new=partial(_counter, kind, process),
            increment=lambda counter, _replica, _by: counter.incr(),
            decrement=lambda counter, _replica, _by: counter.decr(),
            merge=kind.merge,
            value=lambda counter: counter.value,
            copy=deepcopy,
            encode=get_state,
            decode=from_state,
            reset=places.clear,
        )
        for kind in (GCounter, PNCounter)
    )
    counted = Options(wire=True, amounts="one")
    hello = Hello(
        name="xotl-crdt",
        version=metadata.version("xotl.crdt"),
        language="python",
        homepage="https://gitlab.merchise.org/merchise/xotl.crdt",
        kinds={
            Kind.VERSION_VECTOR: Options(entries=True, construct=True, resume=True),
            Kind.G_COUNTER: counted,
            Kind.PN_COUNTER: counted,
        },
    )
    return ValueTarget(hello, {Kind.VERSION_VECTOR: clock, Kind.G_COUNTER: grown, Kind.PN_COUNTER: both})


def _counter(
    kind: Callable[..., GCounter | PNCounter], process: Callable[[str], Process], replica: str
) -> GCounter | PNCounter:
    return kind(process=process(replica))


def _compare(x: VClock, y: VClock) -> str:
    if x == y:
        return "equal"
    if x < y:
        return "before"
    if x > y:
        return "after"
    return "concurrent" if x // y else "unordered"


def _entries(clock: VClock) -> Mapping[str, int]:
    return {dot.process.name: dot.counter for dot in clock.dots}
