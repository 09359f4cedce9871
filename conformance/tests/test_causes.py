"""Failures of one cause are told once; the others stand below, and none is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from antichain.conformance.bounds import Bounds
from antichain.conformance.causes import grouped, plain_case
from antichain.conformance.commands import main
from antichain.conformance.launch import Local, greet
from antichain.conformance.protocol import Broken
from antichain.conformance.result import Plan, Result
from antichain.conformance.run import Silent, check

from . import wrong
from .processes import at_home_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SMALL = Bounds.parse("events=4,histories=2,steps=8,large=10,crowd=70,named=1")


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        yield


def judged(factory: Callable[[], Any]) -> Result:
    here = Local("here", factory, f"wrong:{factory.__name__}")
    return check(here, greet(here), Plan(seed=0, bounds=SMALL), Silent())


def test_one_mistake_is_one_group_whatever_it_breaks() -> None:
    result = judged(wrong.sums)
    (group,) = result.groups()
    assert len(group) == len(result.findings) > 2
    assert group[0].size == min(finding.size for finding in group)
    assert {"CNT-BIG", "CNT-ONCE"} <= {rule for finding in group for rule in finding.rules}


def test_that_large_amounts_have_nothing_to_do_with_it_is_found_out() -> None:
    result = judged(wrong.sums)
    (big,) = [finding for finding in result.findings if finding.rules == ("CNT-BIG",)]
    assert "CNT-ONCE" in big.plainly
    (big,) = judged(wrong.wraps).findings
    assert "CNT-BIG" not in big.plainly


def test_two_mistakes_are_two_groups() -> None:
    one, other = judged(wrong.sums).findings, judged(wrong.accepts_negative_amounts).findings
    assert [len(group) for group in grouped([*one, *other])] == [len(one), len(other)]


def test_errors_belong_together_where_they_say_the_same_but_for_numbers() -> None:
    finding = judged(wrong.sums).findings[0]

    def broke(detail: str) -> Any:  # noqa: ANN401 — a finding
        verdict = replace(finding.verdict, answer=Broken("crash", detail), broken=("ANS-OK",))
        return replace(finding, verdict=verdict)

    groups = grouped([broke("request 7: no disk"), broke("request 12: no disk"), broke("request 7: no licence")])
    assert [len(group) for group in groups] == [2, 1]
    assert len(grouped([finding, replace(finding, again=())])) == 2


def test_a_probe_of_a_refusal_is_no_history() -> None:
    result = judged(wrong.accepts_negative_amounts)
    options = next(iter(result.hello.kinds.values()))
    assert all(plain_case(finding, options) is None for finding in result.findings)


def test_the_shortest_is_told_and_the_others_are_listed() -> None:
    bounds = ("--bounds", str(SMALL), "--seed", "0")
    out = CliRunner().invoke(main, ["check", "py:wrong:sums", *bounds]).output
    findings = json.loads(CliRunner().invoke(main, ["check", "py:wrong:sums", "--json", *bounds]).output)["findings"]
    assert out.count("step ┃ replica") == 1
    assert {found["cause"] for found in findings} == {findings[0]["id"]}
    assert all(f"antichain replay {found['id']}" in out for found in findings)
    listed = out.partition("the same cause, as far as can be told, also shows as\n")[2].splitlines()
    assert [line.rpartition(" ")[2] for line in listed[: len(findings) - 1]] == [found["id"] for found in findings[1:]]
