"""Targets that are broken as programs, each against the whole harness; those that are only wrong live in the zoo."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.processes import HERE, at_home_in, command, left_behind

from antichain.conformance.commands import main
from antichain.conformance.engine.exit_codes import CONFORMANT, NOT_CONFORMANT, USAGE
from antichain.conformance.targets import resolve
from antichain.conformance.transport import process, stdio

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


LITTLE = "events=3,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2"

NO_HELLO = {
    "exits_at_once": r"exited with status 1; standard error ends: no licence found",
    "exits_with_success": r"request 1 \(hello\): exited with status 0",
    "never_answers": r"request 1 \(hello\): no answer in 0.8 s",
    "answers_before_it_is_asked": r"an answer without a request: {\"id\": 2, \"ok\": null}",
    "answers_without_reading": r"an answer without a request: {\"id\": 2, \"ok\": null}",
    "answers_twice": r"request 1 \(hello\): answered twice, the second time by {\"id\": 1,",
    "answers_the_wrong_id": r"an answer has the id 0 where 1 was due; copy the id of the request",
    "prints_a_banner": r"not an answer, 'Welcome to CounterServer 3000!'; write answers alone to it",
    "prints_a_prompt": r"not an answer, '> {\"id\": 1",
    "writes_invalid_utf8": r"standard output is not UTF-8: .*h\\xf6nest.*; write UTF-8",
    "writes_an_endless_line": r"a line of more than 2 MiB",
    "says_ok_to_everything": r"hello was answered null",
    "says_unsupported_to_everything": r"hello was answered unsupported",
    "claims_the_impossible": r"overflow is 'reject' without max; write",
    "claims_an_unknown_option": r"unknown option of g-counter, 'blockchain'; expected one of history, compare, ",
    "claims_an_unknown_kind": r"unknown kind 'g-spot-market'; expected one of vector-clock, ",
    "claims_no_kind": r"offers no kind; name at least one in hello",
    "speaks_another_protocol": r"speaks protocol 2; this is protocol 1",
}
BROKEN = {
    "answers_otherwise_each_start": r"not sound.*the same script is answered differently in a fresh process",
    "counts_wrongly_once": r"the answer is 1000000, where \d+ was due.*FLAKY.*first.*second",
    "exits_in_the_middle": r"broke \(crash\): request 52 .*exited with status 1; .*out of paper.*FLAKY",
    "exits_on_receive": r"status 1; .*what is this\?.*errored: ANS-OK.*given up: it broke in 6 distinct histories",
    "fails_at_everything": r"the request is legal, and was answered with NullPointerException",
    "forgets_nothing": r"not sound.*the same script is answered differently.*let open forget every replica and message",
    "keeps_small_ids_only": r"not sound.*request ids 0, 2147483648, 9007199254740991 do not come back",
    "kills_itself": r"broke \(crash\): request \d+ \(receive\): ended by SIGKILL",
    "offers_what_it_does_not_do": r"answered as unsupported, although hello offers it",
    "reads_words": r"because value was answered \"three\"",
    "rejects_every_update": r"the request is legal, and was rejected as negative",
    "rejects_everything": r"the request is legal, and was rejected as negative",
    "says_done_to_everything": r"not sound.*a verb that it does not know is answered: done",
    "writes_invalid_utf8_later": r"broke \(protocol\): .*not UTF-8: .*ung\\xfcltig",
}
SLOW = {
    "answers_byte_by_byte": r"not sound.*request \d+ .*: no answer in 0.3 s",
    "falls_silent": r"not sound.*request \d+ \(hello\): no answer in 0.8 s",
    "stops_reading": r"not sound.*request \d+ \(hello\): no answer in 0.8 s",
    "trickles_for_ever": r"not sound.*request \d+ .*: no answer in 0.3 s",
}
MISSHAPEN = {
    "adds_remarks": r"broke \(protocol\): .*unknown field `remark`",
    "answers_and_rejects": r"broke \(protocol\): .*needs exactly one of ok, reject, unsupported and error",
    "answers_open_twice": r"broke \(protocol\): request 2 \(open\): answered twice",
    "answers_receives_twice": r"broke \(protocol\): request \d+ \(receive\): answered twice, the second time by",
    "does_nothing": r"because value was answered null; expected a whole number",
    "holds_wrong_shapes": r"because entries was answered {\"A\":\[1,2,3\]}",
    "nests_a_hundred_thousand_lists": r"broke \(protocol\): .*an answer nests too many lists or objects",
    "orders_in_own_words": r"because compare was answered \"happens-before\"; expected one of",
    "reads_fractions": r"because value was answered 0.5",
    "reads_lists": r"because value was answered \[3\]",
    "reads_truths": r"because value was answered true; expected a whole number",
    "writes_markup": r"the value cannot be read: \[/red\] \[green\]ok",
}
STUCK = {
    "closes_its_output": r"broke \(crash\): request \d+ \(receive\): closed its output and runs on",
    "complains_for_ever": r"broke \(timeout\): request \d+ \(receive\): no answer in 0.3 s; .*still working on it",
    "hangs_on_receive": r"broke \(timeout\): request \d+ \(receive\): no answer in 0.3 s",
    "ignores_sigterm": r"broke \(timeout\): request \d+ \(receive\): no answer in 0.3 s",
    "leaves_a_child": r"broke \(timeout\): request \d+ \(receive\): no answer in 0.3 s",
    "leaves_a_daemon": r"broke \(timeout\): request \d+ \(receive\): no answer in 0.3 s",
}
RIGHT = (
    "honest",
    "closes_standard_error",
    "floods_standard_error",
    "greets_on_standard_error",
    "leaves_the_dead",
    "outlives_its_input",
    "starts_a_helper",
)
ELSEWHERE = {
    "fails_at_great_length",
    "sends_great_bytes",
    "sends_long_messages",
    "introduces_itself_otherwise",
    "writes_escape_codes",
    "waits_where_it_is_told",
}


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        yield


def checked(program: str, *options: str) -> tuple[int, str]:
    """Run ``antichain check`` on a program, and return its exit code and what it said, in one line."""
    result = CliRunner().invoke(main, ["check", shlex.join(command(program)), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    return result.exit_code, " ".join(result.output.split())


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """Return a file with a history of one update and one receive."""
    history = tmp_path / "short.jsonl"
    history.write_text('{"replica":"A","do":"update"}\n{"replica":"B","do":"receive","of":1}\n')
    return history


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolve, "_START_TIMEOUT", 0.8)
    monkeypatch.setattr(process, "_PATIENCE", 0.1)
    monkeypatch.setattr(stdio, "_LATE", 0.0)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("program", NO_HELLO)
def test_target_without_a_valid_hello_is_not_judged(program: str, tmp_path: Path) -> None:
    code, said = checked(program, "--timeout", "0.3")
    assert code == USAGE
    assert re.search(NO_HELLO[program], said)
    assert len(said) < 1000
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("program", BROKEN)
def test_target_that_breaks_off_is_not_conformant(program: str, tmp_path: Path) -> None:
    code, said = checked(program, "--bounds", LITTLE)
    assert code == NOT_CONFORMANT
    assert re.search(BROKEN[program], said)
    assert re.search(r"NOT CONFORMANT: .* \(seed 0\)$", said)
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("program", MISSHAPEN)
def test_target_with_malformed_answers_is_not_conformant(program: str, short: Path) -> None:
    code, said = checked(program, "--history", str(short))
    assert code == NOT_CONFORMANT
    assert re.search(MISSHAPEN[program], said)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("program", SLOW)
def test_target_that_answers_late_is_not_conformant(program: str, tmp_path: Path) -> None:
    code, said = checked(program, "--bounds", LITTLE, "--timeout", "0.3")
    assert code == NOT_CONFORMANT
    assert re.search(SLOW[program], said)
    assert left_behind(tmp_path) == []


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("program", STUCK)
def test_target_that_resists_termination_is_ended(program: str, short: Path, tmp_path: Path) -> None:
    code, said = checked(program, "--history", str(short), "--timeout", "0.3")
    assert code == NOT_CONFORMANT
    assert re.search(STUCK[program], said)
    assert left_behind(tmp_path) == []


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("program", RIGHT)
def test_target_with_an_odd_but_right_process_is_conformant(program: str, tmp_path: Path) -> None:
    code, said = checked(program, "--bounds", LITTLE)
    assert code == CONFORMANT, said
    assert left_behind(tmp_path) == []


def test_target_with_a_changing_hello_is_not_conformant() -> None:
    code, said = checked("introduces_itself_otherwise", "--bounds", LITTLE)
    assert code == NOT_CONFORMANT
    assert "hello answers differently" in said


def test_text_of_a_target_cannot_control_the_terminal() -> None:
    code, said = checked("writes_escape_codes", "--bounds", LITTLE)
    assert code == NOT_CONFORMANT
    assert "\x1b" not in said


def test_broken_programs_are_all_tested() -> None:
    programs = {path.stem for path in (HERE / "broken").glob("*.py")}
    assert programs == {*NO_HELLO, *BROKEN, *MISSHAPEN, *SLOW, *STUCK, *RIGHT, *ELSEWHERE}
