"""The HTML page as text: its parts, its order, its size, and the results file inside it."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser

import pytest
from tests.report.made_results import RULES, failure, results, rule

from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.results.file import parse, write
from antichain.conformance.engine.status import Status
from antichain.conformance.report.html import assets
from antichain.conformance.report.html.coverage import coverage
from antichain.conformance.report.html.overview import State, rows, state_of, tally
from antichain.conformance.report.html.page import render

UNREAD = {"script", "style"}


class Reader(HTMLParser):
    """Collects the text of the page without scripts and styles, and the addresses that it loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.loaded: list[str] = []
        self.skipped = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipped += tag in UNREAD
        self.loaded += [f"{tag} {value}" for name, value in attrs if name in {"src", "srcset", "data", "action"}]
        self.loaded += [f"{tag} {value}" for name, value in attrs if tag == "link" and name == "href"]

    def handle_endtag(self, tag: str) -> None:
        self.skipped -= tag in UNREAD

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def page() -> str:
    return render(results())


def test_page_holds_the_results_file(page: str) -> None:
    _, _, rest = page.partition('<script type="application/json" id="results">')
    inside, _, _ = rest.partition("</script>")
    assert write(parse(inside.encode(), "page")) == write(results())


def test_page_shows_every_part_without_a_script(page: str) -> None:
    text = Reader(page).text
    for said in (
        "Not conformant",
        "./adapter --counters breaks CNT-ONCE (seed 7)",
        "histories 60",
        "g-counter does not offer wire, delta.",
        "Required offers entries",
        "Seconds at most 90",
        "the statement of CNT-ONCE",
        "it needs a clock",
        "of the failure of CNT-ONCE",
        "known to fail",
        "an update that arrived more than once",
        "antichain replay 41d16511",
        "pn-counter was given up: it hung twice",
        "antichain.toml, lines 1 to 4: nothing fails for it",
        "Claimed and not exercised: CNT-NEW (g-counter)",
        "histories 2,961",
        "Linux x86_64",
        "https://example.org/acme",
        "a note",
    ):
        assert said.lower() in text.lower()


def test_failure_shows_what_is_uncertain_about_it() -> None:
    page = render(results([failure(flaky=True, not_attributed=True, known=True)]))
    for tag in ("flaky", "not attributed", "known"):
        assert f'<span class="tag">{tag}</span>' in page
    assert 'class="failure card known"' in page


def test_page_makes_no_request(page: str) -> None:
    assert Reader(page).loaded == []
    assert 'http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; script-src &#39;sha256-' in page


def test_page_of_one_failure_is_small(page: str) -> None:
    assert len(page.encode()) < 150_000


@pytest.mark.parametrize(
    ("verdict", "word", "sign"),
    [
        (Verdict.CONFORMANT, "Conformant", "holds"),
        (Verdict.NOT_CONFORMANT, "Not conformant", "fails"),
        (Verdict.INCOMPLETE, "Incomplete", "idle"),
        (Verdict.INTERRUPTED, "Interrupted", "idle"),
    ],
)
def test_verdict_is_a_word_and_a_sign(verdict: Verdict, word: str, sign: str) -> None:
    page = render(results(verdict=verdict))
    assert f'<h1 id="verdict-word">{word}</h1>' in page
    assert f'hero-sign"><svg class="sign" viewBox="0 0 16 16" aria-hidden="true"><use href="#sign-{sign}"/>' in page


def test_rules_with_the_worst_states_come_first() -> None:
    ordered = rows(results(), ["g-counter", "pn-counter"])
    names = ["CNT-ONCE", "CNT-SAME", "CNT-NEGATIVE", "CNT-NEW", "CNT-OWN", "ORD-BEFORE"]
    assert [row.rule for row in ordered] == names
    assert ordered[0].states == "fails holds"
    assert [cell and cell.failure for cell in ordered[1].cells] == ["41d16511", None]


def test_status_has_a_state() -> None:
    assert {state_of(status) for status in Status} == set(State)
    script = (assets.PAGE / "results.js").read_text(encoding="utf-8")
    listed = dict(re.findall(r'^  "?([a-z -]+?)"?: "(\w+)",$', script, re.MULTILINE))
    assert listed == {status.value: state_of(status).value for status in Status}


def test_bar_is_full_and_omits_rules_not_offered() -> None:
    parts = {part.state: part for part in tally(RULES)}
    assert [parts[state].count for state in State] == [2, 1, 1, 3, 1]
    assert [(parts[state].x, parts[state].width) for state in State] == [
        (0, 285),
        (285, 143),
        (428, 143),
        (571, 429),
        (1000, 0),
    ]


def test_coverage_has_phases_in_the_order_they_ran() -> None:
    table, other = coverage(results())
    assert (table.kind, other.kind) == ("g-counter", "pn-counter")
    assert table.phases == ("laws", "exhaustive")
    assert [row.rule for row in table.rows] == ["CNT-OWN", "CNT-NEW", "CNT-ONCE", "CNT-SAME", "CNT-NEGATIVE"]
    assert table.rows[0].cells == ((1000, 4), (200, 3))
    assert table.rows[1].cells == ((0, 0), (0, 0))
    assert table.total == 4800


def test_page_without_failures_has_no_list_of_them() -> None:
    whole = results(rules=[rule("CNT-OWN", Status.HOLDS)], verdict=Verdict.CONFORMANT)
    page = render(dataclasses.replace(whole, failures=()))
    assert 'id="failures"' not in page
    assert 'id="rules"' in page


def test_consequences_appear_below_their_cause() -> None:
    page = render(results([failure("aaaaaaaa"), failure("bbbbbbbb", "aaaaaaaa"), failure("cccccccc")]))
    order = re.findall(r'<details class="failure card fails( follower)?" id="f-(\w+)"', page)
    assert order == [("", "aaaaaaaa"), (" follower", "bbbbbbbb"), ("", "cccccccc")]


def test_script_of_the_page_holds_every_module() -> None:
    files = {path.name for path in assets.PAGE.glob("*.js")}
    assert files == set(assets.SCRIPTS)
    assert {path.name for path in assets.PAGE.glob("*.css")} == set(assets.STYLES)
    seen: set[str] = set()
    for name in assets.SCRIPTS:
        text = (assets.PAGE / name).read_text(encoding="utf-8")
        imported = set(re.findall(r'^import .* from "\./(.*)";$', text, re.MULTILINE))
        assert len(imported) == len(re.findall(r"^import\b", text, re.MULTILINE))
        assert imported <= seen, name
        seen.add(name)


def test_script_modules_have_distinct_names() -> None:
    declared = re.findall(r"^(?:async )?(?:const|let|class|function) (\w+)", assets.script(), re.MULTILINE)
    assert len(declared) > 50
    assert len(declared) == len(set(declared))


def test_style_and_script_cannot_end_their_elements() -> None:
    assert "</" not in assets.style()
    assert "</script" not in assets.script().lower()
    assert "<!--" not in assets.script()


def test_data_of_hostile_text_has_no_markup_character() -> None:
    text = json.dumps({"x": "</script><!-- & \u2028"}, ensure_ascii=False)
    inside = assets.data(text)
    assert not set("<>&\u2028") & set(inside)
    assert json.loads(inside) == json.loads(text)


def test_page_is_the_same_for_the_same_results() -> None:
    assert render(results()) == render(parse(write(results()), "results.jsonl"))
