"""Attribution to wrong states: a comparison that is right about the states that the target holds.

If the entries of two states, as the target reads them, have the order that it answers, then its comparison is right,
and an earlier step has left a wrong state. The entries show that step.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.case import DirectedCase, HistoryCase, compile_case
from antichain.conformance.cases.checks.base import ANYTHING, Check
from antichain.conformance.cases.script import Script, ScriptStep
from antichain.conformance.failures.causes.attribution import ABOUT_MESSAGES, Attributed
from antichain.conformance.failures.causes.control import controls
from antichain.conformance.protocol import requests

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.failures.causes.attribution import Judge
    from antichain.conformance.protocol.answers import Answer
    from antichain.conformance.protocol.claims import Claim

__all__ = ["states"]

_ANYTHING = Check(expected=ANYTHING)
_Held = int | dict[str, Any]
"""The entries of a message, or the place in a script where they are read."""


def states(case: Case, violation: Violation, claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute a wrong comparison to a wrong state, if the target's entries of the two states have that order."""
    asked = case.script.requests[violation.place]
    if not isinstance(asked, requests.Compare) or not claim.options.entries or ABOUT_MESSAGES & set(violation.rules):
        return None
    if isinstance(case, HistoryCase) and case.execution.fault_steps:
        return None
    probe = _with_entries(case, violation, claim)
    if probe is None or judge(probe) is not None:
        return None
    for simpler in _read_inside(case, violation, claim):
        found = judge(simpler)
        if found is None or simpler.until(found.place) > case.until(violation.place):
            continue
        if isinstance(simpler.script.requests[found.place], requests.Entries):
            return Attributed(simpler, found, final=False)
    return None


def _read_inside(case: Case, violation: Violation, claim: Claim) -> Iterator[Case]:
    """Yield cases of the same steps in which entries are read before states are compared."""
    if isinstance(case, HistoryCase):
        yield compile_case(case.execution, claim, replace(case.variant, watched=True), case.title)
    elif isinstance(case, DirectedCase):
        yield from controls(case, violation, claim)


def _with_entries(case: Case, violation: Violation, claim: Claim) -> Case | None:
    """Return the case with a read of the entries of each exported state, and checks of the orders against them.

    It is None if the entries of a compared state cannot be read.
    """
    steps: list[ScriptStep] = []
    held: dict[str, _Held] = {}  # by message
    for request, _, event in case.script.steps[: violation.place + 1]:
        check = _ANYTHING
        if isinstance(request, requests.Compare):
            if not {request.left, request.right} <= held.keys():
                return None
            check = _OrderOfEntries(
                one=held[request.left],
                other=held[request.right],
                missing=claim.options.missing,
                three_way=claim.options.compare == "three-way",
            )
        steps.append(ScriptStep(request, check, event))
        if isinstance(request, requests.Send | requests.Stamp):
            steps.append(ScriptStep(requests.Entries(request.replica), _ANYTHING, event))
            held[request.message] = len(steps) - 1
        elif isinstance(request, requests.Construct):
            held[request.message] = request.entries
        elif isinstance(request, requests.Recode) and request.message in held:
            held[request.as_] = held[request.message]
    return DirectedCase(case.title, Script(case.kind, tuple(steps)))


class _OrderOfEntries(Check, frozen=True, gc=False, kw_only=True):
    """The order of two states, by their entries: given ones, or those in an earlier answer."""

    expected: Any = ANYTHING
    one: _Held
    other: _Held
    missing: int
    three_way: bool

    @property
    def dynamic(self) -> bool:
        """The check depends on earlier answers."""
        return True

    def violations(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:
        """Return a rule if the order is not that of the entries, or if the entries cannot be compared."""
        x, y = (earlier[side] if isinstance(side, int) else side for side in (self.one, self.other))
        if not isinstance(x, dict) or not isinstance(y, dict):
            return ("ANS-OK",)
        order = _order(x, y, self.missing)
        words = {order, "unordered"} if self.three_way and order in {"equal", "concurrent"} else {order}
        return () if answer in words else ("ORD-EQUAL",)


def _order(x: Mapping[str, Any], y: Mapping[str, Any], missing: int) -> str:
    """Return the order of two states by their entries."""
    left, right = _counts(x), _counts(y)
    pairs = [(left.get(slot, missing), right.get(slot, missing)) for slot in left.keys() | right.keys()]
    behind, ahead = all(a <= b for a, b in pairs), all(a >= b for a, b in pairs)
    if behind:
        return "equal" if ahead else "before"
    return "after" if ahead else "concurrent"


def _counts(entries: Mapping[str, Any]) -> dict[tuple[str, int], int]:
    """Return the count of each slot: a name, and 1 for the decrements of a pn-counter, whose entries are pairs."""
    return {
        (name, part): int(count)
        for name, held in entries.items()
        for part, count in enumerate(held if isinstance(held, tuple) else (held,))
    }
