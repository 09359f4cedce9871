"""Attribution to messages and reads: an exported message changes later, or a read changes a replica."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import DirectedCase, HistoryCase, compile_case
from antichain.conformance.cases.checks.base import Check
from antichain.conformance.cases.script import Script, ScriptStep
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.failures.causes.attribution import ABOUT_MESSAGES, Attributed
from antichain.conformance.failures.failure import messages_used
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.scenarios import message_immutability
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.failures.causes.attribution import Judge
    from antichain.conformance.protocol.claims import Claim
    from antichain.conformance.protocol.requests import Request

__all__ = ["frozen", "reading", "stamping"]

_QUESTIONS = (requests.Value, requests.Compare, requests.Entries, requests.Sort)
_CHANGES = (requests.Tick, requests.Send, requests.Receive)


def reading(case: Case, violation: Violation, _claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute to the reads and exports before the wrong answer, if the answer is right without them.

    Exports that are used later, and exports that are events, stay. Stamps are sorted only in a watched history, so for
    a wrong sort there is no simpler case.
    """
    if not isinstance(case, HistoryCase) or case.execution.fault_steps or "LIB-SORT" in violation.rules:
        return None
    *before, asked = case.script.steps[: violation.place + 1]
    quiet = [step for step in before if not isinstance(step.request, _QUESTIONS)]
    used = {message for step in (*quiet, asked) for message in messages_used(step.request)}
    quiet = [step for step in quiet if not _is_unused_export(case.kind, step.request, used)]
    if not isinstance(asked.request, _QUESTIONS) or len(quiet) == len(before) or asked.check.dynamic:
        return None
    steps = [ScriptStep(step.request, Check(expected=step.check.expected), step.event) for step in (*quiet, asked)]
    if judge(DirectedCase(case.title, Script(case.kind, tuple(steps)))) is not None:
        return None
    rule = "MSG-FROZEN" if "MSG-FROZEN" in violation.rules else "MSG-PURE"
    return Attributed(case, replace(violation, rules=(rule,)), final=True)


def _is_unused_export(kind: Kind, request: Request, used: AbstractSet[str]) -> bool:
    """Return whether the only effect of a request is a message that is not used."""
    if isinstance(request, requests.Send):
        return kind is not Kind.VECTOR_CLOCK and not request.delta and request.message not in used
    return isinstance(request, requests.Stamp) and request.message not in used


def stamping(case: Case, violation: Violation, claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute unequal stamps to stamping, if two stamps of one event differ."""
    if not isinstance(case, HistoryCase) or "ORD-EQUAL" not in violation.rules or violation.answer == "equal":
        return None
    if ABOUT_MESSAGES & set(violation.rules) or case.execution.fault_steps:
        return None
    execution = Execution.of([Event("A")])
    twice = compile_case(execution, claim, default_variant(execution, claim))
    found = judge(twice)
    return Attributed(twice, found, final=True) if found and "MSG-PURE" in found.rules else None


def frozen(case: Case, violation: Violation, claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute to messages that change after their export, or to states that replicas share."""
    if not isinstance(case, HistoryCase) or case.execution.fault_steps or ABOUT_MESSAGES & set(violation.rules):
        return None
    if _changed_from_outside(case, violation, judge):
        return Attributed(case, replace(violation, rules=("MSG-FROZEN",)), final=True)
    if not _compares_an_old_message(case, violation):
        simpler = next(case.with_fresh_messages(), None)
        if simpler is None or judge(simpler) is not None:
            return None
    for probe in message_immutability.frozen(claim):
        found = judge(probe)
        if found is not None and "MSG-FROZEN" in found.rules:
            return Attributed(probe, found, final=True)
    return None


def _compares_an_old_message(case: HistoryCase, violation: Violation) -> bool:
    """Return whether two messages are compared, one of whose replicas has changed since its export."""
    played = case.script.requests[: violation.place + 1]
    asked = played[-1]
    if not isinstance(asked, requests.Compare):
        return False
    current: dict[str, str] = {}  # by replica, its latest message, until the replica changes
    for request in played:
        if isinstance(request, _CHANGES):
            current.pop(request.replica, None)
        if isinstance(request, requests.Send | requests.Stamp) and request.message in (asked.left, asked.right):
            current[request.replica] = request.message
    return not {asked.left, asked.right} <= set(current.values())


def _changed_from_outside(case: HistoryCase, violation: Violation, judge: Judge) -> bool:
    """Return whether the value of a replica has changed, although only other replicas acted since the right read."""
    request = case.script.requests[violation.place]
    if not isinstance(request, requests.Value):
        return False
    names = dict(zip(case.execution.replicas, case.variant.names, strict=True))
    own = [e for e, step in enumerate(case.execution.events, 1) if names[step.replica] == request.replica]
    if not own or own[-1] >= case.until(violation.place):
        return False
    until = next(case.up_to(own[-1]), None)
    return until is not None and judge(until) is None
