"""Known failures: the excuses of a file, excuses that are no longer valid, and the file itself."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from tests import wrong
from tests.processes import at_home_in

from antichain.conformance.commands import main
from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig, Scope
from antichain.conformance.engine.events import ignore
from antichain.conformance.engine.exit_codes import CONFORMANT, NOT_CONFORMANT, USAGE
from antichain.conformance.engine.kind_run import KindRun
from antichain.conformance.engine.report import Report, Status
from antichain.conformance.failures import known_file
from antichain.conformance.failures.known import Entry, Known
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.phases.exhaustive import Exhaustive
from antichain.conformance.phases.laws import Laws
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.conformance.targets.resolve import Local, greet
from antichain.conformance.transport.launch import TargetSlot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

SMALL = Bounds.parse("events=3,histories=2,steps=8,large=8,crowd=8,faulty=1,named=2,states=2")
LITTLE = ("--seed", "0", "--bounds", str(SMALL))
ZOO = "antichain.conformance.zoo.wrong"
TODAY = date(2027, 1, 31)
NEGATIVE = Entry(rule="CNT-NEGATIVE", match="increment by .* was answered with done", issue="https://example.org/7")
FILE = """\
# What we know of.

[[known]]
rule = "CNT-NEGATIVE"
match = 'increment by .* was answered with done'  # of any
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


def judged(factory: Callable[[], Any], *entries: Entry, **options: Any) -> Report:  # noqa: ANN401 — those of a plan
    lines = tuple((10 * n + 1, 10 * n + 5) for n, _ in enumerate(entries))
    known = Known("antichain.toml", entries, lines, TODAY)
    here = Local("here", factory, f"wrong:{factory.__name__}")
    return check(here, greet(here), CheckConfig(seed=0, bounds=SMALL, known=known, **options))


def antichain(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.output


def test_known_failure_is_listed_and_leaves_the_check_green() -> None:
    result = judged(wrong.accepts_negative_amounts, NEGATIVE)
    assert result.exit_code == CONFORMANT
    assert result.statuses(Kind.G_COUNTER)["CNT-NEGATIVE"] is Status.KNOWN
    assert result.unexcused == ()
    assert result.stale == ()
    assert result.failures
    assert judged(wrong.accepts_negative_amounts).exit_code == NOT_CONFORMANT


@pytest.mark.parametrize("until", [TODAY, date(2027, 2, 1)])
def test_entry_is_valid_on_its_last_day(until: date) -> None:
    entry = Entry(rule="CNT-NEGATIVE", match="answered with done", until=until)
    assert judged(wrong.accepts_negative_amounts, entry).exit_code == CONFORMANT


def test_expired_entry_is_a_failure() -> None:
    entry = Entry(rule="CNT-NEGATIVE", match="answered with done", until=date(2027, 1, 30))
    result = judged(wrong.accepts_negative_amounts, entry)
    assert result.exit_code == NOT_CONFORMANT
    assert result.unexcused == result.failures
    (stale,) = map(str, result.stale)
    assert stale == "antichain.toml:1-5: CNT-NEGATIVE was excused until 2027-01-30; delete these lines"
    assert judged(wrong.counter, entry).exit_code == NOT_CONFORMANT


def test_entry_for_a_repaired_failure_is_a_failure() -> None:
    result = judged(wrong.counter, NEGATIVE)
    assert (result.failures, result.exit_code) == ((), NOT_CONFORMANT)
    assert [stale.why for stale in result.stale] == ["no longer fails"]


def test_entry_with_another_text_is_a_failure() -> None:
    result = judged(wrong.accepts_negative_amounts, Entry(rule="CNT-NEGATIVE", match="reads 1000"))
    assert result.exit_code == NOT_CONFORMANT
    assert result.unexcused == result.failures
    (stale,) = result.stale
    assert stale.why.startswith("fails, but not as 'reads 1000' says: increment by -1 was answered with done")


def test_entry_for_a_kind_not_offered_is_a_failure() -> None:
    elsewhere = Entry(rule="CNT-NEGATIVE", match="answered with done", kind=Kind.PN_COUNTER)
    result = judged(wrong.accepts_negative_amounts, NEGATIVE, elsewhere)
    assert [stale.lines for stale in result.stale] == [(11, 15)]
    assert result.unexcused == ()


def test_partial_check_calls_no_entry_stale() -> None:
    assert judged(wrong.counter, NEGATIVE, rules=("CNT-ONCE",)).exit_code == CONFORMANT
    other = Entry(rule="ORD-BEFORE", match="", kind=Kind.VERSION_VECTOR)
    here = Local("reference", __import__("antichain.conformance.targets.reference", fromlist="target").target, "")
    plan = CheckConfig(seed=0, bounds=SMALL, kinds=(Kind.G_COUNTER,), known=Known("f", (other,), ((1, 3),), TODAY))
    assert check(here, greet(here), plan).stale == ()


def test_known_failure_hides_no_other() -> None:
    once = Entry(rule="CNT-ONCE", match="counted more than once")
    result = judged(wrong.sums, once)
    assert result.exit_code == NOT_CONFORMANT
    assert {rule for failure in result.unexcused for rule in failure.rules} >= {"CNT-STALE", "CNT-SAME"}
    others = [replace_rule(once, rule) for rule in ("CNT-STALE", "CNT-SAME")]
    result = judged(wrong.sums_and_takes_negative_amounts, once, *others)
    assert all(
        "counted more than once" in failure.explanation for failure in result.failures if result.excuses(failure)
    )
    assert "CNT-NEGATIVE" in {rule for failure in result.unexcused for rule in failure.rules}


def test_consequence_of_a_known_failure_is_known() -> None:
    known = [Entry(rule=rule, match="counted more than once") for rule in ("CNT-ONCE", "CNT-STALE", "CNT-SAME")]
    result = judged(wrong.sums, *known)
    assert result.unexcused == ()
    assert result.rules[Kind.G_COUNTER]["CNT-BIG"] is Status.KNOWN


def test_known_failure_found_first_hides_no_longer_one() -> None:
    entries = tuple(
        Entry(rule=rule, match="counted more than once") for rule in ("CNT-ONCE", "CNT-STALE", "CNT-SAME", "CNT-BIG")
    )
    known = Known("f", entries, ((1, 3),) * len(entries), TODAY)
    here = Local("here", wrong.sums_and_takes_negative_amounts, "wrong:sums_and_takes_negative_amounts")
    kind_run = KindRun(
        Claim.of(greet(here), Kind.G_COUNTER),
        Scope(greet(here), CheckConfig(seed=0, known=known), {Kind.G_COUNTER: SMALL}),
        TargetSlot(here),
        ignore,
    )
    for phase in (Exhaustive(), Laws()):
        kind_run.run_phase(phase)
    kind_run.close()
    assert "CNT-NEGATIVE" in {rule for failure in kind_run.part.failures for rule in failure.rules}


def replace_rule(entry: Entry, rule: str) -> Entry:
    return Entry(rule=rule, match=entry.match)


def test_flaky_failure_is_never_known() -> None:
    found = judged(wrong.accepts_negative_amounts).failures[0]
    known = Known("f", (NEGATIVE,), ((1, 3),), TODAY)
    assert known.excuses(found)
    assert not known.excuses(replace(found, second_answers=()))


def test_known_file_is_read_with_its_line_numbers() -> None:
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
        ("CNT-ONCE", "CNT-ONC", r"10: 'CNT-ONC' is not a rule; did you mean CNT-ONCE "),
        ("CNT-ONCE", "@", r"10: '@' is not a rule; rules are ORD-BEFORE, "),
        ("2001-01-01", '"soon"', r"15: until is a date, such as 2027-01-31, and not 'soon'"),
        ("2001-01-01", "2001-01-01T00:00:00", r"15: until is a date, such as 2027-01-31, and not datetime"),
        ("2001-01-01", "2001-02-30", r"15: no TOML: .*line 15"),
        ("until", "untill", r"15: unknown key 'untill'; an entry has rule, shape, match, target, kind, issue, until"),
        ("g-counter", "g-set", r"14: kind is wrong: Invalid enum value 'g-set'"),
        ('"https://example.org/7"', "7", r"6: issue is wrong: Expected `str`, got `int`"),
        ("'increment by .* was answered with done'", "'('", r"5: match is wrong: missing \), unterminated subpattern"),
        ("'increment by .* was answered with done'", "[]", r"5: match is wrong: Expected `str`, got `array`"),
        ('rule = "CNT-NEGATIVE"\n', "", r"3: this entry has no rule"),
        (
            "match = 'increment by .* was answered with done'",
            "",
            r"3: this entry has no shape and no match; copy the sentence",
        ),
        ("match = 'incr", "shape = 'x'\nmatch = 'incr", r"6: this entry has a shape and a match; expected one of them"),
        ('"CNT-ONCE"', '["CNT-ONCE", "CNT-ONC"]', r"10: 'CNT-ONC' is not a rule; did you mean CNT-ONCE "),
        ('rule = "CNT-ONCE"', "rule = ", r"10: no TOML: "),
        ("'''", "", r"\d+: no TOML: "),
        ("# What we know of.", "[antichain]\nseed = 3", r"1: unknown key 'antichain'; expected must-claim or known"),
        ("# What we know of.", "must-claim = ['wires']", r"1: unknown offer 'wires'; did you mean wire "),
        ("# What we know of.", "must-claim = 'wire'", r"1: must-claim is a list of words, such as .*, and not 'wire'"),
    ],
)
def test_wrong_known_file_is_refused_with_its_line(old: str, new: str, why: str) -> None:
    Path("antichain.toml").write_text(FILE.replace(old, new))
    code, out = antichain("check", "reference")
    assert code == USAGE
    assert re.match(rf"antichain.toml:{why}", out.partition("Error: ")[2])
    assert out.partition("Error: ")[2].count("\n") == 1


@pytest.mark.parametrize(
    "text", ["known = 3\n", "known = [{rule='CNT-ONCE', match=''}]\n", "[known]\nrule = 'CNT-ONCE'\n"]
)
def test_entry_outside_a_known_table_is_refused(text: str) -> None:
    Path("antichain.toml").write_text(text)
    assert "antichain.toml:1: write each known failure under [[known]]" in antichain("check", "reference")[1]


def test_known_file_that_is_absent_or_binary_is_refused() -> None:
    assert "gone.toml: No such file or directory" in antichain("check", "reference", "--known", "gone.toml")[1]
    Path("antichain.toml").write_bytes(b"\xff\xfe")
    assert "antichain.toml: 'utf-8' codec can't decode" in antichain("check", "reference")[1]


@pytest.mark.parametrize("target", ["py:adapters.mine:target", "python adapters/mine.py"])
def test_known_file_is_found_beside_the_adapter_or_here(target: str) -> None:
    Path("adapters").mkdir()
    Path("adapters/mine.py").write_text("raise SystemExit('not to be run')\n")
    assert known_file.beside(target) is None
    Path("antichain.toml").write_text("")
    assert known_file.beside(target) == Path("antichain.toml")
    Path("adapters/antichain.toml").write_text("")
    found = known_file.beside(target)
    assert found is not None
    assert found.resolve() == Path("adapters/antichain.toml").resolve()


def test_report_names_known_failures_and_lines_to_delete() -> None:
    Path("antichain.toml").write_text(FILE)
    code, out = antichain("check", "py:wrong:accepts_negative_amounts", *LITTLE)
    said = " ".join(out.split())
    assert code == NOT_CONFORMANT
    known = r"known g-counter breaks CNT-NEGATIVE \(2 steps; [0-9a-f]{8}; https://example.org/7\): increment by -1 was "
    assert re.search(known, said)
    assert "excused antichain.toml:9-15: CNT-ONCE was excused until 2001-01-01; delete these lines" in said
    assert re.search(r"g-counter: \d+ rules hold; known to fail: CNT-NEGATIVE", said)
    assert "has excuses that are no longer valid (antichain.toml:9-15)" in said
    _, out = antichain("check", "py:wrong:accepts_negative_amounts", *LITTLE, "--json")
    data = json.loads(out)
    assert data["kinds"]["g-counter"]["CNT-NEGATIVE"]["status"] == "known to fail"
    assert [(found["known"], found["issues"]) for found in data["findings"]] == [(True, ["https://example.org/7"])]
    assert [(each["lines"], each["rule"]) for each in data["stale"]] == [([9, 15], "CNT-ONCE")]


def test_update_known_writes_failures_and_keeps_comments() -> None:
    Path("antichain.toml").write_text(FILE)
    code, _ = antichain("check", "py:wrong:sums", *LITTLE, "--update-known")
    written = Path("antichain.toml").read_text()
    assert code == CONFORMANT
    assert written.startswith("# What we know of.\n\n# It is being repaired.\n\n[[known]]\n")
    assert "CNT-NEGATIVE" not in written
    assert '  "CNT-STALE",\n' in written
    assert 'target = "py:wrong:sums"' in written
    assert written.count("[[known]]") == 1
    assert antichain("check", "py:wrong:sums", *LITTLE, "--quiet")[0] == CONFORMANT
    antichain("check", "py:wrong:sums", *LITTLE, "--update-known")
    assert Path("antichain.toml").read_text() == written
    Path("antichain.toml").write_text(written.replace('target = "py:wrong:sums"\n', ""))
    assert antichain("check", "py:wrong:counter", *LITTLE, "--update-known")[0] == CONFORMANT
    assert "[[known]]" not in Path("antichain.toml").read_text()


@pytest.mark.thorough
def test_jobs_apply_the_known_file() -> None:
    antichain("check", "py:wrong:sums", *LITTLE, "--update-known")
    assert antichain("check", "py:wrong:sums", *LITTLE, "--quiet", "--jobs", "2")[0] == CONFORMANT


def test_entries_of_another_target_are_ignored() -> None:
    one, other = (f"py:{ZOO}.{name}:target" for name in ("adds_when_merging", "accepts_negative_amounts"))
    for target in (one, other):
        assert antichain("check", target, *LITTLE, "--in-process", "--update-known")[0] == CONFORMANT
    both = Path("antichain.toml").read_text()
    assert both.count("[[known]]") == 2
    assert antichain("check", one, *LITTLE, "--in-process", "--quiet")[0] == CONFORMANT
    Path("antichain.toml").write_text(both.replace(f'target = "{one}"\n', ""))
    assert antichain("check", other, *LITTLE, "--in-process", "--quiet")[0] == NOT_CONFORMANT


@pytest.mark.parametrize(("target", "count"), [("./mine.py", 1), ("mine.py", 1), ("acme", 1), ("other", 0), ("", 1)])
def test_target_of_an_entry_is_a_command_or_a_name(target: str, count: int) -> None:
    known = Known("f", (Entry(rule="CNT-ONCE", shape="x", target=target),), ((1, 3),))
    assert len(known.of_target("./mine.py", "acme").entries) == count


def test_shape_ignores_numbers_names_and_held_values() -> None:
    entry = Entry(rule="ENT-EXACT", shape="its causal past holds {'A': 1}, and its entries say {}")
    assert entry.excuses(
        Kind.VECTOR_CLOCK, "its causal past holds {'B': 7, 'C': {'x': 2}}, and its entries say {'': 1}"
    )
    assert not entry.excuses(Kind.VECTOR_CLOCK, "its causal past holds {'B': 7}, and its entries say null")
