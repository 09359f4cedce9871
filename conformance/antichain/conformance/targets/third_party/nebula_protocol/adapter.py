"""The adapter of ``nebula-protocol`` on PyPI: its vector clock, a frozen pydantic model."""

from __future__ import annotations

from importlib import metadata

from nce.crdt.vector_clock import VectorClock

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options

__all__ = ["target"]


def target() -> ValueTarget:
    """Return the target: only ``increment`` ticks and a merge does not, so it is a version vector."""
    library = Library(
        new=lambda _: VectorClock(),
        tick=VectorClock.increment,
        merge=VectorClock.merge,
        compare=_compare,
        entries=lambda clock: clock.clock,
        construct=lambda entries: VectorClock(clock=entries),
        encode=lambda clock: clock.model_dump_json().encode(),
        decode=VectorClock.model_validate_json,
    )
    hello = Hello(
        name="nebula-protocol",
        version=metadata.version("nebula-protocol"),
        language="python",
        homepage="https://github.com/Jarvis2021/nebula-protocol",
        kinds={Kind.VERSION_VECTOR: Options(entries=True, construct=True, wire=True)},
    )
    return ValueTarget(hello, {Kind.VERSION_VECTOR: library})


def _compare(x: VectorClock, y: VectorClock) -> str:
    if x.is_concurrent(y):
        return "concurrent"
    if x == y:
        return "equal"
    return "before" if x < y else "after"
