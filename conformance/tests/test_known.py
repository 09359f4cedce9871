"""Known failures: what excuses them, what has no excuse any more, and how the file is read and written."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from antichain.conformance import known_file
from antichain.conformance.bounds import Bounds
from antichain.conformance.commands import main
from antichain.conformance.course import Course, Seat
from antichain.conformance.known import Entry, Known
from antichain.conformance.launch import Local, greet
from antichain.conformance.protocol import Kind
from antichain.conformance.result import Plan, Result, Status
from antichain.conformance.run import Silent, check
from antichain.conformance.verdict import CONFORMANT, NOT_CONFORMANT, USAGE

from . import wrong
from .processes import at_home_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SMALL = Bounds.parse("events=4,histories=2,steps=8,large=10,crowd=70")
LITTLE = ("--seed", "0", "--bounds", str(SMALL))
TODAY = date(2027, 1, 31)
NEGATIVE = Entry(rule="CNT-NEGATIVE", match="an amount of .* is accepted", issue="https://example.org/7")
FILE = """\
# What we know of.

[[known]]
rule = "CNT-NEGATIVE"
match = 'an amount of .* is accepted'  # of any
issue = "https://example.org/7"

# It is being repaired.
[[known]]
rule = "CNT-ONCE"
match = '''
[[known]]
never mind'''
kind = "g-counter"
until = 2001-01-01
"""


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        yield


def judged(factory: Callable[[], Any], *entries: Entry, **options: Any) -> Result:  # noqa: ANN401 — those of a plan
    lines = tuple((10 * n + 1, 10 * n + 5) for n, _ in enumerate(entries))
    known = Known("antichain.toml", entries, lines, TODAY)
    here = Local("here", factory, f"wrong:{factory.__name__}")
    return check(here, greet(here), Plan(seed=0, bounds=SMALL, known=known, **options), Silent())


def antichain(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.output


def test_what_is_known_is_listed_and_does_not_turn_a_run_red() -> None:
    result = judged(wrong.accepts_negative_amounts, NEGATIVE)
    assert result.code == CONFORMANT
    assert result.statuses(Kind.G_COUNTER)["CNT-NEGATIVE"] is Status.KNOWN
    assert result.unexcused() == []
    assert result.stale() == []
    assert result.findings
    assert judged(wrong.accepts_negative_amounts).code == NOT_CONFORMANT


@pytest.mark.parametrize("until", [TODAY, date(2027, 2, 1)])
def test_an_excuse_is_good_to_its_last_day(until: date) -> None:
    entry = Entry(rule="CNT-NEGATIVE", match="accepted", until=until)
    assert judged(wrong.accepts_negative_amounts, entry).code == CONFORMANT


def test_an_excuse_that_has_expired_is_none_and_a_failure_itself() -> None:
    entry = Entry(rule="CNT-NEGATIVE", match="accepted", until=date(2027, 1, 30))
    result = judged(wrong.accepts_negative_amounts, entry)
    assert result.code == NOT_CONFORMANT
    assert result.unexcused() == result.findings
    (stale,) = map(str, result.stale())
    assert stale == "antichain.toml:1-5: CNT-NEGATIVE was excused until 2027-01-30; delete these lines"
    assert judged(wrong.counter, entry).code == NOT_CONFORMANT


def test_an_excuse_that_is_not_needed_any_more_is_a_failure() -> None:
    result = judged(wrong.counter, NEGATIVE)
    assert (result.findings, result.code) == ([], NOT_CONFORMANT)
    assert [stale.why for stale in result.stale()] == ["no longer fails"]


def test_an_excuse_that_means_something_else_is_a_failure() -> None:
    result = judged(wrong.accepts_negative_amounts, Entry(rule="CNT-NEGATIVE", match="reads 1000"))
    assert result.code == NOT_CONFORMANT
    assert result.unexcused() == result.findings
    (stale,) = result.stale()
    assert stale.why.startswith("fails, but not as 'reads 1000' says: an amount of -1 is accepted")


def test_an_excuse_for_a_kind_that_is_not_offered_is_a_failure() -> None:
    elsewhere = Entry(rule="CNT-NEGATIVE", match="accepted", kind=Kind.PN_COUNTER)
    result = judged(wrong.accepts_negative_amounts, NEGATIVE, elsewhere)
    assert [stale.lines for stale in result.stale()] == [(11, 15)]
    assert result.unexcused() == []


def test_who_judges_less_does_not_say_that_an_excuse_is_stale() -> None:
    assert judged(wrong.counter, NEGATIVE, rules=("CNT-ONCE",)).code == CONFORMANT
    other = Entry(rule="ORD-BEFORE", match="", kind=Kind.VERSION_VECTOR)
    here = Local("reference", __import__("antichain.conformance.targets.reference", fromlist="target").target, "")
    plan = Plan(seed=0, bounds=SMALL, kinds=(Kind.G_COUNTER,), known=Known("f", (other,), ((1, 3),), TODAY))
    assert check(here, greet(here), plan, Silent()).stale() == []


def test_a_known_failure_hides_no_other() -> None:
    once = Entry(rule="CNT-ONCE", match="counted more than once")
    result = judged(wrong.sums, once)
    assert result.code == NOT_CONFORMANT
    assert {rule for finding in result.unexcused() for rule in finding.rules} >= {"CNT-STALE", "CNT-SAME"}
    others = [replace_rule(once, rule) for rule in ("CNT-STALE", "CNT-SAME")]
    result = judged(wrong.sums, once, *others)
    assert all("counted more than once" in finding.because for finding in result.findings if result.excuses(finding))
    assert any("x ⊔ x = x fails" in finding.because for finding in result.unexcused())


def test_a_known_failure_that_is_found_first_hides_no_longer_one() -> None:
    entries = tuple(
        Entry(rule=rule, match="counted more than once") for rule in ("CNT-ONCE", "CNT-STALE", "CNT-SAME", "CNT-BIG")
    )
    known = Known("f", entries, ((1, 3),) * len(entries), TODAY)
    here = Local("here", wrong.sums, "wrong:sums")
    course = Course(Kind.G_COUNTER, greet(here), SMALL, Plan(seed=0, known=known), Seat(here), Silent())
    for phase in ("exhaustive", "laws"):
        course.go_through(phase)
    course.close()
    assert any("x ⊔ x = x fails" in finding.because for finding in course.part.findings)


def replace_rule(entry: Entry, rule: str) -> Entry:
    return Entry(rule=rule, match=entry.match)


def test_what_comes_and_goes_is_never_excused() -> None:
    found = judged(wrong.accepts_negative_amounts).findings[0]
    known = Known("f", (NEGATIVE,), ((1, 3),), TODAY)
    assert known.excuses(found)
    assert not known.excuses(replace(found, again=()))


def test_a_file_is_read_with_its_lines() -> None:
    Path("antichain.toml").write_text(FILE)
    known = known_file.read(Path("antichain.toml"), TODAY)
    assert known.entries[0] == NEGATIVE
    assert known.entries[1] == Entry(
        rule="CNT-ONCE", match="[[known]]\nnever mind", kind=Kind.G_COUNTER, until=date(2001, 1, 1)
    )
    assert known.lines == ((3, 6), (9, 15))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("CNT-ONCE", "CNT-ONC", r"10: 'CNT-ONC' is no rule; did you mean CNT-ONCE "),
        ("CNT-ONCE", "@", r"10: '@' is no rule; rules are ORD-BEFORE, "),
        ("2001-01-01", '"soon"', r"15: until is a date, such as 2027-01-31, and not 'soon'"),
        ("2001-01-01", "2001-01-01T00:00:00", r"15: until is a date, such as 2027-01-31, and not datetime"),
        ("2001-01-01", "2001-02-30", r"15: no TOML: .*line 15"),
        ("until", "untill", r"15: unknown key 'untill'; an entry has rule, match, kind, issue, until"),
        ("g-counter", "g-set", r"14: kind is wrong: Invalid enum value 'g-set'"),
        ('"https://example.org/7"', "7", r"6: issue is wrong: Expected `str`, got `int`"),
        ("'an amount of .* is accepted'", "'('", r"5: match is wrong: missing \), unterminated subpattern"),
        ("'an amount of .* is accepted'", "[]", r"5: match is wrong: Expected `str`, got `array`"),
        ('rule = "CNT-NEGATIVE"\n', "", r"3: this entry has no rule"),
        ('rule = "CNT-ONCE"', "rule = ", r"10: no TOML: "),
        ("'''", "", r"\d+: no TOML: "),
        ("# What we know of.", "[antichain]\nseed = 3", r"1: unknown key 'antichain'; only \[\[known\]\] is read"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(old: str, new: str, why: str) -> None:
    Path("antichain.toml").write_text(FILE.replace(old, new))
    code, out = antichain("check", "reference")
    assert code == USAGE
    assert re.match(rf"antichain.toml:{why}", out.partition("Error: ")[2])
    assert out.partition("Error: ")[2].count("\n") == 1


@pytest.mark.parametrize(
    "text", ["known = 3\n", "known = [{rule='CNT-ONCE', match=''}]\n", "[known]\nrule = 'CNT-ONCE'\n"]
)
def test_entries_stand_in_tables_of_their_own(text: str) -> None:
    Path("antichain.toml").write_text(text)
    assert "antichain.toml:1: write each known failure under [[known]]" in antichain("check", "reference")[1]


def test_a_file_that_is_named_must_be_there_and_be_text() -> None:
    assert "gone.toml: No such file or directory" in antichain("check", "reference", "--known", "gone.toml")[1]
    Path("antichain.toml").write_bytes(b"\xff\xfe")
    assert "antichain.toml: 'utf-8' codec can't decode" in antichain("check", "reference")[1]


@pytest.mark.parametrize("target", ["py:adapters.mine:target", "python adapters/mine.py"])
def test_the_file_lies_beside_the_adapter_or_here(target: str) -> None:
    Path("adapters").mkdir()
    Path("adapters/mine.py").write_text("raise SystemExit('not to be run')\n")
    assert known_file.beside(target) is None
    Path("antichain.toml").write_text("")
    assert known_file.beside(target) == Path("antichain.toml")
    Path("adapters/antichain.toml").write_text("")
    found = known_file.beside(target)
    assert found is not None
    assert found.resolve() == Path("adapters/antichain.toml").resolve()


def test_the_report_names_what_is_known_and_which_lines_to_delete() -> None:
    Path("antichain.toml").write_text(FILE)
    code, out = antichain("check", "py:wrong:accepts_negative_amounts", *LITTLE)
    said = " ".join(out.split())
    assert code == NOT_CONFORMANT
    assert "known g-counter breaks CNT-NEGATIVE (1 event; https://example.org/7): an amount of -1 is accepted" in said
    assert "excused antichain.toml:9-15: CNT-ONCE was excused until 2001-01-01; delete these lines" in said
    assert re.search(r"g-counter: \d+ rules hold; known to fail: CNT-NEGATIVE", said)
    assert "is excused for what has no excuse any more (antichain.toml:9-15)" in said
    _, out = antichain("check", "py:wrong:accepts_negative_amounts", *LITTLE, "--json")
    data = json.loads(out)
    assert data["kinds"]["g-counter"]["CNT-NEGATIVE"]["status"] == "known to fail"
    assert [(found["known"], found["issues"]) for found in data["findings"]] == [(True, ["https://example.org/7"])]
    assert [(each["lines"], each["rule"]) for each in data["stale"]] == [([9, 15], "CNT-ONCE")]


def test_what_fails_is_written_down_and_comments_are_kept() -> None:
    Path("antichain.toml").write_text(FILE)
    code, _ = antichain("check", "py:wrong:sums", *LITTLE, "--update-known")
    written = Path("antichain.toml").read_text()
    assert code == CONFORMANT
    assert written.startswith("# What we know of.\n\n# It is being repaired.\n\n[[known]]\n")
    assert "CNT-NEGATIVE" not in written
    assert 'rule = "CNT-BIG"' in written
    assert antichain("check", "py:wrong:sums", *LITTLE, "--quiet")[0] == CONFORMANT
    antichain("check", "py:wrong:sums", *LITTLE, "--update-known")
    assert Path("antichain.toml").read_text() == written
    assert antichain("check", "py:wrong:counter", *LITTLE, "--update-known")[0] == CONFORMANT
    assert "[[known]]" not in Path("antichain.toml").read_text()


def test_jobs_know_the_same() -> None:
    antichain("check", "py:wrong:sums", *LITTLE, "--update-known")
    assert antichain("check", "py:wrong:sums", *LITTLE, "--quiet", "--jobs", "2")[0] == CONFORMANT
