"""The adapter of ``link.crdt`` on PyPI: its counter, the sum of an initial value and of increments."""

from __future__ import annotations

from copy import copy
from importlib import metadata
from typing import TYPE_CHECKING

from link.crdt.counter import Counter

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["target"]


def target() -> ValueTarget:
    """Return the target; an increment accepts any integer, also a negative one."""
    library = Library(
        new=lambda _: Counter(),
        increment=lambda state, _, by: _refusing(state.increment, by),
        decrement=lambda state, _, by: _refusing(state.decrement, by),
        merge=Counter.merge,
        value=lambda state: state.current,
        copy=copy,
    )
    hello = Hello(
        name="link-crdt",
        version=metadata.version("link.crdt"),
        language="python",
        homepage="https://github.com/linkdd/link.crdt",
        kinds={Kind.PN_COUNTER: Options(negative="opposite")},
    )
    return ValueTarget(hello, {Kind.PN_COUNTER: library})


def _refusing(update: Callable[[object], None], by: object) -> None:
    """Make an update, and report a TypeError as a refusal."""
    try:
        update(by)
    except TypeError as why:
        code = "not-an-integer"
        raise Rejected(code, str(why)) from why
