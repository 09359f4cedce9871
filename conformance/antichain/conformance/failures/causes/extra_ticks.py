"""Attribution to updates that the target makes without being asked: at a receive, or when a stamp is taken.

A version vector that ticks when it receives a state has wrong orders in many histories. All of them follow from the
extra update if the answers are right for a history in which each receive is an update, too.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import DirectedCase, HistoryCase, compile_case
from antichain.conformance.cases.checks.base import ANYTHING, Check, Equals
from antichain.conformance.cases.script import Script, ScriptStep
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.failures.causes.attribution import ABOUT_MESSAGES, Attributed
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Kind
from antichain.model.causality import Event
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.failures.causes.attribution import Judge
    from antichain.conformance.protocol.claims import Claim
    from antichain.conformance.protocol.requests import Request

__all__ = ["extra_ticks"]

_ANYTHING = Check(expected=ANYTHING)
_UPDATE, _EXPORT = [Event("A")], [Event("A"), Event("B", of=1)]
"""The smallest histories that show an update when a stamp is taken, and at a receive."""


@dataclass(frozen=True, slots=True)
class _Supposition:
    """Which requests make an update: receives, receives of stamps alone, or stamps, which then contain it or do not."""

    verb: type[Request]
    events: list[Event]
    of_stamps: bool = False
    contained: bool = False


_SUPPOSITIONS = (
    _Supposition(requests.Receive, _EXPORT),
    _Supposition(requests.Receive, _EXPORT, of_stamps=True),
    _Supposition(requests.Stamp, _UPDATE, contained=True),
    _Supposition(requests.Stamp, _UPDATE),
)


def extra_ticks(case: Case, violation: Violation, claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute a wrong order to updates at receives or stamps, if with these all orders of the history are right."""
    if not isinstance(case, HistoryCase) or case.kind is not Kind.VERSION_VECTOR:
        return None
    if claim.options.compare != "four-way" or claim.options.birth != "nothing" or case.variant.delta:
        return None
    if case.execution.fault_steps or ABOUT_MESSAGES & set(violation.rules):
        return None
    if not isinstance(case.script.requests[violation.place], requests.Compare):
        return None
    steps = case.script.steps[: violation.place + 1]
    for supposed in _SUPPOSITIONS:
        if case.until(violation.place) <= len(supposed.events):
            continue
        execution = Execution.of(supposed.events)
        plain = default_variant(execution, claim)
        simplest = compile_case(execution, claim, replace(plain, stamped=supposed.of_stamps))
        explained = judge(DirectedCase("extra updates", Script(case.kind, tuple(_supposing(steps, supposed))))) is None
        found = judge(simplest) if explained else None
        if found is not None:
            return Attributed(simplest, found, final=False)
    return None


def _supposing(steps: Sequence[ScriptStep], supposed: _Supposition) -> Iterator[ScriptStep]:
    """Yield the steps with the orders that are right if the supposition is true."""
    known: defaultdict[str, frozenset[int]] = defaultdict(frozenset)  # by replica, the places of the updates
    held: dict[str, frozenset[int]] = {}  # by message
    stamps: set[str] = set()
    for place, (request, _, event) in enumerate(steps):
        check, extra = _ANYTHING, frozenset({place})
        match request:
            case requests.Tick(replica):
                known[replica] |= extra
            case requests.Send(replica, message):
                held[message] = known[replica]
            case requests.Stamp(replica, message):
                stamps.add(message)
                before = known[replica]
                known[replica] |= extra if supposed.verb is requests.Stamp else frozenset()
                held[message] = known[replica] if supposed.contained else before
            case requests.Recode(message, as_):
                held[as_] = held[message]
                stamps |= {as_} if message in stamps else set()
            case requests.Receive(replica, message):
                ticks = supposed.verb is requests.Receive and (message in stamps or not supposed.of_stamps)
                known[replica] |= held[message] | (extra if ticks else frozenset())
            case requests.Compare(left, right):
                check = Equals(expected=_order(held[left], held[right]).value)
        yield ScriptStep(request, check, event)


def _order(x: frozenset[int], y: frozenset[int]) -> Order:
    """Return the order of two sets of updates."""
    if x <= y:
        return Order.EQUAL if y <= x else Order.BEFORE
    return Order.AFTER if y <= x else Order.CONCURRENT
