"""Bytes that one process sent, loaded by another: order, values and entries must be the same there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.case import Case
from antichain.conformance.checks import Exactly
from antichain.conformance.names import ORDER_SENSITIVE, plain
from antichain.conformance.oracle import Truth
from antichain.conformance.ordering import order_check
from antichain.conformance.protocol import Kind, Options
from antichain.conformance.script import Writer
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from antichain.conformance.connection import Answers, Connection
    from antichain.model.clock import Order

__all__ = ["cases"]

_HISTORY = (Event("A"), Event("B"), Event("B", of=1), Event("B"), Event("A"))
_TAKEN = (2, 5)
"""The updates that a pn-counter takes away."""


def cases(
    kind: Kind, options: Options, connection: Connection, fresh: Callable[[], Connection]
) -> Iterator[tuple[Case, Answers]]:
    """Play a history on ``connection``, load all that it sent in a fresh process, and yield what is to be judged."""
    needed = len(_HISTORY) + 2
    if not options.wire or not options.history or (options.replicas or needed) < needed:
        return
    readers = plain(options, needed)[2:]
    groups = ORDER_SENSITIVE if options.ids == "any" else ORDER_SENSITIVE[:1]
    loaded: list[Case] = []
    for rule, names in (
        ("WIRE-ROUND", plain(options, 2)),
        *(("WIRE-ORDER", pair) for group in groups for pair in (group[:2], group[1:])),
    ):
        distinct = [reader for reader in readers if reader not in names]
        first, exports = _sent(kind, options, (*names, *distinct))
        answers = connection.play(first.script().requests)
        if len(answers) < len(first.script().requests) or not all(isinstance(answers[place], str) for place in exports):
            continue  # whatever is wrong with sending, histories without bytes show it more plainly
        loaded.append(_loaded(kind, options, (*names, *distinct), [answers[place] for place in exports], rule))
    other = fresh()
    try:
        yield from zip(loaded, other.play_all(case.script.requests for case in loaded), strict=True)
    finally:
        other.close()


def _sent(kind: Kind, options: Options, names: Sequence[str]) -> tuple[Writer, list[int]]:
    writer = Writer(kind, options, names)
    name = dict(zip("AB", names, strict=False))
    exports = []
    for e, event in enumerate(_HISTORY, 1):
        replica = name[event.replica]
        if event.of is not None:
            writer.ask(protocol.Receive(replica, f"m{event.of}"))
        elif kind is not Kind.VECTOR_CLOCK:
            verb = protocol.Decrement if kind is Kind.PN_COUNTER and e in _TAKEN else protocol.Increment
            writer.ask(protocol.Tick(replica) if kind.is_clock else verb(replica, 1 << e))
        sends = kind is not Kind.VECTOR_CLOCK or event.is_update
        exports.append(writer.export((protocol.Send if sends else protocol.Stamp)(replica, f"m{e}")))
    return writer, exports


def _loaded(kind: Kind, options: Options, names: Sequence[str], texts: Sequence[str], rule: str) -> Case:
    truth = Truth.of(_HISTORY)
    writer = Writer(kind, options, names)
    orders = truth.orders if kind is Kind.VECTOR_CLOCK else truth.syncs
    signs = [-1 if kind is Kind.PN_COUNTER and e in _TAKEN else 1 for e in range(1, len(_HISTORY) + 1)]
    for e, text in enumerate(texts, 1):
        writer.ask(protocol.Load(f"m{e}", text), Exactly(due=None, tested=(rule,)))
        if kind.is_clock:
            for d, order in enumerate(orders[e - 1], 1):
                _compare(writer, options, d, e, order, rule)
        else:
            due = sum(sign * (2 << n) for n, sign in enumerate(signs) if truth.known[e - 1] >> n & 1)
            writer.ask(protocol.Receive(names[1 + e], f"m{e}"))
            reason = f"the state that event {e} left holds {due}, also where its bytes are loaded by another process"
            writer.ask(protocol.Value(names[1 + e]), Exactly(due=due, tested=(rule,), reason=reason))
    return Case("bytes loaded by a fresh process", writer.script())


def _compare(writer: Writer, options: Options, e: int, f: int, order: Order, rule: str) -> None:  # noqa: PLR0913, PLR0917 — two events, what is true of them, and for what
    reason = f"events {e} and {f} stand so, also where the bytes of their stamps are loaded by another process"
    if options.compare != "none":
        writer.ask(protocol.Compare(f"m{e}", f"m{f}"), order_check(order, options, (rule,), reason))
