"""Attribution to a wrong comparison of equal states.

The target does not answer *equal* for two replicas without events, or for a stamp and itself.

A target may compare equal states wrongly wherever it meets them: after bytes, with explicit zeros, in a law. Each of
these cases follows from the comparison if the shortest history has the same wrong answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.case import DirectedCase, compile_case
from antichain.conformance.cases.checks.base import ANYTHING, Check, meets
from antichain.conformance.cases.script import Script
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.failures.causes.attribution import ABOUT_MESSAGES, Attributed
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol import requests
from antichain.model.causality import Event
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.failures.causes.attribution import Judge
    from antichain.conformance.protocol.answers import Answer
    from antichain.conformance.protocol.claims import Claim
    from antichain.conformance.protocol.requests import Request

__all__ = ["equality"]

_EQUAL = Order.EQUAL.value


def equality(case: Case, violation: Violation, claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute a wrong order of equal states to the shortest history, if it has the same wrong answer."""
    asked = case.script.requests[violation.place]
    compared = isinstance(asked, requests.Compare) and isinstance(violation.answer, str)
    if not compared or not claim.options.history or ABOUT_MESSAGES & set(violation.rules):
        return None
    played = case.script.requests[: violation.place + 1]
    for simplest in _shortest(claim):
        found = judge(simplest)
        if found is None or found.answer != violation.answer or not _expects_equal(simplest, found):
            continue
        if simplest.script.requests[: found.place + 1] == played:
            return None
        if simplest.until(found.place) <= case.until(violation.place) and judge(_if_equal(case, violation)) is None:
            return Attributed(simplest, found, final=False)
    return None


def _shortest(claim: Claim) -> Iterator[Case]:
    """Yield a history that compares two replicas before their first events, and one that compares a stamp to itself."""
    one, *others = plain(claim.options, min(2, claim.options.replicas or 2))
    for events, watched in (([one, *others], False), ([one], True)):
        execution = Execution.of([Event(name) for name in events])
        yield compile_case(execution, claim, replace(default_variant(execution, claim), watched=watched))


def _expects_equal(case: Case, violation: Violation) -> bool:
    """Return whether the first wrong answer of a case is to a comparison of equal states."""
    asked, expected = case.script.requests[violation.place], case.script.expected[violation.place]
    return isinstance(asked, requests.Compare) and expected is not ANYTHING and meets(_EQUAL, expected)


def _if_equal(case: Case, violation: Violation) -> Case:
    """Return the case up to its violation, whose last check passes if *equal* is a right answer.

    A law may compare the same two states in both directions; then *equal* stands for both answers.
    """
    *before, last = case.script.steps[: violation.place + 1]
    pair = _pair(last.request)
    same = tuple(place for place, step in enumerate(before) if _pair(step.request) == pair)
    last = last._replace(check=_IfEqual(check=last.check, same=same))
    return DirectedCase(case.title, Script(case.kind, (*before, last)))


def _pair(request: Request) -> frozenset[str] | None:
    """Return the two messages that a request compares."""
    return frozenset((request.left, request.right)) if isinstance(request, requests.Compare) else None


class _IfEqual(Check, frozen=True, gc=False, kw_only=True):
    """Passes if *equal* is a right answer by another check, whatever the answer is."""

    expected: Any = ANYTHING
    check: Check
    same: tuple[int, ...]

    @property
    def dynamic(self) -> bool:
        """The check depends on earlier answers if the other one does."""
        return True

    def violations(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:  # noqa: ARG002 — it is replaced
        """Return the rules that *equal* would break."""
        replaced = [_EQUAL if place in self.same else answered for place, answered in enumerate(earlier)]
        return self.check.violations(_EQUAL, replaced)
