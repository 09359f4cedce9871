"""Bytes of one process, loaded by another: order, values and entries must be the same."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.cases.case import Case, DirectedCase, compile_case
from antichain.conformance.cases.checks.base import Equals, Reads
from antichain.conformance.cases.checks.clock import order_check
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.cases.variant import Variant
from antichain.conformance.histories.playable import playable, within_limit
from antichain.conformance.histories.replica_names import order_sensitive, plain
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from antichain.conformance.protocol.answers import Answers
    from antichain.conformance.transport.connection import Connection
    from antichain.model.clock import Order

__all__ = ["cases"]

_HISTORY = (Event("A"), Event("B"), Event("B", of=1), Event("B"), Event("A"))
_TAKEN = (2, 5)
"""The updates that subtract on a pn-counter."""


def cases(
    claim: Claim, connection: Connection, fresh: Callable[[], Connection], most: int | None = None
) -> Iterator[tuple[Case, Answers]]:
    """Play a history on ``connection``, load its bytes in a fresh process, and yield the cases and their answers.

    It is played under ``most`` groups of names, or under all if ``most`` is None.
    """
    events = _events(claim)
    needed = len(events) + 2
    if not claim.options.wire or not claim.options.history or (claim.options.replicas or needed) < needed:
        return
    readers = plain(claim.options, needed)[2:]
    groups = order_sensitive(claim.options)
    loaded: list[Case] = []
    named = (
        ("WIRE-ROUND", plain(claim.options, 2)),
        *(("WIRE-ORDER", pair) for group in groups for pair in (group[:2], group[1:])),
    )
    for rule, names in named[:most]:
        distinct = [reader for reader in readers if reader not in names]
        first, exports = _sent(claim, (*names, *distinct), events)
        answers = connection.play(first.script().requests)
        if first.script().judge(answers) or not all(isinstance(answers[place], str) for place in exports):
            continue  # histories without bytes show mistakes in updates and in sending more plainly
        case = _loaded(claim, (*names, *distinct), [answers[place] for place in exports], rule, events)
        loaded.append(replace(case, controls=partial(_in_one_process, claim, events)))
    other = fresh()
    try:
        yield from zip(loaded, other.play_all(case.script.requests for case in loaded), strict=True)
    finally:
        other.close()


def _order(claim: Claim, execution: Execution, e: int, f: int) -> Order:
    return execution.clock_order(claim.kind, e, f, born=claim.options.birth == "entry")


def _events(claim: Claim) -> Sequence[Event]:
    """Return the part of the history that stays within the declared bound."""
    lengths = range(len(_HISTORY), 0, -1)
    return next(_HISTORY[:length] for length in lengths if within_limit(Execution.of(_HISTORY[:length]), claim))


def _amounts(claim: Claim, events: Sequence[Event]) -> list[int]:
    """Return the amount of each update: powers of two if the bound allows them, else 1."""
    limit = claim.options.limit
    room = claim.options.amounts == "any" and (limit is None or limit >= 2 << len(events))
    signs = [-1 if claim.kind is Kind.PN_COUNTER and e in _TAKEN else 1 for e in range(1, len(events) + 1)]
    return [sign << e if room else sign for e, sign in enumerate(signs, 1)]


def _sent(claim: Claim, names: Sequence[str], events: Sequence[Event]) -> tuple[ScriptBuilder, list[int]]:
    builder = ScriptBuilder(claim, names)
    name = dict(zip("AB", names, strict=False))
    exports = []
    for e, (event, by) in enumerate(zip(events, _amounts(claim, events), strict=True), 1):
        replica = name[event.replica]
        if event.of is not None:
            builder.request(requests.Receive(replica, f"m{event.of}"))
        elif claim.kind is not Kind.VECTOR_CLOCK:
            verb = requests.Decrement if by < 0 else requests.Increment
            builder.request(requests.Tick(replica) if claim.kind.is_clock else verb(replica, abs(by)))
        sends = claim.kind is not Kind.VECTOR_CLOCK or event.is_update
        exports.append(builder.export((requests.Send if sends else requests.Stamp)(replica, f"m{e}")))
    return builder, exports


def _loaded(
    claim: Claim, names: Sequence[str], texts: Sequence[str], rule: str, events: Sequence[Event]
) -> DirectedCase:
    execution = Execution.of(events)
    builder = ScriptBuilder(claim, names)
    amounts = _amounts(claim, events)
    for e, text in enumerate(texts, 1):
        builder.request(requests.Load(f"m{e}", text), Equals(expected=None, covers=(rule,)))
        if claim.kind.is_clock:
            for d in range(1, e):
                _compare(builder, claim.options, d, e, _order(claim, execution, d, e), rule)
        else:
            expected = sum(by for n, by in enumerate(amounts) if execution.known[e - 1] >> n & 1)
            builder.request(requests.Receive(names[1 + e], f"m{e}"))
            reason = f"the state that event {e} left holds {expected}, also if another process loads its bytes"
            builder.request(requests.Value(names[1 + e]), Reads(expected=expected, covers=(rule,), reason=reason))
    return DirectedCase("bytes loaded by a fresh process", builder.script())


def _in_one_process(claim: Claim, events: Sequence[Event]) -> Iterator[Case]:
    """Yield the history without bytes; on a counter, another replica receives each state at once.

    Since the loaded clocks are only compared, the entries are not read.
    """
    steps, amounts = list(events), _amounts(claim, events)
    if not claim.kind.is_clock:
        steps, own, amounts = [], iter(amounts), []
        for e, event in enumerate(events, 1):
            steps += [Event(event.replica, event.of and 2 * event.of - 1), Event(f"R{e}", of=2 * e - 1)]
            amounts += [next(own), 1]
    execution = Execution.of(steps)
    if playable(execution, claim):
        blind = replace(claim, options=msgspec.structs.replace(claim.options, entries=False))
        yield compile_case(execution, blind, replace(Variant.plain(execution, claim.options), amounts=tuple(amounts)))


def _compare(builder: ScriptBuilder, options: Options, e: int, f: int, order: Order, rule: str) -> None:  # noqa: PLR0913, PLR0917 — two events, what is true of them, and for what
    reason = f"events {e} and {f} have this order, also if another process loads the bytes of their stamps"
    if options.compare != "none":
        builder.request(requests.Compare(f"m{e}", f"m{f}"), order_check(order, options, (rule,), reason))
