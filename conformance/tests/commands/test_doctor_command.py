"""``antichain doctor``: each mistake of an adapter is one sentence with its remedy, and ``check`` prints the same."""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.processes import HERE, at_home_in

from antichain.conformance.commands import main
from antichain.conformance.targets import resolve
from antichain.conformance.transport import stdio

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

ADAPTER = """
import json
import os
import sys

sys.path.insert(0, {here!r})
from broken.honest import HELLO, Honest

class Adapter(Honest):
{methods}

{setup}
Adapter().run()
"""
FORGETS_TO_FLUSH = """
    output = open(1, "wb", closefd=False)

    def write(self, line):
        self.output.write(line)
"""
PRINTS_INDENTED = """
    def encoded(self, answer):
        return json.dumps(answer, indent=2).encode() + b"\\n"
"""
PRINTS_WHAT_IT_DOES = """
    def answer(self, request):
        if request["op"] == "increment":
            os.write(1, b"counting up\\n")
        return super().answer(request)
"""
RETURNS_THE_TOTAL = """
    def increment(self, replica, by):
        return super().increment(replica, by) | {"ok": 7}
"""
LEAVES_INCREMENTS_OUT = """
    def answer(self, request):
        return super().answer(request) | {"silent": request["op"] == "increment"}

    def encoded(self, answer):
        return b"" if answer.pop("silent") else super().encoded(answer)
"""
LEAVES_THE_FIRST_OUT = """
    def encoded(self, answer):
        return b"" if answer["id"] == 1 else super().encoded(answer)
"""
ANSWERS_TWICE = """
    def write(self, line):
        super().write(line * (1 + (b"null" in line)))
"""
ENDS_WITHOUT_AN_ANSWER = """
    def answer(self, request):
        if request["op"] == "bye":
            sys.exit()
        return super().answer(request)
"""
SAYS_GOODBYE = """
    def answer(self, request):
        return {"ok": "goodbye"} if request["op"] == "bye" else super().answer(request)
"""
NUMBERS_ITS_ANSWERS = """
    count = 0
    def encoded(self, answer):
        self.count += 1
        return super().encoded(answer | {"id": -self.count})
"""
IDS_ARE_TEXT = """
    def encoded(self, answer):
        return super().encoded(answer | {"id": str(answer["id"])})
"""
KEEPS_ITS_STATE = """
    def answer(self, request):
        if request["op"] == "open":
            self.states = {r: self.states.get(r, {}) for r in request["replicas"]}
            return {"ok": None}
        return super().answer(request)
"""
READS_DOUBLES = """
    def increment(self, replica, by):
        return super().increment(replica, int(float(by)) if by > 2**53 else by)
"""
UNKNOWN_VERB = """
    def answer(self, request):
        return {"ok": None} if request["op"].startswith("antichain") else super().answer(request)
"""

MISTAKES = {
    "output not flushed": (
        FORGETS_TO_FLUSH,
        "request 1 (hello): no answer in 2 s, but one when the input ended; flush standard output after each answer",
    ),
    "an answer over several lines": (
        PRINTS_INDENTED,
        "request 1 (hello): an answer goes over several lines, the first of which is {; write each answer on one line",
    ),
    "anything else on standard output": (
        PRINTS_WHAT_IT_DOES,
        (
            "standard output has a line that is not an answer, 'counting up';"
            " write answers alone to it, the rest to standard error"
        ),
    ),
    "an answer to increment with a value": (
        RETURNS_THE_TOTAL,
        "increment was answered 7; expected null, since increment has no result",
    ),
    "an answer that is missing": (
        LEAVES_INCREMENTS_OUT,
        "(increment): no answer to request #, but one to request #; answer every request once, in order, and with",
    ),
    "a last answer that is missing": (
        LEAVES_THE_FIRST_OUT,
        (
            "request 1 (hello): no answer in 2 s; no answer to request 1, but one to request 2;"
            " answer every request once, in order, and with its id"
        ),
    ),
    "an answer that is given twice": (ANSWERS_TWICE, "(open): answered twice, the second time by "),
    "no answer to bye": (
        ENDS_WITHOUT_AN_ANSWER,
        "bye is not answered null: request # (bye): exited with status 0; answer null, flush, and then exit",
    ),
    "an answer to bye with a value": (
        SAYS_GOODBYE,
        'bye is not answered null: "goodbye"; answer null, flush, and then exit',
    ),
    "wrong ids": (
        NUMBERS_ITS_ANSWERS,
        "request 1 (hello): an answer has the id -1 where 1 was due; copy the id of the request into its answer",
    ),
    "ids as text": (
        IDS_ARE_TEXT,
        "request 1 (hello): an answer without the id of its request as a whole number: ",
    ),
    "state kept across open": (KEEPS_ITS_STATE, "; let open forget every replica and message"),
    "numbers lost in doubles": (
        READS_DOUBLES,
        (
            "g-counter: 9007199254740993 was added, and 9007199254740992 is read: the digits were lost in a double;"
            " read the string as a whole number of 64 bits or more,"
            ' or claim "max":9007199254740991 with "overflow"'
        ),
    ),
    "an unknown verb that is answered": (
        UNKNOWN_VERB,
        'a verb that it does not know is answered: done; answer {"id":ID,"unsupported":true}',
    ),
}
CLAIMS = {
    "HELLO['kinds'] = {'gcounter': {}}": (
        "unknown kind 'gcounter'; did you mean 'g-counter'?"
        " Expected one of vector-clock, version-vector, g-counter, pn-counter"
    ),
    "HELLO['kinds'] = {'g-counter': {'entry': True}}": (
        "unknown option of g-counter, 'entry'; did you mean 'entries'? Expected one of history, compare, step, entries,"
    ),
    "HELLO['kinds'] = {'g-counter': {'channel': 'fifo_once'}}": (
        "unknown value of channel of g-counter, 'fifo_once'; did you mean 'fifo-once'?"
        " Expected one of any, fifo, fifo-once"
    ),
    "HELLO['faults'] = ['crashes']": (
        "unknown fault 'crashes'; did you mean 'crash'? Expected one of crash, wipe, restore, clone, retire, join"
    ),
    "HELLO['fault'] = ['crash']": "unknown field 'fault' of hello; did you mean 'faults'?",
    "HELLO['kinds'] = ['g-counter']": 'kinds is not an object; expected one such as {"g-counter":{}}',
    "HELLO['kinds'] = {'g-counter': {'max': 7}}": (
        'g-counter: max is 7 without overflow; write what happens beyond it: "overflow":"reject", "saturate",'
        ' or "unspecified" where the library documents no more than the bound'
    ),
    "HELLO['kinds'] = {'g-counter': {'sort': True}}": (
        "g-counter: sort is true; that claim is for clocks only; leave it out"
    ),
    "HELLO['kinds'] = {'g-counter': {'entries': 'yes'}}": 'g-counter: entries is "yes"; expected true or false',
    "HELLO['kinds'] = {'g-counter': {'missing': 5}}": "g-counter: missing is 5; expected one of 0, -1",
    "HELLO['kinds'] = {'g-counter': {'replicas': '3'}}": 'g-counter: replicas is "3"; expected a whole number',
    "HELLO['kinds'] = {'g-counter': []}": "g-counter is []; expected its options, an object such as",
    "HELLO['kinds'] = {}": 'offers no kind; name at least one in hello, as in "kinds":{"g-counter":{}}',
    "HELLO['faults'] = 'crash'": 'faults is "crash"; expected a list such as ["crash"]',
    "HELLO['version'] = 2": "version is 2; expected a text",
    "HELLO['protocol'] = 2": 'speaks protocol 2; this is protocol 1; answer hello with "protocol":1',
    "Adapter.answer = lambda self, request: {'ok': 7}": (
        'expected an object such as {"protocol":1,"name":"acme","kinds":{"g-counter":{}}}'
    ),
    "del HELLO['name']": "hello has no field 'name'; it needs protocol, name and kinds",
}


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(stdio, "_LAST_ANSWERS", 5.0)
    with at_home_in(tmp_path):
        yield


def _adapter(folder: Path, methods: str = "    pass", setup: str = "") -> str:
    program = folder / "adapter.py"
    program.write_text(ADAPTER.format(here=str(HERE), methods=methods, setup=setup))
    return shlex.join([sys.executable, "-S", str(program)])


def _is_told(sentence: str, said: str) -> bool:
    """Return whether a sentence, in which # is any number, is in the output, however the lines are broken."""
    return bool(re.search(re.escape(sentence).replace(r"\#", r"\d+"), " ".join(said.split())))


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.output


@pytest.mark.parametrize("mistake", MISTAKES)
def test_doctor_names_each_mistake_and_its_remedy(
    mistake: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    methods, sentence = MISTAKES[mistake]
    if "no answer in" in sentence:
        monkeypatch.setattr(resolve, "_START_TIMEOUT", 0.0)
    code, said = _run("doctor", _adapter(tmp_path, methods))
    assert _is_told(sentence, said)
    assert code == 1


@pytest.mark.parametrize("mistake", MISTAKES)
def test_check_gives_the_sentence_of_the_doctor(mistake: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    methods, sentence = MISTAKES[mistake]
    if "no answer in" in sentence:
        monkeypatch.setattr(resolve, "_START_TIMEOUT", 0.0)
    code, said = _run("check", _adapter(tmp_path, methods), "--bounds", "events=1,histories=1,large=1,named=1,states=1")
    assert _is_told(sentence, said)
    assert code in (1, 2)


@pytest.mark.parametrize("setup", CLAIMS)
def test_doctor_of_an_unknown_claim_names_the_nearest(setup: str, tmp_path: Path) -> None:
    for command in ("doctor", "check"):
        code, said = _run(command, _adapter(tmp_path, setup=setup))
        assert CLAIMS[setup] in said
        assert code == (1 if command == "doctor" else 2)


def test_doctor_of_a_sound_adapter_says_sound(tmp_path: Path) -> None:
    target = _adapter(tmp_path)
    assert _run("doctor", target) == (
        0,
        f"✓ the adapter of {target} is sound; antichain check judges the implementation behind it\n",
    )


def test_doctor_does_not_judge_a_wrong_counter(tmp_path: Path) -> None:
    wrong = "    def increment(self, replica, by):\n        return super().increment(replica, 2 * by)\n"
    assert _run("doctor", _adapter(tmp_path, wrong))[0] == 0


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("cat a | ./adapter", "'|' needs a shell; write: sh -c 'cat a | ./adapter'"),
        ("./adapter > log", "'>' needs a shell; write: sh -c './adapter > log'"),
        ("cd x && ./adapter", "'&&' needs a shell; write: sh -c 'cd x && ./adapter'"),
        ("X=1 ./adapter", "'X=1' sets a variable, which needs a shell; write: env X=1 ./adapter"),
        ("./plain.py", "'./plain.py' is not executable; run: chmod +x ./plain.py, or name its interpreter,"),
        ("runs.py", "'runs.py' is not on the PATH, but in this folder; write: ./runs.py"),
        ("./folder", "'./folder' is a folder; name the program in it"),
        ("./runs.py", "let its first line name the interpreter, as in #!/usr/bin/env python3"),
        ("~/absent", "'~' needs a shell; write: "),
    ],
)
def test_doctor_of_a_shell_command_names_the_operator(target: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain.py").write_text("print()")
    (tmp_path / "runs.py").write_text("print()")
    (tmp_path / "runs.py").chmod(0o755)
    for command in ("doctor", "check"):
        code, said = _run(command, target)
        assert sentence in said
        assert code == 2


def test_doctor_takes_a_quoted_operator_as_an_argument(tmp_path: Path) -> None:
    assert _run("doctor", f"{_adapter(tmp_path)} '|' \">\"")[0] == 0
