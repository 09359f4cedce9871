"""A report is frozen, and its verdict is the worst of its results."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from typing import TYPE_CHECKING

import pytest
from tests import wrong
from tests.processes import at_home_in

from antichain.conformance.engine import exit_codes
from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.targets import reference
from antichain.conformance.targets.resolve import Local, greet

if TYPE_CHECKING:
    from antichain.conformance.engine.report import Report

pytestmark = pytest.mark.slow

SMALL = Bounds.parse("events=3,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2")
REFERENCE = Local("reference", reference.target, "antichain.conformance.targets.reference:target")
SUMS = Local("sums", wrong.sums, "wrong:sums")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    with at_home_in(tmp_path_factory.mktemp("home")):
        return check(SUMS, greet(SUMS), CheckConfig(seed=0, bounds=SMALL))


def test_each_verdict_has_its_exit_code() -> None:
    assert {verdict.name: verdict.exit_code for verdict in Verdict} == {
        verdict.name: getattr(exit_codes, verdict.name) for verdict in Verdict
    }


def test_report_is_frozen(report: Report) -> None:
    with pytest.raises(FrozenInstanceError):
        report.interrupted = True  # type: ignore[misc]  # the assignment is what is tested


def test_report_computes_its_groups_once(report: Report) -> None:
    assert report.groups is report.groups
    assert sum(map(len, report.groups)) == len(report.shown) > 0


def test_attributed_failure_comes_before_a_shorter_unclear_one(report: Report) -> None:
    first, *_ = report.failures
    longer, *_ = sorted(report.failures, key=lambda failure: failure.events, reverse=True)
    assert first.events < longer.events
    for unsure, sure in ((first, longer), (longer, first)):
        found = (replace(unsure, attributed=False), sure)
        groups = replace(report, failures=found).groups
        assert [failure.attributed for group in groups for failure in group] == [True, False]


def test_raise_for_failures_shows_each_failure(report: Report) -> None:
    with pytest.raises(AssertionError, match=r"^sums: not conformant \(seed 0\)\n") as raised:
        report.raise_for_failures()
    assert all(failure.explanation in str(raised.value) for failure in report.unexcused)


def test_raise_for_failures_accepts_a_conformant_report() -> None:
    config = CheckConfig(seed=0, bounds=SMALL, phases=("laws",), rules=("ANS-OK",))
    report = check(REFERENCE, greet(REFERENCE), config)
    assert report.verdict is Verdict.CONFORMANT
    report.raise_for_failures()


def test_interrupted_report_is_not_a_pass(report: Report) -> None:
    cut = replace(report, interrupted=True, failures=())
    assert cut.verdict is Verdict.INTERRUPTED
    with pytest.raises(AssertionError, match="interrupted"):
        cut.raise_for_failures()


def test_report_without_effective_checks_is_incomplete(report: Report) -> None:
    empty = replace(report, failures=(), effective={}, ended={})
    assert (empty.verdict, empty.exit_code) == (Verdict.INCOMPLETE, exit_codes.INCOMPLETE)
    with pytest.raises(AssertionError, match="claimed and not exercised"):
        empty.raise_for_failures()


def test_json_of_a_report_equals_its_data(report: Report) -> None:
    assert json.loads(report.to_json()) == json.loads(json.dumps(report.to_dict()))
