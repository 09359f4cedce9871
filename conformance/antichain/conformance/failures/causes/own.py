"""Attribution to a replica's own messages, updates or ticks, unless those of any replica fail as well."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import DirectedCase, HistoryCase
from antichain.conformance.cases.checks.base import Check, OneOf
from antichain.conformance.cases.checks.clock import OnlyOwnEntryGrew
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.cases.variant import distinct
from antichain.conformance.failures.causes.attribution import Attributed, explains
from antichain.conformance.failures.causes.control import played
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.failures.causes.attribution import Judge
    from antichain.conformance.oracle.steps import Step
    from antichain.conformance.protocol.claims import Claim

__all__ = ["own_messages", "own_ticks", "own_updates"]

_OWN = "CNT-OWN"
_OF_TICKS = ("TICK-STRICT", "TICK-ONE")
_ENTRIES = Check(expected=OneOf("its entries", lambda answer: isinstance(answer, dict)))


def own_messages(case: Case, violation: Violation, _claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute to a replica's own messages, unless the case fails in the same way if another replica receives them.

    A delta then lacks an update because its sender exported its state, and not because it received a state.
    """
    if not isinstance(case, HistoryCase) or case.execution.fault_steps:
        return None
    for simpler in _heard_by_another(case):
        found = judge(simpler)
        if found is not None and (_of_deltas(found, violation) or explains(simpler, found, case, violation)):
            return Attributed(simpler, found, final=False)
        return None
    return None


def _of_deltas(found: Violation, violation: Violation) -> bool:
    """Return whether both violations are about deltas; all deltas arrive in the end, so the place is irrelevant."""
    return all(violated.rules[0].startswith("DLT-") for violated in (found, violation))


def _heard_by_another(case: HistoryCase) -> Iterator[HistoryCase]:
    """Yield the history in which one other replica receives the own messages of the replicas."""
    events = case.execution.events
    own = [event.of is not None and events[event.of - 1].replica == event.replica for event in events]
    if not any(own):
        return
    for other in (_fresh(case), *case.execution.replicas):
        steps: list[Step] = [Event(other, event.of) if echo else event for echo, event in zip(own, events, strict=True)]
        yield from played(case, steps, case.variant.amounts)


def own_updates(case: Case, violation: Violation, claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute to a replica's own update, unless an update of another replica is lost as well.

    With amounts of 1 a total does not show the lost update; with distinct amounts it does.
    """
    if not isinstance(case, HistoryCase) or _OWN not in violation.rules or not _is_plain(case):
        return None
    rest = tuple(rule for rule in violation.rules if rule != _OWN)
    if all(abs(by) <= 1 for by in case.variant.amounts):
        found = judge(case.in_variant(distinct(case.variant, claim)))
        if found is not None and found.place == violation.place and _OWN not in found.rules:
            return Attributed(case, replace(violation, rules=rest), final=False)
    if violation.rules[0] != _OWN:
        return None
    until = case.until(violation.place)
    *before, update = case.execution.events[:until]
    steps = [*before, Event(_fresh(case)), Event(update.replica, of=until)]
    for heard in played(case, steps, (*case.variant.amounts[:until], 1)):
        found = judge(heard)
        if found is not None and heard.until(found.place) == len(steps) and set(rest) & set(found.rules):
            return Attributed(case, replace(violation, rules=(*rest, _OWN)), final=False)
    return None


def own_ticks(case: Case, violation: Violation, claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute to ticks, unless the second of two ticks adds one to the own entry only."""
    if not isinstance(case, HistoryCase) or "TICK-ONE" not in violation.rules or not _is_plain(case):
        return None
    rest = tuple(rule for rule in violation.rules if rule not in _OF_TICKS)
    if not rest or judge(_two_ticks(claim)) is not None:
        return None
    return Attributed(case, replace(violation, rules=rest), final=False)


def _two_ticks(claim: Claim) -> Case:
    (name,) = plain(claim.options, 1)
    builder = ScriptBuilder(claim, (name,))
    builder.request(requests.Tick(name))
    since = builder.request(requests.Entries(name), _ENTRIES)
    builder.request(requests.Tick(name))
    grew = OnlyOwnEntryGrew(covers=("TICK-ONE",), own=name, since=since, by=1)
    builder.request(requests.Entries(name), grew)
    return DirectedCase("two ticks", builder.script())


def _is_plain(case: HistoryCase) -> bool:
    """Return whether a history has neither fault steps nor deltas."""
    return not case.execution.fault_steps and not case.variant.delta


def _fresh(case: HistoryCase) -> str:
    """Return a name of a replica that is not in the history."""
    return next(name for n in count(1) if (name := f"other{n}") not in case.execution.replicas)
