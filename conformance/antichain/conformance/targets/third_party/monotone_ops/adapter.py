"""The adapter of ``monotone-ops`` on PyPI: joins and orders of mappings, and counters."""

from __future__ import annotations

from dataclasses import asdict
from importlib import metadata
from typing import TYPE_CHECKING

from monotone_ops.crdt import GCounter, PNCounter, gcounter_merge, pncounter_merge, vector_clock_join, vector_clock_leq

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

__all__ = ["target"]


def target() -> ValueTarget:
    """Return the target.

    A clock is a mapping. The library has no function that increments an entry, so the adapter does this, as a user
    must.
    """
    clock = Library(
        new=lambda _: {},
        tick=lambda clock, replica: {**clock, replica: clock.get(replica, 0) + 1},
        merge=vector_clock_join,
        compare=_compare,
        entries=lambda clock: clock,
        construct=dict,
    )
    grown = Library(
        new=lambda _: GCounter({}),
        increment=_refusing(GCounter.increment),
        merge=gcounter_merge,
        value=lambda counter: counter.value,
        entries=lambda counter: counter.counts,
        construct=GCounter,
    )
    both = Library(
        new=lambda _: PNCounter(GCounter({}), GCounter({})),
        increment=_refusing(PNCounter.increment),
        decrement=_refusing(PNCounter.decrement),
        merge=pncounter_merge,
        value=lambda counter: counter.value,
        entries=_pairs,
        construct=lambda entries: PNCounter(
            *(GCounter({name: pair[side] for name, pair in entries.items()}) for side in (0, 1))
        ),
    )
    offered = Options(entries=True, construct=True)
    hello = Hello(
        name="monotone-ops",
        version=metadata.version("monotone-ops"),
        language="python",
        homepage="https://pypi.org/project/monotone-ops/",
        kinds=dict.fromkeys((Kind.VERSION_VECTOR, Kind.G_COUNTER, Kind.PN_COUNTER), offered),
    )
    return ValueTarget(hello, {Kind.VERSION_VECTOR: clock, Kind.G_COUNTER: grown, Kind.PN_COUNTER: both})


def _compare(x: Mapping[str, int], y: Mapping[str, int]) -> str:
    words = {(True, True): "equal", (True, False): "before", (False, True): "after", (False, False): "concurrent"}
    return words[vector_clock_leq(x, y), vector_clock_leq(y, x)]


def _refusing(update: Callable[..., Any]) -> Callable[..., Any]:
    """Return an update that reports a ValueError as a refusal."""

    def updated(counter: object, replica: str, by: object) -> object:
        try:
            return update(counter, replica, by)
        except ValueError as why:
            code = "negative"
            raise Rejected(code, str(why)) from why

    return updated


def _pairs(counter: PNCounter) -> dict[str, tuple[int, int]]:
    added, taken = (asdict(side)["counts"] for side in (counter.positive, counter.negative))
    return {name: (added.get(name, 0), taken.get(name, 0)) for name in added | taken}
