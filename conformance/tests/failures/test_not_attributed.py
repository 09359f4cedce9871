"""The analysis of failures ends with its share of the budget, and a failure that it did not reach is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests import wrong

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.script import Violation
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.engine.results.build import results_of
from antichain.conformance.failures.analyse import FailureAnalyser
from antichain.conformance.failures.causes.budget import Budget
from antichain.conformance.failures.shrink import leave_out_events
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.protocol.answers import Broken
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.report.failure_text import text
from antichain.conformance.report.terminal import render
from antichain.conformance.targets.resolve import Local, greet
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.parts import counter
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.engine.report import Report
    from antichain.conformance.protocol.answers import Answers
    from antichain.conformance.protocol.requests import Request


class Here(Local):
    """A launch of a member in this process, also for fresh starts."""

    def fresh(self) -> InProcess:
        return InProcess(self.factory)


def judged(budget: float) -> Report:
    here = Here("here", wrong.sums, "wrong:sums")
    return check(here, greet(here), CheckConfig(seed=0, phases=(PhaseName.LAWS,), budget=budget))


def test_target_that_broke_is_confirmed_beyond_the_budget() -> None:
    execution = Execution.of([Event("A"), Event("B", of=1)])
    claim = Claim(Kind.G_COUNTER, Options())
    case = compile_case(execution, claim, default_variant(execution, claim))
    broken = Broken("timeout", "no answer in 2 s")
    here = Here("here", counter, "counter")
    analyser = FailureAnalyser(claim, here.fresh, budget=Budget(0.0))
    failure = analyser.analyse(case, Violation(0, broken, ("ANS-OK",)), [broken], PhaseName.LAWS)
    assert failure.flaky


class Breaking(InProcess):
    """A connection to a target that answers no request."""

    def play(self, requests: Sequence[Request]) -> Answers:
        return [Broken("timeout", "no answer in 2 s")] if requests else []


def test_failure_whose_replay_breaks_keeps_its_answers() -> None:
    execution = Execution.of([Event("A"), Event("B", of=1), Event("B", of=1)])
    claim = Claim(Kind.G_COUNTER, Options())
    case = compile_case(execution, claim, default_variant(execution, claim))
    answers = InProcess(wrong.sums).play(case.script.requests)
    violation = case.script.judge(answers)
    assert violation is not None
    connections = iter([Breaking(wrong.sums), InProcess(wrong.sums)])
    analyser = FailureAnalyser(claim, lambda: next(connections), attributions=(), reductions=())
    failure = analyser.analyse(case, violation, answers, PhaseName.LAWS)
    assert not failure.attributed
    assert failure.trace[-1].observed == str(violation.answer)


def test_failures_beyond_the_budget_are_marked_everywhere() -> None:
    report = judged(budget=1e-6)
    assert report.failures
    assert not any(failure.attributed for failure in report.failures)
    assert all(found["not_attributed"] for found in report.to_dict()["findings"])
    results = results_of(report)
    assert "not attributed" in render(results)
    assert all("not attributed: the time" in text(line) for line in results.failures)


@pytest.mark.slow
def test_failures_within_the_budget_are_not_marked() -> None:
    report = judged(budget=60)
    assert report.failures
    assert all(failure.attributed for failure in report.failures)
    assert not any("not_attributed" in found for found in report.to_dict()["findings"])


def test_shrinking_after_its_time_plays_no_case() -> None:
    claim = Claim(Kind.G_COUNTER, Options())
    execution = Execution.of([Event("A"), Event("B", of=1), Event("B", of=1), Event("A")])
    case = compile_case(execution, claim, default_variant(execution, claim))
    connection = InProcess(wrong.sums)
    played: list[Case] = []

    def judge(candidate: Case) -> Violation | None:
        played.append(candidate)
        return candidate.script.judge(connection.play(candidate.script.requests))

    violation = judge(case)
    assert violation is not None
    played.clear()
    assert leave_out_events(case, violation, judge, Budget(seconds=0)) == (case, violation)
    assert len(played) == 1, "only the case itself, to see what it breaks"
