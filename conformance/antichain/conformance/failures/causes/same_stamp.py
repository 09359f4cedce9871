"""Attribution to two different stamps that the target calls equal.

A comparison with one of them may then have the answer that is right for the other.

A replica that does not tick when it sends leaves one stamp twice. The order of a third stamp is then right for one of
the two events, and wrong for the other. It follows from the two stamps.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import DirectedCase, HistoryCase
from antichain.conformance.cases.checks.base import ANYTHING, Check, Equals, meets
from antichain.conformance.cases.script import Script, ScriptStep
from antichain.conformance.failures.causes.attribution import ABOUT_MESSAGES, Attributed
from antichain.conformance.failures.causes.control import played
from antichain.conformance.protocol import requests
from antichain.model.causality import Event
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.failures.causes.attribution import Judge
    from antichain.conformance.oracle.steps import Step
    from antichain.conformance.protocol.answers import Answer
    from antichain.conformance.protocol.claims import Claim, Kind

__all__ = ["same_stamp"]

_FEW = 12
"""The events of the longest history of which all pairs are compared; a longer one is shrunk first."""
_STRICT = (Order.BEFORE.value, Order.AFTER.value)
_ANYTHING = Check(expected=ANYTHING)
_START = "start"
"""The stamp of a replica before its first event."""


def same_stamp(case: Case, violation: Violation, _claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute a wrong strict order to two stamps that are called equal, if it is right for the other stamp."""
    asked = case.script.requests[violation.place]
    if not isinstance(asked, requests.Compare) or violation.answer not in _STRICT:
        return None
    if not isinstance(case, HistoryCase) or case.execution.fault_steps or ABOUT_MESSAGES & set(violation.rules):
        return None
    if case.variant.delta or case.until(violation.place) > _FEW:
        return None
    return _as_another(case, violation, asked, judge) or _as_before(case, violation, asked, judge)


def _as_another(case: HistoryCase, violation: Violation, asked: requests.Compare, judge: Judge) -> Attributed | None:
    """Return the pair of stamps that are called equal, if one of them is compared as the other one should be."""
    whole = _of_all_pairs(case, case.until(violation.place))
    found = judge(whole)
    pair = whole.script.requests[found.place] if found else None
    if found is None or found.answer != Order.EQUAL.value or not isinstance(pair, requests.Compare):
        return None
    for of, instead in ((pair.left, pair.right), (pair.right, pair.left)):
        swapped = _with(asked, of, instead)
        right = swapped != asked and _is_right(whole, swapped, violation.answer)
        if right and judge(_asking(case.kind, whole.script.steps, swapped, violation.answer)) is None:
            return Attributed(whole, found, final=False)
    return None


def _as_before(case: HistoryCase, violation: Violation, asked: requests.Compare, judge: Judge) -> Attributed | None:
    """Return the history with one more event, if a first event leaves the stamp that its replica had at its start."""
    opened, *steps = case.script.steps
    events = case.execution.events
    for message, answer in ((asked.left, Order.BEFORE.value), (asked.right, Order.AFTER.value)):
        replica, e = next(_exports(steps, message), ("", 0))
        before = [event.replica for event in events[:e]]
        if answer != violation.answer or not before or before.index(before[-1]) < e - 1:
            continue  # its replica had events before
        start = ScriptStep(requests.Stamp(replica, _START), _ANYTHING)
        if judge(_asking(case.kind, (opened, start, *steps), _with(asked, message, _START), answer)) is not None:
            continue
        for longer in played(case, _with_event_before(events, e), (*case.variant.amounts, 1)):
            whole = _of_all_pairs(longer, e + 1)
            found = judge(whole)
            if found is not None and found.answer == Order.EQUAL.value:
                return Attributed(whole, found, final=False)
    return None


def _of_all_pairs(case: HistoryCase, until: int) -> HistoryCase:
    """Return the case with a comparison of each pair of its first events."""
    return case.in_variant(replace(case.variant, pairs=tuple(combinations(range(1, until + 1), 2))))


def _exports(steps: Iterable[ScriptStep], message: str) -> Iterator[tuple[str, int]]:
    """Yield the replica that exports a message, and the event after which it does."""
    for request, _, event in steps:
        if isinstance(request, requests.Send | requests.Stamp) and request.message == message:
            yield request.replica, event


def _with(asked: requests.Compare, message: str, instead: str) -> requests.Compare:
    """Return a comparison with another message instead of one of its two."""
    left, right = (instead if each == message else each for each in (asked.left, asked.right))
    return requests.Compare(left, right)


def _with_event_before(events: Sequence[Step], e: int) -> list[Step]:
    """Return the steps of a history with one more event of its replica right before event ``e``."""
    moved = [replace(event, of=event.of + (event.of >= e)) if event.of else event for event in events]
    return [*moved[: e - 1], Event(events[e - 1].replica), *moved[e - 1 :]]


def _is_right(whole: Case, swapped: requests.Compare, answer: Answer) -> bool:
    """Return whether the specified order of a pair that the case compares, in either direction, is the answer."""
    mirrored = requests.Compare(swapped.right, swapped.left)
    for request, check, _ in whole.script.steps:
        if request in (swapped, mirrored):
            return meets(answer if request == swapped else Order(answer).mirror.value, check.expected)
    return False


def _asking(kind: Kind, steps: Iterable[ScriptStep], swapped: requests.Compare, answer: Answer) -> Case:
    """Return these steps without their comparisons and checks, and then one comparison that must have this answer."""
    unchecked = (step._replace(check=_ANYTHING) for step in steps)
    kept = [step for step in unchecked if not isinstance(step.request, requests.Compare)]
    last = ScriptStep(swapped, Equals(expected=answer), kept[-1].event)
    return DirectedCase("another stamp", Script(kind, (*kept, last)))
