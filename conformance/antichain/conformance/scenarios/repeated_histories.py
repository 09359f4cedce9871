"""A history that one process answers rightly at first, and wrongly when it has opened some histories before.

The doctor suspects that if the answers to a repeated script differ. The cases are played in a fresh process each, since
every history that was opened before counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.base import Reads
from antichain.conformance.cases.checks.clock import order_check
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Broken
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antichain.conformance.protocol.answers import Answers
    from antichain.conformance.transport.connection import Connection

__all__ = ["cases"]

_REPLICAS = 2


def cases(claim: Claim, count: int, fresh: Callable[[], Connection]) -> Iterator[tuple[Case, Answers]]:
    """Yield the shortest failing case and its answers, if one of ``count`` equal histories in a process fails."""
    if not count or not claim.options.history or (claim.options.replicas or _REPLICAS) < _REPLICAS:
        return
    whole = _case(claim, count, empty=False)
    answers = _played(whole, fresh)
    found = whole.script.judge(answers)
    if found is None or isinstance(found.answer, Broken):
        return
    number = sum(isinstance(request, requests.Open) for request in whole.script.requests[: found.place + 1])
    short = _case(claim, number, empty=True)
    answers_of_short = _played(short, fresh)
    yield (whole, answers) if short.script.judge(answers_of_short) is None else (short, answers_of_short)


def _played(case: Case, fresh: Callable[[], Connection]) -> Answers:
    connection = fresh()
    try:
        return connection.play(case.script.requests)
    finally:
        connection.close()


def _case(claim: Claim, count: int, *, empty: bool) -> DirectedCase:
    """Return a case of several histories in one process; those before the last one are ``empty``, or equal to it."""
    names = plain(claim.options, _REPLICAS)
    builder = ScriptBuilder(claim, names)
    for number in range(1, count + 1):
        if number > 1:
            builder.request(requests.Open(claim.kind, names))
        if number == count or not empty:
            _history(builder, names[0], names[1], number)
    alone = (lambda: [_case(claim, 1, empty=False)]) if count > 1 else None
    return DirectedCase("histories in one process", builder.script(), controls=alone)


def _history(builder: ScriptBuilder, one: str, other: str, number: int) -> None:
    """Write a history: a replica makes an update, and another one receives it."""
    where = f"in history {number} of this process" if number > 1 else "in the first history of this process"
    reason = f"{other} has received the only update, {where}; histories that were opened before must not matter"
    clock = builder.kind.is_clock
    builder.request(requests.Tick(one) if clock else requests.Increment(one, 1))
    builder.export(requests.Send(one, "m"))
    builder.request(requests.Receive(other, "m"))
    if not clock:
        builder.request(requests.Value(other), Reads(expected=1, covers=("CNT-UNION",), reason=reason))
    elif builder.options.compare != "none":
        builder.export(requests.Stamp(other, "n"))
        ticks = builder.kind is Kind.VECTOR_CLOCK or builder.options.birth == "entry"
        order, rules = (Order.BEFORE, ("ORD-BEFORE",)) if ticks else (Order.EQUAL, ("ORD-COHERENT", "ORD-EQUAL"))
        check = order_check(order, builder.options, rules, reason, joined=-1)
        builder.request(requests.Compare("m", "n"), check)
