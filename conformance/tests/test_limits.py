"""What a target can cost: memory under floods, starts, and what was judged before it broke."""

from __future__ import annotations

import json
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from antichain.conformance import phases
from antichain.conformance.bounds import QUICK
from antichain.conformance.commands import main
from antichain.conformance.connection import InProcess
from antichain.conformance.examine import Examiner
from antichain.conformance.protocol import Kind, Options
from antichain.conformance.verdict import CONFORMANT, NOT_CONFORMANT, USAGE

from . import wrong
from .processes import at_home_in, command, left_behind

if TYPE_CHECKING:
    from collections.abc import Iterator

LITTLE = ("--bounds", "events=3,histories=2,steps=8,large=10")
MOST_KIB = 300 * 1024


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        yield


@pytest.mark.parametrize(
    ("program", "code", "why"),
    [
        ("writes_an_endless_line", USAGE, "a line of more than 16 MiB"),
        ("answers_without_reading", USAGE, "an answer without a request"),
        ("floods_standard_error", CONFORMANT, "CONFORMANT"),
        ("fails_at_great_length", NOT_CONFORMANT, "not sound"),
        ("sends_great_bytes", NOT_CONFORMANT, "it broke in 6 distinct histories"),
    ],
)
def test_a_flood_takes_no_more_memory_than_a_check(program: str, code: int, why: str, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "antichain.conformance", "check", shlex.join(command(program)), *LITTLE]
    out = os.open("said", os.O_WRONLY | os.O_CREAT)
    streams = [(os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, out, 2)]
    process = os.posix_spawn(sys.executable, words, os.environ, file_actions=streams)
    os.close(out)
    _, status, used = os.wait4(process, 0)
    said = " ".join(Path("said").read_text().split())
    assert os.waitstatus_to_exitcode(status) == code, said[-1000:]
    assert why in said
    assert len(said) < 20_000
    assert used.ru_maxrss < MOST_KIB
    assert left_behind(tmp_path) == []


def test_what_was_judged_before_a_target_died_stays_judged() -> None:
    dying = shlex.join(command("exits_on_receive"))
    data = json.loads(CliRunner().invoke(main, ["check", dying, "--json", *LITTLE]).output)
    rules = data["kinds"]["g-counter"]
    assert data["ended"] == {"g-counter": "it broke in 6 distinct histories"}
    assert rules["CNT-NEGATIVE"]["effective"] > 0
    assert rules["ANS-OK"]["status"] == "errored"
    assert [phase["phase"] for phase in data["phases"]] == ["doctor", "laws", "exhaustive", "random", "large"]


def test_confirming_has_a_limit_of_starts() -> None:
    starts = []

    def fresh() -> InProcess:
        starts.append(1)
        return InProcess(wrong.sums)

    options = Options()
    examiner = Examiner(fresh)
    connection = InProcess(wrong.sums)
    failures = 0
    for case in phases.exhaustive(Kind.G_COUNTER, options, QUICK):
        answers = connection.play(case.script.requests)
        if verdict := case.script.judge(answers):
            failures += 1
            finding = examiner.examine(case, verdict, answers, "exhaustive", options)
            assert finding.rules
    assert failures > 30
    assert len(starts) == 31  # the bench, and so many to confirm
