"""Groups of failures: each cause is shown once, with its other failures below."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from tests import wrong
from tests.processes import at_home_in

from antichain.conformance.commands import main
from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.engine.report import Status
from antichain.conformance.failures.causes.grouping import grouped
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.protocol.answers import Broken
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.targets.resolve import Local, greet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from antichain.conformance.engine.report import Report

pytestmark = pytest.mark.slow

SMALL = Bounds.parse("events=3,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2")


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        yield


def judged(factory: Callable[[], Any]) -> Report:
    here = Local("here", factory, f"wrong:{factory.__name__}")
    return check(here, greet(here), CheckConfig(seed=0, bounds=SMALL))


def heads(report: Report) -> set[str]:
    """Return the first rule of each group of failures."""
    return {group[0].rules[0] for group in report.groups}


def test_one_mistake_gives_one_group_with_consequences() -> None:
    result = judged(wrong.sums)
    assert heads(result) == {"CNT-ONCE"}
    assert result.groups[0][0].events == min(failure.events for failure in result.failures)
    assert result.consequences[Kind.G_COUNTER]["CNT-BIG"] == "CNT-ONCE"
    assert result.rules[Kind.G_COUNTER]["CNT-BIG"] is Status.FOLLOWS


def test_large_amounts_are_the_cause_if_small_ones_pass() -> None:
    result = judged(wrong.wraps)
    assert heads(result) == {"CNT-BIG"}
    assert "CNT-BIG" not in result.consequences[Kind.G_COUNTER]


def test_mistake_in_every_history_hides_no_other() -> None:
    result = judged(wrong.sums_and_takes_negative_amounts)
    assert heads(result) == {"CNT-ONCE", "CNT-NEGATIVE"}


def test_failure_about_names_hides_none_about_amounts() -> None:
    result = judged(wrong.folds_names_and_wraps)
    assert heads(result) == {"ID-DISTINCT", "CNT-BIG"}


def test_same_error_at_any_request_is_one_failure() -> None:
    result = judged(wrong.raises_at_the_second_receive)
    assert len(result.groups) == 1
    assert {"ANS-OK"} < {rule for failure in result.failures for rule in failure.rules} <= {"ANS-OK", "MSG-SELF"}


def test_shared_state_is_grouped_as_a_changing_message() -> None:
    result = judged(wrong.shares_its_state)
    assert heads(result) == {"MSG-FROZEN"}


def test_two_mistakes_give_two_groups() -> None:
    one, other = judged(wrong.sums).failures, judged(wrong.accepts_negative_amounts).failures
    assert [group[0].rules[0] for group in grouped([*one, *other])] == ["CNT-NEGATIVE", "CNT-ONCE"]


def test_errors_that_differ_in_numbers_share_a_group() -> None:
    failure = judged(wrong.sums).failures[0]

    def broke(detail: str) -> Any:  # noqa: ANN401 — a failure
        verdict = replace(failure.violation, answer=Broken("crash", detail), rules=("ANS-OK",))
        return replace(failure, violation=verdict)

    groups = grouped([broke("request 7: no disk"), broke("request 12: no disk"), broke("request 7: no licence")])
    assert [len(group) for group in groups] == [2, 1]
    assert len(grouped([failure, replace(failure, second_answers=())])) == 2


def test_group_shows_its_shortest_failure_and_lists_the_rest() -> None:
    bounds = ("--bounds", str(SMALL), "--seed", "0")
    out = CliRunner().invoke(main, ["check", "py:wrong:sums", *bounds]).output
    failures = json.loads(CliRunner().invoke(main, ["check", "py:wrong:sums", "--json", *bounds]).output)["findings"]
    assert out.count("step ┃ replica") == 1
    assert {found["cause"] for found in failures} == {failures[0]["id"]}
    assert all(f"antichain replay {found['id']}" in out for found in failures)
    listed = out.partition("the same cause, as far as can be told, also shows as\n")[2].splitlines()
    assert [line.rpartition(" ")[2] for line in listed[: len(failures) - 1]] == [found["id"] for found in failures[1:]]


def test_failure_not_attributed_is_grouped_by_its_sentence() -> None:
    failure = judged(wrong.sums).failures[0]
    other = replace(failure, violation=replace(failure.violation, rules=("CNT-NEGATIVE",)))
    assert len(grouped([failure, other])) == 2
    assert len(grouped([failure, replace(other, attributed=False)])) == 1
