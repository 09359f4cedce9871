from __future__ import annotations

import json
import os
import pty
import re
import shlex
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.commands.antichain_command import ARTICLE, CONSOLE, antichain
from tests.processes import at_home_in, command, left_behind

from antichain.conformance.engine.exit_codes import CONFORMANT, INCOMPLETE, INTERRUPTED, NOT_CONFORMANT
from antichain.conformance.targets.registry import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow


ENOUGH = ("--bounds", "events=3,histories=10,steps=18,large=25,crowd=8,faulty=1,named=1,states=2")
LITTLE = ("--bounds", "events=3,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2")
ESCAPE = "\x1b"


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        yield


def _timeless(text: str) -> dict[str, Any]:
    """Return a result without its times, its command, and what the doctor repeats to measure seconds."""
    data: dict[str, Any] = json.loads(text)
    for name in ("started", "seconds", "argv"):
        del data[name]
    for phase in data["phases"]:
        del phase["seconds"]
        for played in phase["kinds"].values():
            del played["seconds"]
    del data["phases"][0]
    return data


@pytest.mark.thorough
def test_check_with_the_same_seed_gives_the_same_result() -> None:
    first, second, other = (
        antichain(
            "check",
            target,
            "--json",
            "--seed",
            seed,
            "--bounds",
            "events=4,histories=5,steps=15,large=30,crowd=70,named=1",
        )
        for target, seed in ((ARTICLE, "3"), (ARTICLE, "3"), (ARTICLE, "4"))
    )
    assert first[0] == second[0] == NOT_CONFORMANT
    assert _timeless(first[1]) == _timeless(second[1])
    assert _timeless(first[1]) != _timeless(other[1])


def test_json_holds_everything_that_the_terminal_shows() -> None:
    code, out, error = antichain("check", "reference", "--json", "--kind", "g-counter", *ENOUGH)
    data = json.loads(out)
    assert (code, error) == (CONFORMANT, "")
    assert (data["target"], data["verdict"], data["exit"], data["seed"]) == ("reference", "conformant", 0, 0)
    assert data["hello"]["name"] == "antichain"
    assert data["interrupted"] is False
    assert (data["unsound"], data["ended"], data["findings"]) == ([], {}, [])
    assert data["bounds"] == {"g-counter": f"replicas=3,{ENOUGH[1]}"}
    assert [phase["phase"] for phase in data["phases"]] == ["doctor", "laws", "exhaustive", "random", "large"]
    assert all(phase["histories"] > 0 and phase["failures"] == 0 for phase in data["phases"])
    assert list(data["kinds"]) == ["g-counter"]
    once = data["kinds"]["g-counter"]["CNT-ONCE"]
    assert (once["status"], once["level"]) == ("holds", "MUST")
    assert once["effective"] > 0
    assert data["kinds"]["g-counter"]["ORD-BEFORE"]["status"] == "not offered"


def test_quiet_check_prints_one_line() -> None:
    for target, code in (("reference", CONFORMANT), (ARTICLE, NOT_CONFORMANT)):
        given, out, error = antichain("check", target, "--quiet", "--kind", "g-counter", *LITTLE)
        assert (given, error) == (code, "")
        (line,) = out.splitlines()
        assert target in line


@pytest.mark.parametrize("phase", ["laws", "exhaustive", "random", "large"])
def test_phase_option_selects_by_name(phase: str) -> None:
    code, out, _ = antichain("check", "reference", "--phase", phase, "--kind", "g-counter", "--json", *LITTLE)
    assert code in (CONFORMANT, INCOMPLETE)
    assert [each["phase"] for each in json.loads(out)["phases"]] == ["doctor", phase]


def test_check_with_an_unexercised_rule_is_incomplete() -> None:
    code, out, _ = antichain("check", ARTICLE, "--rule", "ORD-BEFORE", "--quiet", *LITTLE)
    assert (code, out[:10]) == (INCOMPLETE, "INCOMPLETE")


def test_report_excludes_text_printed_by_the_target() -> None:
    Path("noisy.py").write_text(
        "print('a banner', flush=True)\nfrom antichain.conformance.zoo.parts import counter as target\n"
    )
    code, out, _ = antichain("check", "py:noisy:target", "--json", *LITTLE)
    assert code == CONFORMANT
    assert json.loads(out)["verdict"] == "conformant"


def _reported(*arguments: str, **environment: str) -> str:
    ran = subprocess.run(  # noqa: S603 — our own program
        [*CONSOLE, "check", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )
    return ran.stdout


@pytest.mark.parametrize(
    ("target", "environment"),
    [("py:boring:target", {}), (ARTICLE, {}), (ARTICLE, {"NO_COLOR": "1"}), (ARTICLE, {"COLUMNS": "300"})],
    ids=str,
)
def test_report_in_a_pipe_is_plain_and_100_columns_wide(target: str, environment: dict[str, str]) -> None:
    Path("boring.py").write_text("from antichain.conformance.zoo.parts import counter as target\n")
    out = _reported(target, *LITTLE, **environment)
    assert ESCAPE not in out
    assert "CONFORMANT" in out
    wide = [line for line in out.splitlines() if len(line) > 100 and not line.startswith("  $ ")]
    assert wide == []


def _on_a_terminal(*arguments: str, **environment: str) -> str:
    """Return what is shown on a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(  # noqa: S603 — our own program
        [*CONSOLE, "check", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", **environment},
    ):
        os.close(theirs)
        shown = b""
        while True:
            try:
                chunk = os.read(ours, 1 << 16)
            except OSError:  # how Linux says that the other side is closed
                break
            if not chunk:
                break
            shown += chunk
    os.close(ours)
    return shown.decode()


def test_report_on_a_terminal_has_colour_unless_no_color() -> None:
    colour = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7]|4[0-7]|38|48)[;m]")
    arguments = (ARTICLE, *LITTLE)
    assert colour.search(_on_a_terminal(*arguments))
    assert not colour.search(_on_a_terminal(*arguments, NO_COLOR="1"))


def test_article_is_refuted_with_a_case_file(tmp_path: Path) -> None:
    bounds = ("--bounds", "events=5,histories=5,steps=15,large=30,crowd=70,named=1")
    code, out, _ = antichain("check", ARTICLE, "--json", *bounds)
    assert code == NOT_CONFORMANT
    (failure,) = [
        found for found in json.loads(out)["findings"] if found["rules"][0] == "CNT-ONCE" and found["minimal"]
    ]
    assert failure["events"] == 5
    assert (failure["steps"][-1]["specified"], failure["steps"][-1]["observed"]) == ("3", "4")
    assert "no history with fewer events fails" in failure["minimal"]

    code, out, _ = antichain("check", ARTICLE, *bounds)
    assert code == NOT_CONFORMANT
    case = tmp_path / ".antichain" / "cases" / f"{failure['id']}.jsonl"
    (replay,) = [
        line for line in out.splitlines() if line.startswith("  $ ") and str(case.relative_to(tmp_path)) in line
    ]
    adapter, _, path = replay.removeprefix("  $ ").partition(" < ")
    with Path(path).open("rb") as lines:
        replayed = subprocess.run(shlex.split(adapter), stdin=lines, capture_output=True, timeout=60, check=True)  # noqa: S603 — the command that the report gives
    asked = [json.loads(line) for line in case.read_bytes().splitlines()]
    answered = [json.loads(line) for line in replayed.stdout.splitlines()]
    assert [line["op"] for line in asked][-2:] == ["value", "bye"]
    assert [line["id"] for line in answered] == [line["id"] for line in asked]
    assert answered[-2]["ok"] == 4


def test_command_in_a_report_shows_the_failure_again() -> None:
    _, out, _ = antichain(
        "check", ARTICLE, "--seed", "5", *LITTLE[:1], "events=5,histories=2,steps=8,large=10,crowd=70,named=1"
    )
    again = next(line for line in out.splitlines() if line.startswith("  $ antichain check "))
    code, repeated, _ = antichain(*shlex.split(again.removeprefix("  $ antichain ")))
    assert code == NOT_CONFORMANT
    assert again in repeated.splitlines()


def test_unwritable_folder_costs_only_the_case_files() -> None:
    Path(".antichain").write_text("a file where a folder is due")
    for form in ((), ("--json",), ("--jobs", "2")):
        code, out, error = antichain("check", ARTICLE, *LITTLE, *form)
        assert (code, error) == (NOT_CONFORMANT, "")
        assert "failures cannot be kept: .antichain/cases: " in out
        assert "antichain replay" not in out


def test_targets_lists_every_shipped_adapter() -> None:
    code, out, _ = antichain("targets", "--json")
    rows = json.loads(out)
    assert code == 0
    assert [row["name"] for row in rows] == list(SHIPPED)
    assert all(set(row) == {"name", "language", "package", "about", "offers", "installed"} for row in rows)
    code, out, _ = antichain("targets")
    assert code == 0
    assert all(name in out for name in SHIPPED)


@pytest.mark.parametrize(
    ("place", "phases", "form"),
    [
        ('"receive"', 0, "--json"),
        ('"receive"', 0, "--seed=0"),
        ('"by": 4294967297', 1, "--seed=0"),
        ('"by": 256', 3, "--json"),
        ('"m19"', 4, "--seed=0"),
    ],
    ids=["doctor, as data", "doctor", "laws", "random, as data", "large"],
)
def test_interrupted_check_reports_its_partial_result(place: str, phases: int, form: str, tmp_path: Path) -> None:
    os.mkfifo("reached")
    with subprocess.Popen(  # noqa: S603 — our own program
        [*CONSOLE, "check", shlex.join(command("waits_where_it_is_told")), form, "--timeout", "600", *ENOUGH],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "WAIT_AT": place, "REACHED": "reached"},
        text=True,
    ) as running:
        assert Path("reached").read_text() == "here"
        running.send_signal(signal.SIGINT)
        out, error = running.communicate(timeout=60)
    assert (running.returncode, error) == (INTERRUPTED, "")
    assert left_behind(tmp_path) == []
    if form == "--json":
        data = json.loads(out)
        assert (data["interrupted"], data["verdict"], data["exit"]) == (True, "interrupted", INTERRUPTED)
        assert len(data["phases"]) == phases
    else:
        assert out.splitlines()[-1].startswith("INTERRUPTED: 0 findings so far")


def test_interrupt_during_hello_gives_the_interrupted_verdict(tmp_path: Path) -> None:
    os.mkfifo("reached")
    with subprocess.Popen(  # noqa: S603 — our own program
        [*CONSOLE, "check", shlex.join(command("waits_where_it_is_told"))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "WAIT_AT": "hello", "REACHED": "reached"},
    ) as running:
        assert Path("reached").read_text() == "here"
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)
    assert left_behind(tmp_path) == []
    assert running.returncode == INTERRUPTED
