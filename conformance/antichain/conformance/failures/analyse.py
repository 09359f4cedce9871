"""The analysis of a failure: confirm it, attribute it to a rule, and shrink its case.

All of this uses other processes than the run that found the failure, so that the run is not disturbed.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import HistoryCase
from antichain.conformance.failures import confirm
from antichain.conformance.failures.causes.attribute import ATTRIBUTIONS
from antichain.conformance.failures.causes.budget import Budget
from antichain.conformance.failures.failure import Failure, answers_shown
from antichain.conformance.failures.shrink import REDUCTIONS, narrow
from antichain.conformance.protocol.answers import Broken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.failures.causes.attribution import Attributed, Attribution
    from antichain.conformance.failures.shrink import Reduction
    from antichain.conformance.protocol.answers import Answers
    from antichain.conformance.protocol.claims import Claim
    from antichain.conformance.transport.connection import Connection

__all__ = ["FailureAnalyser"]

_STEADY = 2
"""A case must fail this many times in a row: if every second history fails, it fails once after a passing control."""

_ROUNDS = 2
"""The rounds of shrinking and attribution: a case with another cause may have events that this cause does not need."""


class FailureAnalyser:
    """Confirms, attributes and shrinks failures, within a budget for the whole run.

    Each confirmation starts a process. All other cases are played on one connection, which starts when it is first
    needed.
    """

    def __init__(
        self,
        claim: Claim,
        fresh: Callable[[], Connection],
        attributions: Sequence[Attribution] = ATTRIBUTIONS,
        reductions: Sequence[Reduction] = REDUCTIONS,
        budget: Budget | None = None,
    ) -> None:
        """Analyse failures of the target that ``fresh`` starts, for this claim, within a budget."""
        self._claim = claim
        self._fresh = fresh
        self._attributions = attributions
        self._reductions = reductions
        self._budget = budget or Budget()
        self._opened: Connection | None = None

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._opened is not None:
            self._opened.close()

    def attribute(self, case: Case, violation: Violation) -> tuple[Case, Violation]:
        """Return the simplest variant of a case that fails, and its violation with the rule of the cause.

        If the budget ends first, it is the simplest variant found so far.
        """
        while not isinstance(violation.answer, Broken) and not self._budget.is_exhausted:
            with self._budget.timed():
                found = self._looked(case, violation)
            if found is None:
                break
            case, violation = found.case, found.violation
            if found.final:
                break
        return case, violation

    def _looked(self, case: Case, violation: Violation) -> Attributed | None:
        """Return the first result of an attribution, or None if there is none in time."""
        deadline = self._budget.deadline
        for look in self._attributions:
            opinion = look(case, violation, self._claim, self._judge)
            if opinion is not None and opinion.blames_what_a_control_lacks(case):
                opinion = opinion if self._fails_steadily(case, violation) else None
            if opinion is not None or time.monotonic() > deadline:
                return opinion
        return None

    def _fails_steadily(self, case: Case, violation: Violation) -> bool:
        """Return whether a case fails as before, several times in a row, once a control of it has passed.

        On a target that errs now and then, a control passes whatever it leaves out.
        """
        return all(confirm.same_violation(self._judge(case), violation) for _ in range(_STEADY))

    def analyse(self, case: Case, violation: Violation, answers: Answers, phase: str) -> Failure:
        """Return the failure that ``answers`` show: shrunk, attributed, and confirmed or flaky.

        If the budget ends first, the failure is marked as not attributed.
        """
        failure = Failure(case, violation, phase, answers_shown(case, violation, answers))
        return self.confirmed(failure, self.reduced(failure))

    def reduced(self, failure: Failure) -> Failure:
        """Return a failure shrunk and attributed, not yet confirmed.

        It is as it was if the target broke, and marked as not attributed if the budget is used up.
        """
        case, violation = failure.case, failure.violation
        if isinstance(violation.answer, Broken):
            return failure
        if self._budget.is_exhausted:
            return replace(failure, attributed=False)
        with self._budget.timed():
            case, violation = narrow(case, violation, self._judge, self._budget)
        if not isinstance(case, HistoryCase) or isinstance(violation.answer, Broken):
            return failure if case is failure.case else self._replayed(failure, case, violation)
        for _ in range(_ROUNDS):
            with self._budget.timed():
                for reduce in self._reductions:
                    case, violation = reduce(case, violation, self._judge, self._budget)
            shrunk = case
            case, violation = self.attribute(case, violation)
            if case is shrunk:
                break
        failure = self._replayed(failure, case, violation)
        return replace(failure, attributed=failure.attributed and not self._budget.is_exhausted)

    def confirmed(self, failure: Failure, reduced: Failure) -> Failure:
        """Return the ``reduced`` failure if a fresh process fails on the original case, and else ``failure`` as flaky.

        If the budget is used up, no process is started, and the failure is marked as not attributed.
        """
        # A target that broke is confirmed all the same: on a busy machine, a right one may answer too late.
        late = self._budget.is_exhausted
        broke = isinstance(failure.violation.answer, Broken)
        if late and not broke:
            return replace(reduced, attributed=False)
        case = failure.case
        with self._budget.timed():
            self._budget.start()
            second = confirm.answers_of_fresh_process(case, self._fresh)
            if not confirm.same_violation(case.script.judge(second), case.script.judge(failure.answers)):
                return replace(failure, second_answers=tuple(second))
            if not broke:
                return reduced
            failure = _as_confirmed(failure, second)
            if late:
                return replace(failure, attributed=False)
            narrowed, violation = narrow(case, failure.violation, self._judge, self._budget)
            return failure if narrowed is case else self._replayed(failure, narrowed, violation)

    def _replayed(self, failure: Failure, case: Case, violation: Violation) -> Failure:
        """Return a failure with another case and its answers; the failure as it is, if the target breaks before."""
        answers = answers_shown(case, violation, self._connection.play(case.script.requests))
        if len(answers) <= violation.place:
            return replace(failure, attributed=False)
        return replace(failure, case=case, violation=violation, answers=answers)

    def _judge(self, case: Case) -> Violation | None:
        return case.script.judge(self._connection.play(case.script.requests))

    @property
    def _connection(self) -> Connection:
        if self._opened is None:
            self._opened = self._fresh()
        return self._opened


def _as_confirmed(failure: Failure, second: Answers) -> Failure:
    """Return a failure that breaks the target with the answers of a fresh process.

    Their texts name the ids of requests as they are in the case file.
    """
    if len(second) != failure.violation.place + 1:
        return failure
    return replace(failure, answers=tuple(second), violation=replace(failure.violation, answer=second[-1]))
