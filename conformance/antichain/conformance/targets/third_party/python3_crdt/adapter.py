"""The adapter of ``python3-crdt`` on PyPI: its G-Counter and its PN-Counter."""

from __future__ import annotations

from copy import deepcopy
from importlib import metadata
from typing import TYPE_CHECKING

from py3crdt.gcounter import GCounter
from py3crdt.pncounter import PNCounter

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["target"]

_MOST = 100
"""The library counts up by one, so the adapter makes one call for each unit of an amount."""


def target() -> ValueTarget:
    """Return the target: each replica adds its node, and increments it."""
    kinds = {Kind.G_COUNTER: _library(GCounter), Kind.PN_COUNTER: _library(PNCounter)}
    hello = Hello(
        name="python3-crdt",
        version=metadata.version("python3-crdt"),
        language="python",
        homepage="https://github.com/geetesh-gupta/python3-crdt",
        kinds=dict.fromkeys(kinds, Options(max=_MOST, overflow="unspecified")),
    )
    return ValueTarget(hello, kinds)


def _library(counter: Any) -> Library:  # noqa: ANN401 — one of two unrelated classes
    return Library(
        new=lambda replica: _with_node(counter(replica), replica),
        increment=lambda state, replica, by: _repeat(state.inc, replica, by),
        decrement=lambda state, replica, by: _repeat(state.dec, replica, by),
        merge=lambda mine, theirs: mine.merge(theirs),
        value=lambda state: state.query(),
        copy=deepcopy,
    )


def _with_node(counter: Any, replica: str) -> Any:  # noqa: ANN401 — a counter of one of two unrelated classes
    counter.add_new_node(replica)
    return counter


def _repeat(update: Callable[[str], None], replica: str, by: Any) -> None:  # noqa: ANN401 — amounts come as given
    if not isinstance(by, int) or by < 0:
        code = "negative" if isinstance(by, int) else "not-an-integer"
        raise Rejected(code, "the library has no such amount")
    for _ in range(by):
        update(replica)
