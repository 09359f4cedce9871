"""Kept failures: their files, their replay, and the messages if a replay is impossible."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from tests.processes import at_home_in, command, left_behind

from antichain.conformance.cases.checks.base import Check, OneOf
from antichain.conformance.commands import main
from antichain.conformance.engine.exit_codes import CONFORMANT, NOT_CONFORMANT, USAGE
from antichain.conformance.failures.expectation import due, recorded
from antichain.conformance.protocol.answers import Failed, Refused
from antichain.conformance.protocol.requests import Compare, Increment, Request, Send, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

LITTLE = ("--seed", "0", "--bounds", "events=3,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2")
CASES = Path(".antichain", "cases")
COUNTER = """
def merge(x, y):
    return {r: %s for r in x | y}

def target():
    from wrong import add, total
    from antichain.conformance.protocol.claims import Hello, Kind, Options
    from antichain.conformance.adapters.values import Library, ValueTarget
    counter = Library(new=lambda _: {}, increment=add, merge=merge, value=total)
    return ValueTarget(Hello(name="mine", kinds={Kind.G_COUNTER: Options()}), {Kind.G_COUNTER: counter})
"""
SUM, LARGER = "x.get(r, 0) + y.get(r, 0)", "max(x.get(r, 0), y.get(r, 0))"


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        yield


def antichain(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.output


def failures(target: str, *options: str) -> list[dict[str, Any]]:
    code, out = antichain("check", target, "--json", *LITTLE, *options)
    assert code == NOT_CONFORMANT
    found: list[dict[str, Any]] = json.loads(out)["findings"]
    return found


def refused(*arguments: str) -> str:
    code, out = antichain("replay", *arguments)
    assert code == USAGE
    return out.partition("Error: ")[2].rstrip("\n")


@pytest.fixture
def kept() -> str:
    """Return the id of a kept failure of a counter that sums, the program mine.py."""
    Path("mine.py").write_text(COUNTER % SUM)
    return str(failures("py:mine:target", "--rule", "CNT-STALE")[0]["id"])


def test_replay_of_a_failure_shows_it_again(kept: str) -> None:
    code, out = antichain("replay", kept)
    assert code == NOT_CONFORMANT
    assert out.splitlines()[-1] == f"STILL FAILS: py:mine:target, {kept}"
    assert "it fails because an update that arrived more than once is counted more than once" in out
    assert re.search(r"A +│ value +│ 1 +│ 2", out)
    assert len(out.splitlines()) < 25


def test_replay_of_a_repaired_failure_says_gone(kept: str) -> None:
    Path("mine.py").write_text(COUNTER % LARGER)
    code, out = antichain("replay", kept)
    assert code == CONFORMANT
    assert out.splitlines()[-1] == f"DOES NOT FAIL ANY MORE: py:mine:target, {kept}"
    assert "it failed because" in out


def test_replay_with_another_failure_does_not_pass(kept: str) -> None:
    Path("mine.py").write_text(COUNTER % "7")
    code, out = antichain("replay", kept)
    assert code == NOT_CONFORMANT
    assert out.splitlines()[-1] == f"FAILS DIFFERENTLY: py:mine:target, {kept}"
    assert "it failed because" in out
    assert "it fails because the answer is 7, where 1 was due" in out


def test_replay_with_the_answer_elsewhere_fails_differently(kept: str) -> None:
    doubled = "lambda s, r, n: {**s, r: s.get(r, 0) + 2 * n}"
    Path("mine.py").write_text((COUNTER % LARGER).replace("increment=add", f"increment={doubled}"))
    code, out = antichain("replay", kept)
    assert (code, out.splitlines()[-1]) == (NOT_CONFORMANT, f"FAILS DIFFERENTLY: py:mine:target, {kept}")


def test_replay_of_a_target_that_cannot_start_is_refused(kept: str) -> None:
    Path("mine.py").write_text("def target():\n    raise RuntimeError('no disk')\n")
    assert "gives no valid hello" in refused(kept)


@pytest.mark.parametrize(
    "name", ["sums", "accepts_negative_amounts", "minds_zeros", "aliases_messages", "sorts_by_text"]
)
def test_replay_of_every_failure_fails_again(name: str) -> None:
    for found in failures(f"py:wrong:{name}"):
        code, out = antichain("replay", found["id"])
        assert (code, out.splitlines()[-1]) == (NOT_CONFORMANT, f"STILL FAILS: py:wrong:{name}, {found['id']}")


@pytest.mark.parametrize(("broken", "right"), [("looks_at_the_left_only", "reference"), ("sums", "py:wrong:counter")])
def test_replay_on_a_right_target_finds_no_failure(broken: str, right: str) -> None:
    for found in failures(f"py:wrong:{broken}"):
        code, out = antichain("replay", found["id"], "--target", right)
        assert (code, out.splitlines()[-1]) == (CONFORMANT, f"DOES NOT FAIL ANY MORE: {right}, {found['id']}")


def test_replay_of_a_dying_target_fails_again(tmp_path: Path) -> None:
    dying = shlex.join(command("exits_on_receive"))
    found = failures(dying)[0]
    code, out = antichain("replay", found["id"])
    assert code == NOT_CONFORMANT
    assert "STILL FAILS" in out
    assert antichain("replay", found["id"], "--target", shlex.join(command("honest")))[0] == CONFORMANT
    assert left_behind(tmp_path) == []


def test_expected_answers_are_stored_beside_the_case_file(kept: str) -> None:
    lines = (CASES / f"{kept}.jsonl").read_text().splitlines()
    expected = json.loads((CASES / f"{kept}.expected.json").read_text())
    assert (expected["protocol"], expected["target"], expected["kind"]) == (1, "py:mine:target", "g-counter")
    assert expected["rules"] == ["CNT-ONCE", "CNT-STALE"]
    assert len(expected["due"]) == len(lines)
    assert expected["due"][expected["line"] - 1] == {"ok": 1}
    assert expected["observed"][-1] == {"ok": 2}
    assert len(expected["observed"]) == expected["line"] - 1
    assert not any("ok" in json.loads(line) for line in lines)


def test_replay_without_expected_answers_does_not_judge(kept: str) -> None:
    (CASES / f"{kept}.expected.json").unlink()
    case = str(CASES / f"{kept}.jsonl")
    assert refused(case) == f"there is no expected.json beside {case}, so the target is not known; give --target"
    code, out = antichain("replay", case, "--target", "py:mine:target")
    assert code == CONFORMANT
    assert re.search(r"8 │ A +│ value +│ 2", out)
    assert "there are no expected answers for this case, so no answer was judged" in out


def test_replay_accepts_a_short_id_and_refuses_an_unknown_one(kept: str) -> None:
    assert antichain("replay", kept[:3])[0] == NOT_CONFORMANT
    others = ", ".join(sorted(path.stem for path in CASES.glob("*.jsonl")))
    assert refused("zzzz") == f"'zzzz' is not a case in .antichain/cases; expected {others}"
    assert kept in refused(f"{kept[:-1]}z")


def test_replay_without_case_files_is_refused() -> None:
    assert refused("4f2a") == "'4f2a' is not a case in .antichain/cases; it has none"
    assert refused("gone.jsonl") == "gone.jsonl: No such file or directory"


HELLO, OPEN, BYE = (
    '{"id":1,"op":"hello","protocol":1}',
    '{"id":2,"op":"open","kind":"g-counter","replicas":["A"]}',
    '{"id":3,"op":"bye"}',
)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], ":0: the case is cut short: it ends without bye"),
        ([HELLO, OPEN], ":2: the case is cut short: it ends without bye"),
        ([HELLO, OPEN, BYE[:9]], r":3: no request \(Input data was truncated\): "),
        ([HELLO.replace('l":1', 'l":2'), OPEN, BYE], ":1: it is a case of protocol 2; this is protocol 1"),
        ([OPEN, BYE], ":1: a case begins with hello"),
        ([HELLO, BYE], ":2: after hello a case opens one history, and plays it until bye"),
        ([HELLO, OPEN, BYE, BYE], ":3: after hello a case opens one history, and plays it until bye"),
        ([HELLO, OPEN, "dance", BYE], ":3: no request .*: dance"),
        ([HELLO, OPEN, "[" * 100_000, BYE], ":3: no request "),
        ([HELLO, OPEN, '{"id":3,"op":"dance"}', BYE], ":3: protocol 1 has no verb 'dance'"),
        ([HELLO, OPEN, '{"id":3,"op":"value"}', BYE], ":3: wrong fields for the verb 'value'"),
        ([HELLO, OPEN, '{"op":"value","replica":"A"}', BYE], ":3: no request .*missing required field `id`"),
        ([HELLO, OPEN.replace("g-counter", "g-set"), BYE], ":2: wrong fields for the verb 'open'"),
    ],
)
def test_replay_of_a_malformed_case_is_refused_with_its_line(lines: list[str], why: str) -> None:
    Path("case.jsonl").write_text("\n".join(lines))
    assert re.match(f"case.jsonl{why}", refused("case.jsonl", "--target", "reference"))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "case.expected.json: no expectation: "),
        ('{"protocol":1}', "case.expected.json: no expectation: Object missing required field"),
        ('{"protocol":2}', "case.expected.json: it is of protocol 2; this is protocol 1"),
    ],
)
def test_replay_with_malformed_expectations_is_refused(said: str, why: str) -> None:
    Path("case.jsonl").write_text(f"{HELLO}\n{OPEN}\n{BYE}\n")
    Path("case.expected.json").write_text(said)
    assert refused("case.jsonl", "--target", "reference").startswith(why)


def test_replay_with_expectations_of_another_case_is_refused(kept: str) -> None:
    case = CASES / f"{kept}.jsonl"
    lines = case.read_text().splitlines()
    case.write_text("\n".join((*lines[:3], *lines[4:])))
    assert "it does not belong to this case, which has 8 lines" in refused(kept)


def test_replay_takes_bytes_from_the_target_that_sent_them(kept: str) -> None:
    case = CASES / f"{kept}.jsonl"
    lines = case.read_text().splitlines()
    load = '{"id":4,"op":"load","message":"m","bytes":"e30="}'
    case.write_text("\n".join((*lines[:3], load, *lines[4:])))
    said = refused(kept, "--target", "reference")
    assert said == f"{kept} holds bytes that py:mine:target sent; they mean nothing to reference"


def test_replay_without_an_offered_verb_is_refused() -> None:
    construct = next(f for f in failures("py:wrong:minds_zeros") if f["rules"] == ["ORD-ZERO"])["id"]
    said = refused(construct, "--target", "py:wrong:version_vector")
    assert said == "py:wrong:version_vector does not offer construct, which this case asks for"


def test_replay_without_the_offered_kind_is_refused(kept: str) -> None:
    said = refused(kept, "--target", "py:wrong:version_vector")
    assert said == "py:wrong:version_vector does not offer g-counter; it offers version-vector"


@pytest.mark.parametrize(
    ("request_", "check", "right", "wrong_"),
    [
        (Value("A"), Check(expected=2**60), [2**60], [1, None, Failed("")]),
        (Value("A"), Check(expected=OneOf("a number", lambda n: isinstance(n, int))), [1, 2], [Failed("")]),
        (
            Send("A", "m"),
            Check(expected=OneOf("its bytes", lambda t: isinstance(t, str))),
            ["e30=", None],
            [Refused("overflow")],
        ),
        (
            Compare("x", "y"),
            Check(expected=OneOf("unordered", answers=("equal", "unordered"))),
            ["unordered", "equal"],
            ["before"],
        ),
        (
            Increment("A", 0),
            Check(expected=OneOf("done, or rejected", answers=(None, Refused("negative")))),
            [None, Refused("negative")],
            [Failed("")],
        ),
    ],
)
def test_recorded_check_judges_as_the_original(
    request_: Request, check: Check, right: list[Any], wrong_: list[Any]
) -> None:
    again = recorded(request_, due(check.right()), ("ANS-OK",))
    assert [again.violations(answer, []) for answer in right] == [()] * len(right)
    assert [again.violations(answer, []) for answer in wrong_] == [("ANS-OK",)] * len(wrong_)


def test_replay_after_a_fault_takes_further_names_as_own() -> None:
    Path("forgetful.py").write_text(
        "from antichain.conformance.targets import reference\n\n"
        "class Forgetful(type(reference.target())):\n"
        "    def rename(self, replica):\n"
        "        self._names[replica] = replica\n\n"
        "def target():\n"
        "    made = reference.target()\n"
        "    made.__class__ = Forgetful\n"
        "    return made\n"
    )
    found = failures("py:forgetful:target", "--kind", "version-vector")
    assert {"FLT-AMNESIA", "FLT-BACKUP", "MEM-REJOIN"} <= {rule for each in found for rule in each["rules"]}
    for each in found:
        assert antichain("replay", each["id"])[1].splitlines()[-1].startswith("STILL FAILS: ")
        assert antichain("replay", each["id"], "--target", "reference")[0] == CONFORMANT
