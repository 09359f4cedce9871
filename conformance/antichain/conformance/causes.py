"""Failures of the same cause belong together: the shortest is told, the others stand below it.

Two failures have the same cause, as far as can be told from outside, if they break the same rule, on whatever kind; or
if the history of one breaks a rule of the other already with plain names and amounts of 1. Errors and deaths belong
together where they say the same but for numbers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx

from antichain.conformance import phases, protocol
from antichain.conformance.case import play
from antichain.conformance.finding import numberless
from antichain.conformance.oracle import Truth
from antichain.conformance.playing import playable
from antichain.conformance.protocol import Kind
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from antichain.conformance.case import Case
    from antichain.conformance.connection import Connection
    from antichain.conformance.finding import Finding
    from antichain.conformance.protocol import Options, Request

__all__ = ["grouped", "plain_case", "plainly"]

_SAYS_LITTLE = "ANS-OK"
"""Any error breaks it, whatever its cause."""
_QUIET = (protocol.Open, protocol.Value, protocol.Compare, protocol.Stamp, protocol.Entries, protocol.Sort)


def grouped(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Return the findings by cause; in each group, and of the groups, the first found come first."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(findings)))
    for m, one in enumerate(findings):
        graph.add_edges_from((m, n) for n in range(m) if _same_cause(one, findings[n]))
    groups = sorted(map(sorted, nx.connected_components(graph)))
    return [[findings[n] for n in group] for group in groups]


def _same_cause(one: Finding, other: Finding) -> bool:
    if one.errored != other.errored or (one.again is None) != (other.again is None):
        return False
    shared = set(one.rules) & set(other.rules)
    if one.errored or shared == {_SAYS_LITTLE}:
        return bool(shared) and numberless(one.because) == numberless(other.because)
    shared |= set(one.plainly) & set(other.rules) | set(one.rules) & set(other.plainly)
    return bool(shared - {_SAYS_LITTLE})


def plainly(findings: Iterable[Finding], options: Options, connection: Connection) -> list[Finding]:
    """Return the findings, each with what its history breaks already with plain names and amounts of 1."""
    tried = []
    for finding in findings:
        plain = None if finding.errored or finding.again is not None else plain_case(finding, options)
        verdict = plain and plain.script.judge(connection.play(plain.script.requests))
        tried.append(replace(finding, plainly=verdict.broken) if verdict else finding)
    return tried


def plain_case(finding: Finding, options: Options) -> Case | None:
    """Return the history of a finding in its plainest setting; None where its requests are no history."""
    read = _history(finding.kind, finding.requests)
    if read is None:
        return None
    events, signs = read
    truth = Truth.of(events)
    if not events or not options.history or not playable(truth, finding.kind, options):
        return None
    setting = phases.settled(truth, finding.kind, options)
    if not finding.kind.is_clock:
        setting = replace(setting, amounts=tuple(signs))
    return play(truth, finding.kind, options, setting, "the same history, plainly")


def _history(kind: Kind, requests: Iterable[Request]) -> tuple[list[Event], list[int]] | None:
    """Return the events that requests make, and the sign of each; None where there is more to them than events."""
    events: list[Event] = []
    signs: list[int] = []
    left: dict[str, int] = {}  # the event that left what a message holds
    for request in requests:
        sign = _sign(kind, request)
        if sign is not None:
            replica = request.replica  # type: ignore[attr-defined]  # all that change something have one
            of = left.get(getattr(request, "message", "")) if sign == 0 else None
            if sign == 0 and of is None:
                return None
            events.append(Event(replica, of))
            signs.append(sign)
        elif not isinstance(request, (*_QUIET, protocol.Send, protocol.Recode)):
            return None
        match request:
            case protocol.Send(replica, message, False):
                latest = max((e for e, event in enumerate(events, 1) if event.replica == replica), default=None)
                if latest is not None:
                    left[message] = latest
            case protocol.Recode(message, as_) if message in left:
                left[as_] = left[message]
    return events, signs


def _sign(kind: Kind, request: Request) -> int | None:
    """Return 1 for an update, -1 for one that takes away, 0 for a receive, and None for what is no event."""
    match request:
        case protocol.Tick() | protocol.Send() if kind.is_clock:
            return 1 if isinstance(request, protocol.Tick) or kind is Kind.VECTOR_CLOCK else None
        case protocol.Increment(_, int(by)) if by > 0:
            return 1
        case protocol.Decrement(_, int(by)) if by > 0:
            return -1
    return 0 if isinstance(request, protocol.Receive) else None
