"""The adapter of ``vectorclock`` on PyPI: clocks that are made of entries, compared and sorted."""

from __future__ import annotations

from functools import cmp_to_key
from importlib import import_module, metadata
from typing import Any

from antichain.conformance.protocol import Hello, Kind, Options
from antichain.conformance.values import Library, Values

__all__ = ["target"]


def target() -> Values:
    """Return the target; the package must be importable.

    The library ticks by setting an entry and has no merge, hence no histories. It promises four answers (``<``, ``>``,
    ``==``, or none of them: "unordered is not <, >, or ==") and, with ``tiebreak``, that "we pick an order
    (deterministically)", "to resolve conflicts": that order is what it is held to as ``sort``.

    Raises:
        ModuleNotFoundError: the package is not there.

    """
    # Not at the top: this module must be importable without the package.
    clock = import_module("vectorclock.vectorclock").VectorClock
    library = Library(new=lambda _: clock({}), construct=clock, compare=_compare, sort=_sort)
    hello = Hello(
        name="boxydog-vectorclock",
        version=metadata.version("vectorclock"),
        language="python",
        homepage="https://github.com/boxydog/vectorclock",
        kinds={Kind.VECTOR_CLOCK: Options(history=False, construct=True, sort=True)},
    )
    return Values(hello, {Kind.VECTOR_CLOCK: library})


def _compare(x: Any, y: Any) -> str:  # noqa: ANN401 — the library has no types
    if x < y:
        return "before"
    if x > y:
        return "after"
    return "equal" if x == y else "concurrent"


def _sort(clocks: list[Any]) -> list[Any]:
    # Python's own sort asks only `<`, which says nothing of concurrent clocks; the order that is promised is this one.
    return sorted(clocks, key=cmp_to_key(_tiebreak))


def _tiebreak(x: Any, y: Any) -> int:  # noqa: ANN401 — likewise
    order: int = x.compare(y, tiebreak=True)
    return order
