"""The rule of a cause comes first on every page, and the rules that follow from it are called consequences."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from tests.report.made_results import failure, results, rule

from antichain.conformance.engine.results.transcript import Recipe
from antichain.conformance.engine.status import Status
from antichain.conformance.report import junit, sarif, summary, terminal, workflow
from antichain.conformance.report.failure_text import length
from antichain.conformance.report.html.page import render as html_page

if TYPE_CHECKING:
    from antichain.conformance.engine.results.lines import Results

RULES = (
    rule("CNT-SAME", Status.FAILS),
    rule("CNT-ONCE", Status.FAILS),
    rule("CNT-NEW", Status.FAILS),
    rule("CNT-BIG", Status.FOLLOWS, from_="CNT-ONCE"),
)
FAILURES = (
    failure("a", rules=("CNT-ONCE", "CNT-SAME")),
    failure("b", cause="a", rules=("CNT-NEW", "CNT-SAME")),
)


def _shown(made: Results) -> dict[str, str]:
    return {
        "terminal": terminal.render(made),
        "summary": html.unescape(summary.render(made)),
        "html": html.unescape(html_page(made)).partition('<script type="application/json"')[0],
        "junit": junit.render(made).decode(),
        "sarif": sarif.render(made),
        "workflow": "\n".join(workflow.error_lines(made)),
    }


@pytest.mark.parametrize("page", ["summary", "html", "junit", "sarif", "workflow"])
def test_heading_of_a_failure_names_its_consequences(page: str) -> None:
    assert "CNT-ONCE (and as a consequence CNT-SAME)" in _shown(results(FAILURES, RULES))[page]


def test_html_says_that_the_tally_counts_rules() -> None:
    said = " ".join(re.sub(r"<[^>]*>", " ", _shown(results(FAILURES, RULES))["html"]).split())
    assert "Rules: 4 fail 0 known to fail" in said


def test_terminal_lists_the_rules_of_one_cause_together() -> None:
    said = " ".join(_shown(results(FAILURES, RULES))["terminal"].split())
    assert "and as a consequence CNT-SAME the statement of CNT-SAME" in said
    assert "fails: CNT-ONCE (and as consequences CNT-SAME, CNT-NEW);" in said
    assert "fails as a consequence: CNT-BIG (of the failure of CNT-ONCE)" in said


@pytest.mark.parametrize("page", ["summary", "junit", "html"])
def test_result_of_a_rule_names_the_failure_that_it_follows_from(page: str) -> None:
    said = " ".join(_shown(results(FAILURES, RULES))[page].replace("</a>", "").replace("</span>", "").split())
    said = said.replace('<span class="note-text">', "")
    assert said.count("fails as a consequence of the failure of CNT-ONCE") >= 3


def test_junit_message_of_a_failing_rule_has_the_reason() -> None:
    assert 'message="fails: an update that arrived more than once' in _shown(results(FAILURES, RULES))["junit"]


def test_step_without_a_replica_has_one_space_before_its_action() -> None:
    step = failure().steps[-1]
    found = failure(steps=(type(step)(**{**{n: getattr(step, n) for n in step.__struct_fields__}, "replica": ""}),))
    assert "  9. value: 3 is specified" in sarif.render(results((found,)))


def test_length_counts_events_of_histories_steps_of_scenarios() -> None:
    recipe = Recipe(history=(), variant={})
    lengths = [length(failure(recipe=recipe, events=events)) for events in (0, 1, 2)]
    assert lengths == ["no event", "1 event", "2 events"]
    assert length(failure(recipe=None, events=2)) == "9 steps"
