"""Targets that are broken, wrong, or only strange, each against the whole harness."""

from __future__ import annotations

import inspect
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from antichain.conformance import launch, process
from antichain.conformance.bounds import Bounds
from antichain.conformance.commands import main
from antichain.conformance.connection import Connection, InProcess
from antichain.conformance.launch import Local, greet
from antichain.conformance.result import Plan, Result
from antichain.conformance.run import Silent
from antichain.conformance.run import check as run_check
from antichain.conformance.verdict import CONFORMANT, NOT_CONFORMANT, USAGE

from . import strange, wrong
from .processes import HERE, at_home_in, command, left_behind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from types import ModuleType

    from antichain.conformance.values import Values

LITTLE = "events=3,histories=2,steps=8,large=10"
SMALL = Bounds.parse("events=4,histories=5,steps=15,large=30")

NO_HELLO = {
    "exits_at_once": r"exited with status 1; standard error ends: no licence found",
    "exits_with_success": r"request 1 \(hello\): exited with status 0",
    "never_answers": r"request 1 \(hello\): no answer in 0.8 s",
    "answers_before_it_is_asked": r"an answer without a request: {\"id\": 2, \"ok\": null}",
    "answers_without_reading": r"an answer without a request: {\"id\": 2, \"ok\": null}",
    "answers_twice": r"an answer without a request: {\"id\": 1,",
    "answers_the_wrong_id": r"answer to 0 where 1 was due",
    "prints_a_banner": r"not an answer .*: Welcome to CounterServer 3000!",
    "prints_a_prompt": r"not an answer .*: > {\"id\": 1",
    "writes_invalid_utf8": r"not an answer .*h\\xf6nest",
    "writes_an_endless_line": r"a line of more than 16 MiB",
    "says_ok_to_everything": r"hello was answered None",
    "says_unsupported_to_everything": r"hello was answered Unsupported",
    "claims_the_impossible": r"a bound needs reject or saturate, and they need one",
    "claims_an_unknown_option": r"unknown field `blockchain`",
    "claims_an_unknown_kind": r"Invalid enum value 'g-spot-market'",
    "claims_no_kind": r"offers no kind; name at least one in hello",
    "speaks_another_protocol": r"speaks protocol 2; this is protocol 1",
}
BROKEN = {
    "answers_otherwise_each_start": r"not sound.*the same script is answered differently in a fresh process",
    "counts_wrongly_once": r"the answer is 1000000, where 1 was due.*FLAKY.*first.*second",
    "exits_in_the_middle": r"broke \(crash\): request 51 .*exited with status 1; .*out of paper.*FLAKY",
    "exits_on_receive": r"status 1; .*what is this\?.*errored: ANS-OK.*given up: it broke in 6 distinct histories",
    "fails_at_everything": r"the request is legal, and was NullPointerException",
    "forgets_nothing": r"not sound.*the same script is answered differently.*does open forget everything\?",
    "keeps_small_ids_only": r"not sound.*request ids 0, 2147483648, 9007199254740991 do not come back",
    "kills_itself": r"broke \(crash\): request \d+ \(receive\): ended by SIGKILL",
    "offers_what_it_does_not_do": r"answered as unsupported, although hello offers it",
    "reads_words": r"broke \(protocol\): .*value was answered 'three'",
    "rejects_every_update": r"the request is legal, and was rejected as negative",
    "rejects_everything": r"the request is legal, and was rejected as negative",
    "says_done_to_everything": r"not sound.*a verb that it does not know is answered None",
    "writes_invalid_utf8_later": r"broke \(protocol\): .*not an answer .*ung\\xfcltig",
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
    "answers_open_twice": r"broke \(protocol\): request 2 \(\w+\): answer to 1 where 2 was due",
    "does_nothing": r"broke \(protocol\): request \d+ \(value\): value was answered None: Expected `int`",
    "holds_wrong_shapes": r"broke \(protocol\): request \d+ \(entries\): entries was answered {'A': \[1, 2, 3\]}",
    "nests_a_hundred_thousand_lists": r"broke \(protocol\): .*not an answer \(maximum recursion depth",
    "orders_in_own_words": r"broke \(protocol\): .*\(compare\): compare was answered 'happens-before': expected one of",
    "reads_fractions": r"broke \(protocol\): .*value was answered 0.5",
    "reads_lists": r"broke \(protocol\): .*value was answered \[3\]",
    "reads_truths": r"broke \(protocol\): .*value was answered True: Expected `int`, got `bool`",
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
    "introduces_itself_otherwise",
    "writes_escape_codes",
    "waits_where_it_is_told",
}

WRONG = {
    wrong.sums: "CNT-ONCE",
    wrong.last_writer_wins: "CNT-STALE",
    wrong.scalar_maximum: "CNT-UNION",
    wrong.drops_strangers: "CNT-UNION",
    wrong.counts_receives: "CNT-NEW",
    wrong.aliases_messages: "MSG-FROZEN",
    wrong.changes_its_argument: "MSG-FROZEN",
    wrong.reading_counts: "MSG-PURE",
    wrong.accepts_negative_amounts: "CNT-NEGATIVE",
    wrong.rounds_fractions: "CNT-INTEGER",
    wrong.wraps: "CNT-BIG",
    wrong.folds_ids: "ID-DISTINCT",
    wrong.counts_travel_as_floats: "WIRE-BIG",
    wrong.clamps_at_zero: "CNT-BELOW",
    wrong.looks_at_the_left_only: "ORD-BEFORE",
    wrong.wants_all_entries_smaller: "ORD-BEFORE",
    wrong.compares_sums: "ORD-CONCURRENT",
    wrong.minds_zeros: "ORD-ZERO",
    wrong.receives_without_a_tick: "RECV-TICK",
    wrong.sends_without_a_tick: "TICK-STRICT",
    wrong.ticks_at_a_sync: "SYNC-QUIET",
    wrong.ticks_by_two: "TICK-ONE",
    wrong.sorts_by_text: "WIRE-ORDER",
    wrong.sorts_counts_by_text: "WIRE-ORDER",
    wrong.gap_unseen_in_order: "DLT-GAP",
    wrong.stamps_lose_own_ticks: "DLT-OWN",
    wrong.vector_clock_sends_no_ticks: "DLT-EQUIV",
    wrong.three_ways_and_less: "ORD-BEFORE",
    wrong.leaps_elsewhere: "TICK-STRICT",
    wrong.shows_no_ticks: "TICK-ONE",
    wrong.orders_sums_only: "ORD-CONCURRENT",
    wrong.rejects_too_early: "CNT-BIG",
    wrong.bounded_at_home_only: "CNT-BIG",
    wrong.saturates_in_its_slots_only: "CNT-BIG",
    wrong.keeps_sixteen_bits_of_ids: "ID-DISTINCT",
    wrong.takes_negative_amounts_for_positive: "CNT-BELOW",
    wrong.accepts_fractions_and_drops_them: "CNT-UNION",
    wrong.believes_in_order: "CNT-STALE",
    wrong.fails_at_repetition: "ANS-OK",
    wrong.has_room_for_two: "CNT-UNION",
    wrong.constructs_small_counts_only: "CNT-BIG",
}
SURVIVORS: dict[Callable[[], Values], str] = {}


@dataclass(frozen=True)
class Here:
    """A target that lives in this process, in its fresh starts too."""

    factory: Callable[[], Any]

    @property
    def name(self) -> str:
        return self.factory.__name__

    def start(self) -> Connection:
        return InProcess(self.factory)

    fresh = start


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
    monkeypatch.setattr(launch, "_START_TIMEOUT", 0.8)
    monkeypatch.setattr(process, "_PATIENCE", 0.1)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("program", NO_HELLO)
def test_without_a_valid_hello_nothing_is_judged(program: str, tmp_path: Path) -> None:
    code, said = checked(program, "--timeout", "0.3")
    assert code == USAGE
    assert re.search(NO_HELLO[program], said)
    assert len(said) < 1000
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("program", BROKEN)
def test_who_breaks_does_not_pass(program: str, tmp_path: Path) -> None:
    code, said = checked(program, "--bounds", LITTLE)
    assert code == NOT_CONFORMANT
    assert re.search(BROKEN[program], said)
    assert re.search(r"NOT CONFORMANT: .* \(seed 0\)$", said)
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("program", MISSHAPEN)
def test_who_answers_in_a_wrong_shape_does_not_pass(program: str, short: Path) -> None:
    code, said = checked(program, "--history", str(short))
    assert code == NOT_CONFORMANT
    assert re.search(MISSHAPEN[program], said)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("program", SLOW)
def test_who_keeps_us_waiting_does_not_pass(program: str, tmp_path: Path) -> None:
    code, said = checked(program, "--bounds", LITTLE, "--timeout", "0.3")
    assert code == NOT_CONFORMANT
    assert re.search(SLOW[program], said)
    assert left_behind(tmp_path) == []


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("program", STUCK)
def test_who_resists_its_end_is_ended(program: str, short: Path, tmp_path: Path) -> None:
    code, said = checked(program, "--history", str(short), "--timeout", "0.3")
    assert code == NOT_CONFORMANT
    assert re.search(STUCK[program], said)
    assert left_behind(tmp_path) == []


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("program", RIGHT)
def test_what_is_only_strange_about_a_process_passes(program: str, tmp_path: Path) -> None:
    code, said = checked(program, "--bounds", LITTLE)
    assert code == CONFORMANT, said
    assert left_behind(tmp_path) == []


def test_who_introduces_itself_otherwise_does_not_pass() -> None:
    code, said = checked("introduces_itself_otherwise", "--bounds", LITTLE)
    assert code == NOT_CONFORMANT
    assert "hello answers differently" in said


def test_what_a_target_says_cannot_repaint_the_terminal() -> None:
    code, said = checked("writes_escape_codes", "--bounds", LITTLE)
    assert code == NOT_CONFORMANT
    assert "\x1b" not in said


def test_every_broken_program_is_tested() -> None:
    programs = {path.stem for path in (HERE / "broken").glob("*.py")}
    assert programs == {*NO_HELLO, *BROKEN, *MISSHAPEN, *SLOW, *STUCK, *RIGHT, *ELSEWHERE}


def _factories(module: ModuleType) -> list[Callable[[], Values]]:
    """Return the functions of a module that are targets: they are made there and need nothing."""
    functions = [
        made for _, made in inspect.getmembers(module, inspect.isfunction) if made.__module__ == module.__name__
    ]
    return [made for made in functions if not inspect.signature(made).parameters]


def _name(factory: Callable[[], Values]) -> str:
    return factory.__name__


def _marked(factories: Iterable[Callable[[], Values]], failing: dict[Callable[[], Values], str]) -> list[Any]:
    """Return the parameters of a test, those that it is known to fail for marked with the reason."""
    return [
        pytest.param(made, marks=[pytest.mark.xfail(reason=failing[made], strict=True)] if made in failing else [])
        for made in factories
    ]


def judged(factory: Callable[[], Values]) -> Result:
    here = Here(factory)
    return run_check(here, greet(Local(here.name, factory, "")), Plan(seed=1, bounds=SMALL), Silent())


@pytest.mark.parametrize("factory", _marked(WRONG, SURVIVORS), ids=_name)
def test_the_harness_refutes(factory: Callable[[], Values]) -> None:
    result = judged(factory)
    assert result.code == NOT_CONFORMANT
    assert result.unsound == []
    assert WRONG[factory] in {rule for finding in result.findings for rule in finding.rules}
    assert all(finding.again is None and not finding.errored for finding in result.findings)


@pytest.mark.parametrize("factory", _factories(strange), ids=_name)
def test_the_harness_accepts(factory: Callable[[], Values]) -> None:
    result = judged(factory)
    assert result.unsound == []
    assert result.findings == []
    assert result.untested() == []
    assert result.code == CONFORMANT


def test_every_wrong_implementation_is_tested() -> None:
    assert set(_factories(wrong)) == set(WRONG)


def test_the_right_parts_of_the_wrong_ones_are_right() -> None:
    for right in (wrong.counter, wrong.balanced, wrong.version_vector, wrong.vector_clock):
        assert judged(right).code == CONFORMANT
