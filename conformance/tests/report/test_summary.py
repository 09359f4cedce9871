"""The Markdown summary is within GitHub's limit, and starts no markup that a target wrote."""

from __future__ import annotations

import html

import msgspec
import pytest
from markdown_it import MarkdownIt
from tests.sample_results import failure, hostile, sample

from antichain.conformance.engine.results.lines import Results
from antichain.conformance.engine.status import Status
from antichain.conformance.report import summary, terminal

TAGS = ("<a ", "<img", "<script", "<b>", "<h1>", "<em>", "<strong>", "<hr", "<blockquote", "<math")
PAYLOADS = (
    "<script>alert(1)</script>",
    "[a](javascript:alert(1))",
    "![](http://example.org/x.png)",
    "| | |\n\n# title\n\n- item\n\n***",
    "`code` *em* **strong** ~~gone~~ <b>bold</b> $math$ @user #1 :smile: www.example.org",
    "</code></pre></td></tr></table><img src=x onerror=alert(1)>",
    "\x1b[31m\x00&lt;b&gt;",
)


def _html(results: Results) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(summary.render(results)))


@pytest.mark.parametrize("text", PAYLOADS)
def test_hostile_text_starts_no_markup(text: str) -> None:
    plain, made = _html(sample()), _html(hostile(sample(), text))
    for tag in TAGS:
        assert made.count(tag) == plain.count(tag), tag
    assert made.count("<tr>") == plain.count("<tr>")
    assert made.count("<li>") == plain.count("<li>")
    assert made.count("<h3>") == plain.count("<h3>") == 3


def test_text_of_a_target_is_shown_unchanged() -> None:
    assert "&lt;script&gt;alert(1)" in _html(hostile(sample(), PAYLOADS[0]))


def test_summary_names_every_cause_and_every_bad_rule() -> None:
    page = _html(sample())
    for told in ("CNT-ONCE", "ANS-OK", "CNT-BIG", "ID-DISTINCT", "it prints a banner", "https://example.org/7"):
        assert told in page
    assert "LIB-HASH" not in page, "a rule that does not decide and was not exercised is no news"
    assert "WIRE-ROUND" not in page


def test_summary_counts_only_deciding_rules_as_not_exercised() -> None:
    idle = [line for line in sample().rules if line.status is Status.NOT_EXERCISED]
    assert {line.decides for line in idle} == {True, False}
    page = summary.render(sample())
    rows = [row.split(" | ") for row in page.splitlines() if row.count("|") == 8 and row.startswith("| ")]
    assert sum(int(row[4]) for row in rows[2:]) == sum(line.decides for line in idle)


def test_summary_tells_every_reason_and_how_to_see_a_failure() -> None:
    base = sample()
    first = failure(id="1", cause="1", reproduce=("antichain replay 1",), issues=("https://example.org/9",), known=True)
    second = failure(id="2", cause="1", rules=("CNT-OWN",), flaky=True)
    footer = msgspec.structs.replace(base.footer, unmet=("wire is required",))
    text = summary.render(Results(base.header, base.phases, base.rules, (first, second), footer))
    page = html.unescape(text)
    for told in (
        "## ❌ antichain: not conformant",
        "it prints a banner",
        "wire is required",
        "vector-clock was given up: it broke in 6 distinct histories",
        "antichain.toml:3-6</code>: CNT-OWN matches nothing; delete these lines",
        "| kind | rules that hold | rules that fail | known to fail | not exercised | not offered | bounds |",
        "Failures: 3 (causes: 3, known: 1). A failure is one case, and it can break several rules;",
        "\nIt fails because ",
        "(5 events, exhaustive phase).\n",
        "- a note",
        "breaks CNT-ONCE (and as a consequence CNT-SAME) (known)",
        "\nit is short\n",
        "- https://example.org/9",
        "- <code>antichain replay 1</code>",
        "- the same cause: <code>CNT-OWN</code>",
        "<pre>",
        "fails as a consequence of the failure of CNT-ONCE",
    ):
        assert told in page, told
    failing = {line.kind: 0 for line in base.rules}
    for line in base.rules:
        failing[line.kind] += line.status in (Status.FAILS, Status.ERRORED, Status.FOLLOWS)
    for kind, number in failing.items():
        row = next(row for row in page.splitlines() if row.startswith(f"| {kind} | ") and row.count("|") == 8)
        assert row.split(" | ")[2] == str(number)


def test_long_summary_counts_the_omitted_failures() -> None:
    base = sample()
    long = tuple(failure(id=str(n), cause=str(n), issues=("x" * 100_000,)) for n in range(30))
    text = summary.render(Results(base.header, base.phases, base.rules, long, base.footer))
    assert len(text.encode()) <= 1024 * 1024
    told = text.count("### ")
    assert 5 < told < 30
    assert f"**{30 - told} of 30 failures are left out**" in text


@pytest.mark.parametrize("text", ["\x1b[31m\x07\x9b", "[red]", "\u202e\u200b", "\ud800"])
def test_terminal_shows_no_control_character(text: str) -> None:
    page = terminal.render(hostile(sample(), text))
    assert all(character == "\n" or character.isprintable() for character in page)
    assert "because" in page


def test_terminal_shows_every_status_that_matters() -> None:
    page = terminal.render(sample())
    words = " ".join(page.split())
    for told in (
        "fails: CNT-ONCE",
        "errored: ANS-OK",
        "CNT-BIG (of the failure of CNT-ONCE)",
        "known to fail: CNT-NEGATIVE",
        "FLAKY",
    ):
        assert told in words
    assert page.endswith("NOT CONFORMANT: ./adapter --fast breaks CNT-ONCE\n")


def test_terminal_counts_failures_beyond_the_limit() -> None:
    base = sample()
    many = tuple(failure(id=str(n), cause=str(n), reproduce=(f"antichain replay {n}",)) for n in range(103))
    page = terminal.render(Results(base.header, base.phases, base.rules, many, base.footer))
    assert page.count("\nbecause ") == 100
    assert all(f"antichain replay {n}\n" in page for n in range(103))
