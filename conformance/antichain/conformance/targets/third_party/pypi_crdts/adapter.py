"""The adapter of ``crdts`` on PyPI: ``Counter`` and ``PNCounter``, whose replicas share the id of their clocks."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from crdts import Counter, PNCounter, ScalarClock

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["target"]

_CLOCK = b"one counter"


def target() -> ValueTarget:
    """Return the target: a message is the packed counter, and a receive applies its ``history()``."""
    kinds = {Kind.G_COUNTER: _library(Counter), Kind.PN_COUNTER: _library(PNCounter)}
    hello = Hello(
        name="pypi-crdts",
        version=metadata.version("crdts"),
        language="python",
        homepage="https://github.com/k98kurz/CRDTs",
        kinds=dict.fromkeys(kinds, Options(wire=True)),
    )
    return ValueTarget(hello, kinds)


def _library(counter: Any) -> Library:  # noqa: ANN401 — one of two unrelated classes
    return Library(
        new=lambda _: counter(clock=ScalarClock(uuid=_CLOCK)),
        increment=lambda state, _, by: _refusing(state.increase, by),
        decrement=lambda state, _, by: _refusing(state.decrease, by),
        merge=_merge,
        value=lambda state: state.read(),
        copy=lambda state: counter.unpack(state.pack()),
        encode=lambda state: state.pack(),
        decode=counter.unpack,
    )


def _merge(mine: Any, theirs: Any) -> None:  # noqa: ANN401 — a counter of one of two unrelated classes
    for update in theirs.history():
        mine.update(update)


def _refusing(update: Callable[[Any], object], by: object) -> None:
    """Make an update, and report a TypeError or ValueError as a refusal."""
    try:
        update(by)
    except (TypeError, ValueError) as why:
        code = "negative" if isinstance(why, ValueError) else "not-an-integer"
        raise Rejected(code, str(why)) from why
