"""Pages show the ends of long names and texts; the results file has them in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from tests.sample_results import failure, rule, sample, with_verdict

from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.results.file import write
from antichain.conformance.engine.status import Status
from antichain.conformance.report import junit, sarif, summary, terminal
from antichain.conformance.report.html.page import render as html_page
from antichain.conformance.report.spacetime import sketch
from antichain.conformance.report.visible import brief
from antichain.model.causality import Event

if TYPE_CHECKING:
    from antichain.conformance.engine.results.lines import Results

NAME = "n" * 999 + "1"
SHORT = "n" * 32 + "…" + "n" * 15 + "1"


def _results() -> Results:
    step = msgspec.structs.replace(failure().steps[-1], replica=NAME, observed=f"KeyError: '{NAME}'")
    found = failure(steps=(*failure().steps[:-1], step), because=f"it was answered with KeyError: '{NAME}'")
    return with_verdict(Verdict.NOT_CONFORMANT, rule("CNT-ONCE", Status.FAILS), failures=(found,))


def test_every_page_shortens_a_long_name() -> None:
    results = _results()
    assert NAME in write(results).decode()
    pages = {
        "terminal": terminal.render(results),
        "junit": junit.render(results).decode(),
        "sarif": sarif.render(results),
        "markdown": summary.render(results),
    }
    for name, page in pages.items():
        joined = "".join(page.split()).replace("│", "").replace("&#8230;", "…")
        assert NAME not in joined, name
    assert SHORT in pages["junit"]
    shown, _, data = html_page(results).partition('<script type="application/json"')
    assert NAME in data
    assert NAME not in shown
    assert SHORT in shown


def test_large_numbers_are_shown_in_full() -> None:
    assert brief(f"increment by {2**512}") == f"increment by {2**512}"


def test_long_names_with_one_beginning_stay_different() -> None:
    lines = sketch([Event("A"), Event("B", of=1)], {"A": "n" * 100 + "1", "B": "n" * 100 + "2"})
    assert len({line.split()[0] for line in lines}) == 2


def test_kind_line_names_the_level_of_a_rule_that_is_no_must() -> None:
    assert "fails: CNT-ONCE (and as a consequence CNT-SAME (SHOULD));" in " ".join(terminal.render(sample()).split())


def test_kind_line_says_that_judging_ended_early() -> None:
    line = next(line for line in terminal.render(sample()).splitlines() if line.startswith("vector-clock:"))
    assert line.startswith("vector-clock: 0 rules hold so far, but judging ended early")
