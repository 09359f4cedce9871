"""The adapter of ``accordsync-core`` on PyPI: a counter field, the sum of the increments in a log of operations."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from accordsync_core import AccordError, LocalWriter, counter, define_schema

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected

if TYPE_CHECKING:
    from typing import Any

__all__ = ["target"]

_SCHEMA = define_schema({"page": {"visits": counter()}})
_LARGEST = str(2**53 - 1)
"""The library documents that an increment is a safe integer, as in JavaScript."""


def target() -> ValueTarget:
    """Return the target: a message is the list of all operations, and a receive applies each of them."""
    library = Library(
        new=lambda replica: LocalWriter(_SCHEMA, replica, lambda: 1),
        increment=lambda state, _, by: _add(state, by),
        decrement=lambda state, _, by: _add(state, -by),
        merge=_merge,
        value=lambda state: (state.replica.read("page:1") or {}).get("visits", 0),
        copy=lambda state: state.replica.ops() if isinstance(state, LocalWriter) else state,
    )
    options = Options(negative="opposite", ids="integer", max=_LARGEST, overflow="unspecified")
    hello = Hello(
        name="accordsync",
        version=metadata.version("accordsync-core"),
        language="python",
        homepage="https://github.com/crossben/accordsync-python",
        kinds={Kind.PN_COUNTER: options},
    )
    return ValueTarget(hello, {Kind.PN_COUNTER: library})


def _merge(mine: LocalWriter, theirs: list[Any]) -> None:
    for operation in theirs:
        mine.receive(operation)


def _add(writer: LocalWriter, by: Any) -> None:  # noqa: ANN401 — amounts come as given
    try:
        writer.inc("page:1", "visits", by)
    except AccordError as why:
        code = "not-an-integer"
        raise Rejected(code, str(why)) from why
