"""The sentence about a target that refuses a legal name, and the form of empty and blank names on each page."""

from __future__ import annotations

import html

import pytest
from tests.sample_results import rule, with_verdict

from antichain.conformance.cases.case import DirectedCase
from antichain.conformance.cases.script import ScriptBuilder, Violation
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.results.build import failure_line
from antichain.conformance.engine.status import Status
from antichain.conformance.failures.failure import Failure, action, word
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Answer, Failed, Refused
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.report import junit, sarif, summary, terminal
from antichain.conformance.report.html.page import render as html_page

CLAIM = Claim(Kind.G_COUNTER, Options())
EMPTY = Failed("ValueError: the id is empty")


def refused(answer: Answer, *rules: str) -> Failure:
    """Return the failure of a target that gives this answer to the open of a replica with an empty name."""
    script = ScriptBuilder(CLAIM, ["", " "]).script()
    return Failure(DirectedCase("names", script), Violation(0, answer, rules), "laws", (answer,))


@pytest.mark.parametrize(
    ("answer", "end"),
    [(EMPTY, "answered with ValueError: the id is empty"), (Refused("negative"), "rejected as negative")],
)
def test_refused_name_has_its_own_sentence(answer: Answer, end: str) -> None:
    found = refused(answer, "ID-DISTINCT", "ANS-OK")
    assert found.explanation == f"a legal name is refused: the request was {end}"


def test_request_that_fails_later_is_not_a_refused_name() -> None:
    builder = ScriptBuilder(CLAIM, [""])
    builder.request(requests.Increment("", 1))
    found = Failure(
        DirectedCase("names", builder.script()), Violation(1, EMPTY, ("ID-DISTINCT",)), "laws", (None, EMPTY)
    )
    fault = "a request about a replica with a legal name fails"
    assert found.explanation == f"{fault}: the request was answered with ValueError: the id is empty"


def test_refused_request_with_plain_names_has_no_name_sentence() -> None:
    assert refused(EMPTY, "ANS-OK").explanation.startswith("the request is legal, and was answered with ValueError")


def test_empty_and_blank_names_are_visible_on_every_page() -> None:
    found = failure_line(refused(EMPTY, "ID-DISTINCT"))
    results = with_verdict(Verdict.NOT_CONFORMANT, rule("ID-DISTINCT", Status.FAILS), failures=(found,))
    pages = (
        terminal.render(results),
        junit.render(results).decode(),
        sarif.render(results),
        html.unescape(summary.render(results)),
        html.unescape(html_page(results).partition('<script type="application/json"')[0]),
    )
    for page in pages:
        assert "open g-counter on '', ' '" in page


def test_action_quotes_a_name_that_holds_a_comma() -> None:
    assert action(requests.Open(Kind.G_COUNTER, ("a,b", "c"))) == "open g-counter on 'a,b', c"
    assert action(requests.Clone("A", "")) == "is copied and started as ''"


def test_word_of_a_blank_text_is_quoted() -> None:
    assert (word(""), word("a")) == ("''", "a")
