"""Python's own operators on a library's values, where a target in this process gives them away."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from antichain.conformance import phases
from antichain.conformance.case import play
from antichain.conformance.connection import InProcess
from antichain.conformance.oracle import Truth
from antichain.conformance.target import NotOffered
from antichain.model.causality import Event
from antichain.model.clock import Order

if TYPE_CHECKING:
    from antichain.conformance.connection import Connection
    from antichain.conformance.protocol import Kind, Options

__all__ = ["compared"]

_HISTORY = (Event("A"), Event("B"), Event("B", of=1), Event("A"))


def compared(kind: Kind, options: Options, connection: Connection) -> list[str]:
    """Compare stamps with ==, <, <= and hash; return for each comparison what is wrong, or nothing."""
    if not isinstance(connection, InProcess) or not kind.is_clock or not options.history:
        return []
    truth = Truth.of(_HISTORY)
    connection.play(play(truth, kind, options, phases.settled(truth, kind, options)).script.requests)
    orders = truth.orders if kind == "vector-clock" else truth.syncs
    try:
        values = [connection.state(f"m{e}") for e in range(1, len(_HISTORY) + 1)]
        return [
            _wrong(values[e], values[f], orders[f][e], f"stamps of events {e + 1} and {f + 1}")
            for e, f in product(range(len(values)), repeat=2)
            if e < f
        ]
    except (NotOffered, TypeError):
        return []


def _wrong(x: object, y: object, order: Order, what: str) -> str:
    equal, before = order is Order.EQUAL, order is Order.BEFORE
    if (x == y) is not equal:
        return f"{what}: == answers {x == y}"
    if equal and hash(x) != hash(y):
        return f"{what}: they are equal and their hashes differ"
    if (x < y) is not before or (x <= y) is not (before or equal):  # type: ignore[operator]  # TypeError says not offered
        return f"{what}: < answers {x < y} and <= answers {x <= y}"  # type: ignore[operator]  # likewise
    return ""
