"""The adapter of ``crdt-merge`` on PyPI: its counters and, since 0.6.0, its vector clock."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from importlib import metadata
from typing import TYPE_CHECKING

from crdt_merge.core import GCounter, PNCounter

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["target"]


def target() -> ValueTarget:
    """Return the target: a merge returns a new state, and an increment of a counter changes it in place."""
    grown = Library(
        new=lambda _: GCounter(),
        increment=_refusing(GCounter.increment),
        merge=GCounter.merge,
        value=lambda counter: counter.value,
        entries=lambda counter: counter.to_dict()["counts"],
        construct=lambda entries: GCounter.from_dict({"counts": entries}),
        copy=deepcopy,
    )
    both = Library(
        new=lambda _: PNCounter(),
        increment=_refusing(PNCounter.increment),
        decrement=_refusing(PNCounter.decrement),
        merge=PNCounter.merge,
        value=lambda counter: counter.value,
        copy=deepcopy,
    )
    offered = {
        Kind.G_COUNTER: (grown, Options(entries=True, construct=True, resume=True)),
        Kind.PN_COUNTER: (both, Options()),
    }
    with suppress(ImportError):
        from crdt_merge.clocks import VectorClock  # noqa: PLC0415 — versions before 0.6.0 have none

        clock = Library(
            new=lambda _: VectorClock(),
            tick=VectorClock.increment,
            merge=VectorClock.merge,
            compare=lambda x, y: x.compare(y).value,
            entries=lambda clock: clock.value,
            construct=VectorClock,
        )
        offered[Kind.VERSION_VECTOR] = clock, Options(entries=True, construct=True, resume=True)
    hello = Hello(
        name="crdt-merge",
        version=metadata.version("crdt-merge"),
        language="python",
        homepage="https://github.com/mgillr/crdt-merge",
        kinds={kind: options for kind, (_, options) in offered.items()},
    )
    return ValueTarget(hello, {kind: library for kind, (library, _) in offered.items()})


def _refusing(update: Callable[..., Any]) -> Callable[..., Any]:
    """Return an update that reports an exception of the library as a refusal."""

    def updated(counter: object, replica: str, by: object) -> None:
        try:
            update(counter, replica, by)
        except TypeError as why:
            code = "not-an-integer"
            raise Rejected(code, str(why)) from why
        except ValueError as why:
            code = "negative"
            raise Rejected(code, str(why)) from why

    return updated
