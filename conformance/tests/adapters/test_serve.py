"""A Python target served on standard input and output: request lines in, answer lines out."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.processes import at_home_in, left_behind

from antichain.conformance.adapters.serve import factory_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

EXPECTED = "expected a whole number (beyond 2^53 - 1, as a string of digits)"

TARGETS = """
import os
import sys

from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.adapters.values import Library, ValueTarget

print("imported", flush=True)


def made(value):
    print("made", flush=True)
    library = Library(
        new=lambda _: {}, merge=lambda x, y: x | y, encode=lambda _: b"\\\\xff", value=value,
        increment=lambda state, replica, by: {**state, replica: by},
    )
    return ValueTarget(Hello(name="noisy", kinds={Kind.G_COUNTER: Options()}), {Kind.G_COUNTER: library})


def noisy():
    def value(state):
        print("read", flush=True)
        os.write(1, b"written below\\\\n")
        return 7

    return made(value)


def reads_input():
    return made(lambda state: len(input()))


def says(what):
    return lambda: made(lambda state: eval(what))


words = says("'three'")
large = says("2**64")
half = says("0.5")
fails = says("state['absent']")
leaves = says("sys.exit(0)")


class Mute(Exception):
    def __str__(self):
        raise RuntimeError


class Shy:
    def __repr__(self):
        raise RuntimeError


def mute():
    def value(state):
        raise Mute

    return made(value)


shy = says("Shy()")


def raises():
    raise KeyError("config")


def exits():
    sys.exit(0)


no_function = 1
"""
OPEN = {"op": "open", "kind": "g-counter", "replicas": ["A", "B"]}
VALUE = {"op": "value", "replica": "A"}
Line = dict[str, Any]


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "targets.py").write_text(TARGETS.replace("\\\\", "\\"))
    with at_home_in(tmp_path):
        yield


def command(spec: str) -> list[str]:
    return [sys.executable, "-m", "antichain.conformance.adapters.serve", spec]


def served(spec: str, *lines: Line | str) -> subprocess.CompletedProcess[str]:
    """Serve a target, with all lines as its input at once."""
    numbered = [line if isinstance(line, str) else json.dumps({"id": n} | line) for n, line in enumerate(lines)]
    text = "".join(line + "\n" for line in numbered)
    return subprocess.run(  # noqa: S603 — our own program
        command(spec), input=text, capture_output=True, text=True, timeout=60, check=False
    )


def answers(ran: subprocess.CompletedProcess[str]) -> list[Line]:
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_serve_answers_each_request_once_in_order() -> None:
    story: list[tuple[Line, Line]] = [
        (OPEN, {"ok": None}),
        ({"op": "increment", "replica": "A", "by": "9007199254740993"}, {"ok": None}),
        ({"op": "send", "replica": "A", "message": "m"}, {"ok": {"bytes": "/w=="}}),
        ({"op": "receive", "replica": "B", "message": "m"}, {"ok": None}),
        ({"op": "value", "replica": "B"}, {"ok": 7}),
        ({"op": "receive", "replica": "B", "message": "lost"}, {"error": "KeyError: 'lost'"}),
        ({"op": "compare", "left": "m", "right": "m"}, {"unsupported": True}),
        ({"op": "send", "replica": "A", "message": "d", "delta": True}, {"unsupported": True}),
        ({"op": "dance"}, {"unsupported": True}),
        ({"op": "value"}, {"unsupported": True}),
        ({"op": "value", "replica": 1}, {"unsupported": True}),
        ({"op": "open", "kind": "g-set", "replicas": []}, {"unsupported": True}),
        ({}, {"unsupported": True}),
        (OPEN | {"remark": "for people"}, {"ok": None}),
        ({"op": "bye"}, {"ok": None}),
    ]
    ran = served("targets:noisy", *[asked for asked, _ in story], VALUE)
    assert ran.returncode == 0
    assert answers(ran) == [{"id": n} | due for n, (_, due) in enumerate(story)]


def test_serve_sends_printed_text_to_standard_error() -> None:
    ran = served("targets:noisy", OPEN, VALUE)
    assert answers(ran) == [{"id": 0, "ok": None}, {"id": 1, "ok": 7}]
    assert ran.stderr.split("\n") == ["imported", "made", "read", "written below", ""]


def test_serve_at_the_end_of_input_exits() -> None:
    ran = served("targets:noisy")
    assert (ran.returncode, ran.stdout) == (0, "")


def test_serve_repeats_ids_unchanged() -> None:
    ran = served("targets:noisy", *[{"op": "hello", "protocol": 1, "id": n} for n in (0, 2**31, 2**53 - 1, 3)])
    assert [answer["id"] for answer in answers(ran)] == [0, 2**31, 2**53 - 1, 3]


@pytest.mark.parametrize(
    ("target", "answer"),
    [
        ("large", {"ok": "18446744073709551616"}),
        ("words", {"ok": "three"}),
        ("half", {"ok": 0.5}),
        ("fails", {"error": "KeyError: 'absent'"}),
        ("leaves", {"error": "it asked this process to end: SystemExit(0)"}),
        ("mute", {"error": "Mute: a Mute that cannot be shown (RuntimeError)"}),
        ("shy", {"error": f"value was answered a Shy that cannot be shown (RuntimeError); {EXPECTED}"}),
    ],
)
def test_serve_answers_for_any_returned_value(target: str, answer: Line) -> None:
    assert answers(served(f"targets:{target}", OPEN, VALUE)) == [{"id": 0, "ok": None}, {"id": 1} | answer]


def test_serve_answers_before_the_next_request() -> None:
    with subprocess.Popen(command("targets:noisy"), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:  # noqa: S603 — our own program
        assert running.stdin is not None
        assert running.stdout is not None
        for number in range(3):
            running.stdin.write(json.dumps({"id": number} | OPEN).encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline()) == {"id": number, "ok": None}


@pytest.mark.parametrize("line", ["", "{", "no JSON", "[]", '{"op":"value","replica":"A"}', '{"id":"1","op":"bye"}'])
def test_serve_on_a_malformed_line_ends_after_earlier_answers(line: str) -> None:
    ran = served("targets:noisy", OPEN, line, OPEN)
    assert answers(ran) == [{"id": 0, "ok": None}]
    assert ran.returncode == 1
    assert "Error: " in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ("targets:raises", "KeyError: 'config'"),
        ("targets:nowhere", "ValueError: 'targets:nowhere': module 'targets' has no function 'nowhere'"),
        ("targets:no_function", "ValueError: 'targets:no_function': module 'targets' has no function 'no_function'"),
        ("targets", "ValueError: 'targets' does not name a factory; write package.module:factory"),
        (":noisy", "ValueError: ':noisy' does not name a factory; write package.module:factory"),
        ("nowhere:noisy", "ValueError: 'nowhere:noisy': no module named 'nowhere'; it is looked for in"),
        ("targets.nowhere:noisy", "ValueError: 'targets.nowhere:noisy': no module named 'targets.nowhere';"),
    ],
)
def test_serve_of_a_failing_factory_prints_one_line(spec: str, why: str) -> None:
    ran = served(spec, OPEN)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.splitlines()[-1].startswith(why)
    assert "Traceback" not in ran.stderr


def test_serve_finds_a_factory_in_the_current_folder() -> None:
    path = list(sys.path)
    assert factory_of("targets:words")().hello().name == "noisy"
    assert sys.path == path
    del sys.modules["targets"]


def test_serve_at_its_end_leaves_no_process(tmp_path: Path) -> None:
    served("targets:leaves", OPEN, VALUE)
    assert left_behind(tmp_path) == []
