"""Connections to a process: many requests under way, answers in order, and the end of the process."""

from __future__ import annotations

import json
import os
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from tests.processes import at_home_in, command, left_behind

from antichain.conformance.protocol import jsonl
from antichain.conformance.protocol.answers import UNSUPPORTED, Broken, Failed, Misshapen, Refused
from antichain.conformance.protocol.claims import Hello, Kind
from antichain.conformance.protocol.requests import (
    Compare,
    Entries,
    Greet,
    Increment,
    Open,
    Receive,
    Request,
    Send,
    Sort,
    Unknown,
    Value,
)
from antichain.conformance.transport import process, stdio
from antichain.conformance.transport.stdio import Stdio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

HISTORY: tuple[Request, ...] = (
    Open(Kind.G_COUNTER, ("A", "B")),
    Increment("A", 2),
    Send("A", "m"),
    Receive("B", "m"),
    Value("B"),
)
ANSWERS = [None, None, None, None, 2]
QUIET: tuple[Request, ...] = (Open(Kind.G_COUNTER, ("A",)), Increment("A"), Value("A"))


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        yield


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Stdio]]:
    """Return a function that starts a program, which ends after the test."""
    monkeypatch.setattr(process, "_PATIENCE", 0.1)
    monkeypatch.setattr(stdio, "_LATE", 0.0)
    started = []

    def begin(program: str, timeout: float = 5.0, environment: dict[str, str] | None = None) -> Stdio:
        target = Stdio(command(program), timeout, environment=environment)
        started.append(target)
        return target

    yield begin
    for target in started:
        target.close()


def broken(answer: object) -> Broken:
    assert isinstance(answer, Broken), answer
    return answer


def test_stdio_starts_no_process_before_a_request(start: Callable[..., Stdio]) -> None:
    target = start("honest")
    assert target.starts == 0
    assert isinstance(target.hello(), Hello)
    assert target.starts == 1


def test_stdio_with_a_command_that_cannot_start_raises() -> None:
    with pytest.raises(FileNotFoundError):
        Stdio(["./there-is-no-such-program"]).hello()


def test_answers_keep_the_order_of_their_requests(start: Callable[..., Stdio]) -> None:
    answers = start("honest").play([*HISTORY, Unknown(), Increment("A", -1), Increment("A", 0.5)])
    assert answers == [*ANSWERS, UNSUPPORTED, Refused("negative"), Refused("not-an-integer")]


def test_one_process_serves_many_scripts(start: Callable[..., Stdio]) -> None:
    target = start("honest")
    assert list(target.play_all([HISTORY] * 2000)) == [ANSWERS] * 2000
    assert target.starts == 1


def test_stdio_begins_at_most_the_limit_of_scripts(start: Callable[..., Stdio]) -> None:
    begun = 0

    def scripts() -> Iterator[tuple[Request, ...]]:
        nonlocal begun
        while True:
            begun += 1
            yield HISTORY

    assert next(start("honest").play_all(scripts())) == ANSWERS
    assert 1 < begun < 2000


def test_full_pipes_cause_no_deadlock(start: Callable[..., Stdio]) -> None:
    name = "A" * 1000
    script = [Open(Kind.G_COUNTER, (name,)), *[Increment(name)] * 5000, Value(name)]
    assert start("floods_standard_error").play(HISTORY) == ANSWERS
    assert start("honest").play(script) == [None] * 5001 + [5000]


def test_large_numbers_are_not_rounded(start: Callable[..., Stdio]) -> None:
    script = [Open(Kind.G_COUNTER, ("A",)), Increment("A", 2**53), Increment("A", 2**64 + 1), Value("A")]
    assert start("honest").play(script)[-1] == 2**64 + 2**53 + 1


def test_requests_carry_the_given_ids(start: Callable[..., Stdio]) -> None:
    numbers = (0, 2**53 - 1, 7)
    assert [type(answer) for answer in start("honest").exchange([Greet()] * 3, numbers)] == [Hello] * 3
    answer = start("keeps_small_ids_only").exchange([Greet()], [2**31])[-1]
    assert broken(answer).detail.startswith(
        "request 2147483648 (hello): an answer has the id 0 where 2147483648 was due"
    )


def test_broken_process_costs_only_the_current_script(start: Callable[..., Stdio]) -> None:
    target = start("exits_on_receive")
    first, second, third = target.play_all([QUIET, HISTORY, QUIET])
    assert first == third == [None, None, 1]
    assert second[:3] == [None] * 3
    assert len(second) == 4
    assert broken(second[3]).cause == "crash"
    assert target.starts == 2


@pytest.mark.parametrize(
    ("program", "cause", "detail"),
    [
        ("exits_on_receive", "crash", "exited with status 1; standard error ends: what is this?"),
        ("kills_itself", "crash", "ended by SIGKILL"),
        ("closes_its_output", "crash", "closed its output and runs on"),
        ("hangs_on_receive", "timeout", "no answer in 0.3 s"),
        ("ignores_sigterm", "timeout", "no answer in 0.3 s"),
        ("leaves_a_child", "timeout", "no answer in 0.3 s"),
        ("leaves_a_daemon", "timeout", "no answer in 0.3 s"),
    ],
)
def test_broken_process_is_reported_at_its_request(
    program: str, cause: str, detail: str, start: Callable[..., Stdio], tmp_path: Path
) -> None:
    target = start(program, timeout=0.3)
    *before, last = target.play(HISTORY)
    assert before == [None] * 3
    assert last == Broken(cause, f"request 5 (receive): {detail}")  # type: ignore[arg-type]  # one of the causes
    assert left_behind(tmp_path) == []


def test_answer_after_its_limit_is_called_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stdio, "_LATE", 60.0)
    target = Stdio(command("honest"), timeout=0.0, start_timeout=0.0)
    (answer,) = target.play([Greet()])
    target.close()
    assert broken(answer).detail == (
        "request 1 (hello): no answer in 0 s, but a little later; answer sooner, or give a larger --timeout"
    )


def test_slow_bytes_are_a_timeout(start: Callable[..., Stdio]) -> None:
    for program in ("answers_byte_by_byte", "trickles_for_ever"):
        target = start(program, timeout=0.3)
        assert isinstance(target.hello(), Hello)
        (answer,) = target.play([Unknown()])
        assert broken(answer).cause == "timeout"
        assert broken(answer).detail.endswith(": no answer in 0.3 s")


def test_ids_of_a_fresh_process_are_those_of_the_case_file(start: Callable[..., Stdio]) -> None:
    last = broken(start("exits_on_receive").play(HISTORY)[-1])
    lines = [Greet(), *HISTORY]
    assert last.detail.startswith(f"request {1 + lines.index(HISTORY[3])} (receive): ")


def test_endless_standard_error_is_a_timeout(start: Callable[..., Stdio]) -> None:
    last = broken(start("complains_for_ever", timeout=0.3).play(HISTORY)[-1])
    assert last.cause == "timeout"
    assert last.detail.startswith("request 5 (receive): no answer in 0.3 s; standard error ends:\n  ")
    assert 2 <= last.detail.count("\n  ") <= 16


def test_target_that_does_not_read_is_a_timeout(start: Callable[..., Stdio]) -> None:
    target = start("stops_reading", timeout=0.3)
    assert [type(answer) for answer in target.play([Greet()] * 3)] == [Hello] * 3
    answers = target.play([Value("A" * 1000)] * 5000)
    assert answers == [Broken("timeout", "request 4 (value): no answer in 0.3 s")]


@pytest.mark.parametrize(
    ("program", "requests", "told"),
    [
        ("answers_before_it_is_asked", 9000, "an answer before its request"),
        ("answers_before_it_is_asked", 100, "an answer without a request"),
        ("answers_without_reading", 149, "an answer without a request"),
    ],
)
def test_answer_before_its_request_is_a_protocol_error(
    program: str, requests: int, told: str, start: Callable[..., Stdio]
) -> None:
    answers = start(program).play([Greet(), *[Increment("A" * 1000)] * requests])
    assert broken(answers[-1]).cause == "protocol"
    assert told in broken(answers[-1]).detail


def test_surplus_answer_is_a_protocol_error(start: Callable[..., Stdio]) -> None:
    answers = start("answers_twice").play([Greet()])
    assert len(answers) == 1
    assert broken(answers[0]).detail.startswith("request 1 (hello): answered twice, the second time by ")


def test_long_messages_of_many_scripts_are_shortened(start: Callable[..., Stdio]) -> None:
    crowd: list[Request] = [Open(Kind.G_COUNTER, ("A",)), *(Send("A", f"m{n}") for n in range(1400))]
    tracemalloc.start()
    try:
        first, second = start("sends_long_messages").play_all([crowd, [*QUIET, Send("A", "m")]])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(first) == len(crowd)
    assert set(first[1:]) == {"A" * 4096}
    assert second == [None, None, 1, "A" * 4096]
    assert peak < 40_000_000


def test_long_message_of_a_single_script_is_kept_whole(start: Callable[..., Stdio]) -> None:
    answers = start("sends_long_messages").play([*QUIET, Send("A", "m")])
    assert answers[-1] == "A" * 50_000


def test_line_of_100_mb_is_not_kept(start: Callable[..., Stdio]) -> None:
    tracemalloc.start()
    try:
        answer = broken(start("writes_an_endless_line").hello())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert answer == Broken("protocol", "request 1 (hello): a line of more than 2 MiB")
    assert peak < 50_000_000


def test_broken_target_is_started_again(start: Callable[..., Stdio]) -> None:
    target = start("exits_on_receive")
    for _ in range(3):
        assert isinstance(target.play(HISTORY)[-1], Broken)
        assert target.play(QUIET)[-1] == 1
    assert target.starts == 4


@pytest.mark.parametrize("program", ["honest", "starts_a_helper", "outlives_its_input", "leaves_the_dead"])
def test_close_ends_every_started_process(program: str, start: Callable[..., Stdio], tmp_path: Path) -> None:
    target = start(program)
    assert target.play(HISTORY) == ANSWERS
    assert left_behind(tmp_path) != []
    target.close()
    assert left_behind(tmp_path) == []
    target.close()


def test_interrupt_ends_every_started_process(
    start: Callable[..., Stdio], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(jsonl, "read_answer", interrupted)
    with pytest.raises(KeyboardInterrupt):
        start("outlives_its_input").play(HISTORY)
    assert left_behind(tmp_path) == []


def test_environment_is_added_to_the_inherited_one(
    start: Callable[..., Stdio], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAIT_AT", "open")
    reached = tmp_path / "reached"
    target = start("waits_where_it_is_told", timeout=0.3, environment={"WAIT_AT": "receive", "REACHED": str(reached)})
    assert target.play(HISTORY)[:3] == [None] * 3
    assert reached.read_text() == "here"
    assert os.environ["WAIT_AT"] == "open"


@pytest.mark.parametrize(
    ("request_", "line", "answer"),
    [
        (Value("A"), '"ok":3', 3),
        (Value("A"), '"ok":3.0', 3),
        (Value("A"), '"ok":"-9007199254740993"', -(2**53) - 1),
        (Value("A"), '"ok":18446744073709551617', 2**64 + 1),
        (Value("A"), '"reject":"negative","text":"why"', Refused("negative", "why")),
        (Value("A"), '"unsupported":true', UNSUPPORTED),
        (Value("A"), '"error":"oops"', Failed("oops")),
        (Increment("A"), '"ok":null', None),
        (Send("A", "m"), '"ok":{"bytes":"AA=="}', "AA=="),
        (Compare("x", "y"), '"ok":"unordered"', "unordered"),
        (Sort(("x", "y")), '"ok":["y","x"]', ["y", "x"]),
        (Entries("A"), '"ok":{"A":1,"B":"9007199254740993"}', {"A": 1, "B": 2**53 + 1}),
        (Entries("A"), '"ok":{"A":[1,"2"]}', {"A": (1, 2)}),
    ],
)
def test_well_formed_answer_is_parsed(request_: Request, line: str, answer: object) -> None:
    assert jsonl.read_answer(1, request_, f'{{"id":1,{line}}}'.encode()) == answer


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        (Value("A"), "null"),
        (Value("A"), ""),
        (Value("A"), '{"id":1}'),
        (Value("A"), '{"ok":1}'),
        (Value("A"), '{"id":"1","ok":1}'),
        (Value("A"), '{"id":2,"ok":1}'),
        (Value("A"), '[{"id":1,"ok":1}]'),
        (Value("A"), '{"id":1,"ok":1}{"id":2,"ok":1}'),
        (Value("A"), '{"id":1,"ok":1,"error":"oops"}'),
        (Value("A"), '{"id":1,"ok":1,"more":1}'),
        (Value("A"), '{"id":1,"unsupported":false}'),
        (Value("A"), '{"id":1,"reject":null}'),
        (Value("A"), '{"id":1,"error":1}'),
        (Value("A"), '{"id":1,"error":NaN}'),
        (Value("A"), '{"id":2,"ok":NaN}'),
        (Value("A"), '{"id":1,"ok":NaN'),
        (Value("A"), '{"id":1,"ok":"\\ud800"}'),
        (Value("A"), '{"id":1,"ok":' + "[" * 100_000 + "]" * 100_000 + "}"),
        (Greet(), '{"id":1,"ok":{"name":"x"}}'),
        (Greet(), '{"id":1,"ok":{"name":"x","kinds":{"g-counter":{"max":"many","overflow":"reject"}}}}'),
        (Greet(), '{"id":1,"ok":{"name":"x","kinds":{"g-counter":{"delta":true}}}}'),
        (Greet(), '{"id":1,"ok":{"name":"x","kinds":{},"faults":["meteorite"]}}'),
    ],
)
def test_line_that_is_no_answer_breaks_the_target(request_: Request, line: str) -> None:
    answer = broken(jsonl.read_answer(1, request_, line.encode()))
    assert answer.cause == "protocol"
    assert len(answer.detail) < 600


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        (Value("A"), '{"id":1,"ok":null}'),
        (Value("A"), '{"id":1,"ok":NaN}'),
        (Entries("A"), '{"id":1,"ok":{"A":-Infinity}}'),
        (Value("A"), '{"id":1,"ok":true}'),
        (Value("A"), '{"id":1,"ok":1.5}'),
        (Value("A"), '{"id":1,"ok":1e300}'),
        (Value("A"), '{"id":1,"ok":"1.0"}'),
        (Value("A"), '{"id":1,"ok":"+1"}'),
        (Value("A"), '{"id":1,"ok":"01"}'),
        (Value("A"), '{"id":1,"ok":""}'),
        (Value("A"), '{"id":1,"ok":"' + "9" * 5000 + '"}'),
        (Increment("A"), '{"id":1,"ok":1}'),
        (Increment("A"), '{"id":1,"ok":{}}'),
        (Send("A", "m"), '{"id":1,"ok":{"bytes":1}}'),
        (Send("A", "m"), '{"id":1,"ok":{"text":"AA=="}}'),
        (Compare("x", "y"), '{"id":1,"ok":"BEFORE"}'),
        (Compare("x", "y"), '{"id":1,"ok":-1}'),
        (Compare("x", "y"), '{"id":1,"ok":["before"]}'),
        (Sort(("x",)), '{"id":1,"ok":"x"}'),
        (Sort(("x",)), '{"id":1,"ok":[1]}'),
        (Entries("A"), '{"id":1,"ok":[["A",1]]}'),
        (Entries("A"), '{"id":1,"ok":{"A":true}}'),
        (Entries("A"), '{"id":1,"ok":{"A":[1]}}'),
        (Entries("A"), '{"id":1,"ok":{"A":[1,2,3]}}'),
        (Entries("A"), '{"id":1,"ok":{"A":{"B":1}}}'),
        (Entries("A"), '{"id":1,"ok":{"A":null}}'),
    ],
)
def test_answer_of_a_wrong_shape_breaks_no_target(request_: Request, line: str) -> None:
    answer = jsonl.read_answer(1, request_, line.encode())
    assert isinstance(answer, Misshapen)
    assert len(answer.text) < 600


def test_malformed_answer_is_shown_by_its_first_200_bytes() -> None:
    answer = broken(jsonl.read_answer(1, Value("A"), b"\xff" + b"x" * 1000))
    assert answer.detail == "standard output is not UTF-8: \\xff" + "x" * 199 + "; write UTF-8"


def test_request_is_written_as_one_line() -> None:
    hostile = 'A\n"\\\u2028\0'
    for request in (*HISTORY, Increment(hostile, 2**64), Entries(hostile)):
        line = jsonl.write_request(3, request)
        assert line.count(b"\n") == 1
        assert json.loads(line)["id"] == 3
        assert jsonl.read_request(line) == (3, request)
