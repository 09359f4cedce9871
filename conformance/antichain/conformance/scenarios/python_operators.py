"""Python's operators on a library's values, if a target in this process returns these values.

Only operators that the type of a value defines are tried. A type without ``==`` compares by identity, which is Python's
default, and the operators of built-in types are not the library's.
"""

from __future__ import annotations

import operator
from itertools import permutations
from typing import TYPE_CHECKING, Any, NamedTuple

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.histories.playable import playable
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.protocol.target import Unsupported
from antichain.conformance.scenarios.constructed_states import spells_zeros
from antichain.conformance.transport.in_process import InProcess
from antichain.model.causality import Event
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from antichain.conformance.protocol.claims import Claim
    from antichain.conformance.protocol.requests import Request
    from antichain.conformance.transport.connection import Connection

__all__ = ["compared"]

_HISTORY = (Event("A"), Event("B"), Event("B", of=1), Event("A"))
_SAME: dict[str, tuple[Callable[[object, object], object], str]] = {
    "__eq__": (operator.eq, "=="),
    "__ne__": (operator.ne, "!="),
}
_ORDERS: dict[str, tuple[Callable[..., object], str, frozenset[Order]]] = {
    "__lt__": (operator.lt, "<", frozenset({Order.BEFORE})),
    "__le__": (operator.le, "<=", frozenset({Order.BEFORE, Order.EQUAL})),
    "__gt__": (operator.gt, ">", frozenset({Order.AFTER})),
    "__ge__": (operator.ge, ">=", frozenset({Order.AFTER, Order.EQUAL})),
}


class _Pair(NamedTuple):
    """Two messages, their order, and their description; counters have no order, and are equal or not."""

    left: str
    right: str
    order: Order
    what: str
    ordered: bool


def compared(claim: Claim, connection: Connection) -> list[str]:
    """Try ==, !=, hash, <, <=, > and >= on exported values; return the mistake of each pair, or an empty text."""
    if not isinstance(connection, InProcess) or (claim.kind.is_clock and claim.options.compare == "none"):
        return []
    found: list[str] = []
    for played, pairs in _scripts(claim):
        connection.play(played)
        for pair in pairs:
            try:
                x, y = connection.state(pair.left), connection.state(pair.right)
            except (Unsupported, KeyError):
                continue
            wrong = [*_wrong(x, y, pair)]
            found += ["; ".join(filter(None, wrong))] if wrong else []
    return found


def _scripts(claim: Claim) -> Iterator[tuple[Sequence[Request], list[_Pair]]]:
    """Yield the requests to play, with the pairs of messages to try afterwards."""
    if claim.options.history and claim.kind.is_clock:
        yield from _of_stamps(claim)
    elif claim.options.history:
        yield _of_counts(claim)
    if claim.options.construct and spells_zeros(claim.options):
        yield _of_zeros(claim)


def _of_stamps(claim: Claim) -> Iterator[tuple[Sequence[Request], list[_Pair]]]:
    execution = Execution.of(_HISTORY)
    if not playable(execution, claim):
        return
    case = compile_case(execution, claim, default_variant(execution, claim))
    last = len(_HISTORY)
    pairs = [
        _Pair(
            f"m{e}",
            f"m{f}",
            execution.clock_order(claim.kind, e, f, born=claim.options.birth == "entry"),
            f"stamps of events {e} and {f}",
            ordered=True,
        )
        for e, f in permutations(range(1, last + 1), 2)
    ]
    yield (
        case.script.requests,
        [*pairs, _Pair(f"m{last}", "again", Order.EQUAL, f"two stamps of event {last}", ordered=True)],
    )


def _of_counts(claim: Claim) -> tuple[Sequence[Request], list[_Pair]]:
    """One replica exports its state before an update, and twice after it."""
    name = plain(claim.options, 1)[0]
    builder = ScriptBuilder(claim, (name,))
    builder.export(requests.Send(name, "before"))
    builder.request(requests.Increment(name, 1))
    for message in ("after", "again"):
        builder.export(requests.Send(name, message))
    pairs = [
        _Pair("after", "again", Order.EQUAL, "one state, exported twice", ordered=False),
        *(
            _Pair(left, right, Order.CONCURRENT, "states before and after an update", ordered=False)
            for left, right in (("before", "after"), ("after", "before"))
        ),
    ]
    return builder.script().requests, pairs


def _of_zeros(claim: Claim) -> tuple[Sequence[Request], list[_Pair]]:
    """Construct an empty state, an explicit zero, and one event."""
    name = plain(claim.options, 1)[0]
    builder = ScriptBuilder(claim, (name,))
    pairs = claim.kind is Kind.PN_COUNTER
    for message, held in (("nothing", {}), ("zero", {name: 0}), ("one", {name: 1})):
        entries: dict[str, Any] = {each: (count, 0) if pairs else count for each, count in held.items()}
        builder.request(requests.Construct(message, entries))
    return builder.script().requests, [
        _Pair(left, right, order, f"states constructed as {left} and {right}", ordered=claim.kind.is_clock)
        for left, right, order in (
            ("zero", "nothing", Order.EQUAL),
            ("nothing", "zero", Order.EQUAL),
            ("zero", "one", Order.BEFORE),
            ("one", "zero", Order.AFTER),
        )
    ]


def _wrong(x: object, y: object, pair: _Pair) -> Iterator[str]:
    """Yield the fault in the answer of each operator that the type defines, or an empty text."""
    equal = pair.order is Order.EQUAL
    for name, (function, sign) in _SAME.items():
        if _defines(x, name):
            yield _answer(function, x, y, pair, sign, due=equal is (name == "__eq__"))
    if equal and _defines(x, "__hash__") and _defines(x, "__eq__"):
        yield from _hashes(x, y, pair)
    for name, (function, sign, orders) in _ORDERS.items():
        if pair.ordered and _defines(x, name):
            yield _answer(function, x, y, pair, sign, due=pair.order in orders)


def _hashes(x: object, y: object, pair: _Pair) -> Iterator[str]:
    """Yield the mistake in the hashes of equal values; none if they have no hash, for example with a dict inside."""
    try:
        equal = hash(x) == hash(y)
    except Exception:  # noqa: BLE001 — any error of a library means that it has no hash
        return
    yield "" if equal else f"{pair.what}: they are equal and their hashes differ"


def _defines(value: object, name: str) -> bool:
    """Return whether the type of a value defines an operator itself, neither by default nor as a built-in type."""
    kind = type(value)
    defined = getattr(kind, name)
    if name == "__ne__" and defined is object.__ne__:
        return _defines(value, "__eq__")  # Python's default answers the opposite of ==
    return kind.__module__ != "builtins" and defined is not None and defined is not getattr(object, name)


def _answer(  # noqa: PLR0913 — an operator, what it is given, and what is due
    function: Callable[[object, object], object], x: object, y: object, pair: _Pair, sign: str, *, due: bool
) -> str:
    try:
        answer = function(x, y)
    except TypeError:
        return ""  # not offered
    except Exception as failure:  # noqa: BLE001 — any error of a library is its answer
        return f"{pair.what}: {sign} raises {type(failure).__name__}"
    try:
        holds = bool(answer)
    except Exception:  # noqa: BLE001 — an answer of any type may refuse to be true or false, as an array does
        return ""
    return "" if holds is due else f"{pair.what}: {sign} answers {answer}"
