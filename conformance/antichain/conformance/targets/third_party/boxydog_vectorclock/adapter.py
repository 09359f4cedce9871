"""The adapter of ``vectorclock`` on PyPI: clocks that are constructed from entries, compared and sorted."""

from __future__ import annotations

from functools import cmp_to_key
from importlib import metadata

from vectorclock.vectorclock import VectorClock

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options

__all__ = ["target"]


def target() -> ValueTarget:
    """Return the target.

    The library does not tick by one and has no merge, hence no histories. It promises four answers (``<``, ``>``,
    ``==``, or none of them: "unordered is not <, >, or ==") and, with ``tiebreak``, that "we pick an order
    (deterministically)", "to resolve conflicts": that order is offered as ``sort``.
    """
    library = Library(new=lambda _: VectorClock({}), construct=VectorClock, compare=_compare, sort=_sort)
    hello = Hello(
        name="boxydog-vectorclock",
        version=metadata.version("vectorclock"),
        language="python",
        homepage="https://github.com/boxydog/vectorclock",
        kinds={Kind.VECTOR_CLOCK: Options(history=False, construct=True, sort=True)},
    )
    return ValueTarget(hello, {Kind.VECTOR_CLOCK: library})


def _compare(x: VectorClock, y: VectorClock) -> str:
    if x < y:
        return "before"
    if x > y:
        return "after"
    return "equal" if x == y else "concurrent"


def _sort(clocks: list[VectorClock]) -> list[VectorClock]:
    # The sort of Python uses only `<`, which does not order concurrent clocks; this is the promised order.
    return sorted(clocks, key=cmp_to_key(_tiebreak))


def _tiebreak(x: VectorClock, y: VectorClock) -> int:
    if not hasattr(x, "compare"):  # 0.5.1 has only operators, and they break ties
        return int(x > y) - int(x < y)
    order: int = x.compare(y, tiebreak=True)
    return order
