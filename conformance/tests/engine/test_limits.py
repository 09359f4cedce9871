"""The cost of a broken target: memory under floods, starts, and the cases judged before it broke."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests import wrong
from tests.processes import at_home_in, command, left_behind

from antichain.conformance.commands import main
from antichain.conformance.engine.exit_codes import CONFORMANT, NOT_CONFORMANT, USAGE
from antichain.conformance.failures.analyse import FailureAnalyser
from antichain.conformance.phases.exhaustive import exhaustive
from antichain.conformance.phases.profiles import PROFILES, Profile
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.transport.in_process import InProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

LITTLE = ("--bounds", "events=3,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2")
MOST_KIB = 300 * 1024
MEASURE = """
import pathlib, resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
pathlib.Path("peak").write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
"""Runs a command and notes its peak memory; a process that starts from a large one begins with that one's."""


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        yield


@pytest.mark.parametrize(
    ("program", "code", "why"),
    [
        ("writes_an_endless_line", USAGE, "a line of more than 2 MiB"),
        ("answers_without_reading", USAGE, "an answer without a request"),
        ("floods_standard_error", CONFORMANT, "CONFORMANT"),
        ("fails_at_great_length", NOT_CONFORMANT, "not sound"),
        ("sends_great_bytes", NOT_CONFORMANT, "it broke in 6 distinct histories"),
    ],
)
def test_flooding_target_takes_no_more_memory_than_a_right_one(
    program: str, code: int, why: str, tmp_path: Path
) -> None:
    words = [sys.executable, "-m", "antichain.conformance", "check", shlex.join(command(program)), *LITTLE]
    with Path("said").open("w", encoding="utf-8") as out:
        measure = [sys.executable, "-S", "-c", MEASURE, *words]
        measured = subprocess.run(measure, stdout=out, stderr=out, check=False)  # noqa: S603 — our own program
    peak = int(Path("peak").read_text(encoding="utf-8"))
    said = " ".join(Path("said").read_text(encoding="utf-8").split())
    assert measured.returncode == code, said[-1000:]
    assert why in said
    assert len(said) < 20_000
    assert 0 < peak < MOST_KIB
    assert left_behind(tmp_path) == []


def test_dead_target_keeps_its_earlier_judgements() -> None:
    dying = shlex.join(command("exits_on_receive"))
    data = json.loads(CliRunner().invoke(main, ["check", dying, "--json", *LITTLE]).output)
    rules = data["kinds"]["g-counter"]
    assert data["ended"] == {"g-counter": "it broke in 6 distinct histories"}
    assert rules["CNT-NEGATIVE"]["effective"] > 0
    assert rules["ANS-OK"]["status"] == "errored"
    assert [phase["phase"] for phase in data["phases"]] == ["doctor", "laws", "exhaustive", "random", "large"]


def test_confirmation_has_a_limit_of_starts() -> None:
    starts = []

    def fresh() -> InProcess:
        starts.append(1)
        return InProcess(wrong.sums)

    claim = Claim(Kind.G_COUNTER, Options())
    analyser = FailureAnalyser(claim, fresh)
    connection = InProcess(wrong.sums)
    failures = 0
    for case in exhaustive(claim, PROFILES[Profile.QUICK]):
        answers = connection.play(case.script.requests)
        if verdict := case.script.judge(answers):
            failures += 1
            failure = analyser.analyse(case, verdict, answers, "exhaustive")
            assert failure.rules
    assert failures > 30
    assert len(starts) == 31  # one to shrink on, and as many as may confirm
