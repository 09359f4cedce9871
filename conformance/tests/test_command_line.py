"""The command line: what it refuses, what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from antichain.conformance.commands import main
from antichain.conformance.targets.shipped import SHIPPED
from antichain.conformance.verdict import CONFORMANT, INCOMPLETE, INTERRUPTED, NOT_CONFORMANT, USAGE

from .processes import at_home_in, command, left_behind

if TYPE_CHECKING:
    from collections.abc import Iterator

ENOUGH = ("--bounds", "events=3,histories=10,steps=18,large=25,crowd=20,faulty=1")
LITTLE = ("--bounds", "events=3,histories=2,steps=8,large=10,crowd=20,faulty=1")
ARTICLE = "py:antichain.conformance.zoo.article:target"
ESCAPE = "\x1b"
CONSOLE = [sys.executable, "-m", "antichain.conformance"]
BAD_MODULES = {
    "leaves": "import sys\nsys.exit(0)\n",
    "gaps": "import there_is_no_such_module\n",
    "typo": "def target(:\n",
    "raises": "def target():\n    raise RuntimeError('no database')\n",
    "exits": "import sys\ndef target():\n    sys.exit(0)\n",
    "number": "def target():\n    return 42\n",
}


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        yield


def antichain(*arguments: str) -> tuple[int, str, str]:
    """Return exit code, standard output and standard error of a command; nothing may be raised."""
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    return result.exit_code, result.stdout, result.stderr


def refused(*arguments: str, last_line: bool = True) -> str:
    """Return the one sentence that a command refuses its arguments with; a target's own words may follow it."""
    code, out, error = antichain(*arguments)
    assert (code, out) == (USAGE, "")
    usage, _, sentence = error.partition("\nError: ")
    assert all(line == "" or line.startswith(("Usage: ", "Try ")) for line in usage.splitlines()), error
    assert not (last_line and "\n" in sentence.rstrip("\n")), error
    return sentence.rstrip("\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], r"target 'nowhere' is no shipped adapter, .*; shipped targets are reference, "),
        (["refrence"], r"target 'refrence' is no shipped adapter, .*; did you mean reference\?$"),
        ([""], r"target '' is no shipped adapter, "),
        (["./nowhere --fast"], r"target './nowhere --fast' is no shipped adapter, "),
        (["'"], r"target \"'\" is no command line: No closing quotation$"),
        (["./not-a-program"], r"target './not-a-program' cannot be started: OSError: .*Exec format error"),
        (["./not-executable"], r"target './not-executable' is no shipped adapter, "),
        (["py:"], r"'' names no factory; write package.module:factory$"),
        (["py:nowhere:target"], r"'nowhere:target': no module named 'nowhere'; "),
        (["py:json"], r"'json' names no factory; write package.module:factory$"),
        (["py:json:nowhere"], r"module 'json' has no function 'nowhere'$"),
        (["reference", "--kind", "g-set"], r"'--kind': 'g-set' is not one of 'vector-clock', "),
        (["reference", "--rule", "CNT-ONC"], r"'--rule': 'CNT-ONC' is no rule; did you mean CNT-ONCE "),
        (["reference", "--rule", "cnt-once"], r"'--rule': 'cnt-once' is no rule; did you mean CNT-ONCE "),
        (["reference", "--rule", "@"], r"'--rule': '@' is no rule; rules are ORD-BEFORE, "),
        (["reference", "--bounds", "events"], r"'--bounds': 'events': events is a whole number from 1$"),
        (["reference", "--bounds", "events=0"], r"'--bounds': 'events=0': events is a whole number from 1$"),
        (["reference", "--bounds", "replicas=1"], r"'--bounds': 'replicas=1': replicas is a whole number from 2$"),
        (["reference", "--bounds", "depth=3"], r"'--bounds': 'depth=3' is no bound; bounds are replicas=N, "),
        (["reference", "--budget", "-1"], r"'--budget': -1.0 is not in the range"),
        (["reference", "--budget", "0"], r"'--budget': 0.0 is not in the range"),
        (["reference", "--budget", "much"], r"'--budget': 'much' is not a valid float"),
        (["reference", "--timeout", "0"], r"'--timeout': 0.0 is not in the range"),
        (["reference", "--seed", "-1"], r"'--seed': -1 is not in the range"),
        (["reference", "--seed", "x"], r"'--seed': 'x' is not a valid integer"),
        (["reference", "--colour"], r"No such option"),
        (["reference", "--install", "--history", "gone.jsonl"], r"'--history': gone.jsonl: .*No such file"),
        (["reference", "--history", "."], r"'--history': \.: .*Is a directory"),
        (["nowhere", "--install"], r"--install is for shipped adapters \(reference, .*\), and 'nowhere' is none$"),
        ([], r"Missing argument 'TARGET'"),
    ],
    ids=shlex.join,
)
def test_what_cannot_be_checked_is_said_in_one_sentence(arguments: list[str], sentence: str) -> None:
    Path("not-a-program").write_bytes(b"\0")
    Path("not-a-program").chmod(0o755)
    Path("not-executable").write_text("#!/bin/sh\n")
    assert re.search(sentence, refused("check", *arguments))


@pytest.mark.parametrize("option", ["--budget", "--timeout"])
@pytest.mark.parametrize("seconds", ["nan", "inf"])
def test_seconds_are_a_finite_number(option: str, seconds: str) -> None:
    target = shlex.join(command("honest"))
    assert re.search(rf"'{option}': .*{seconds}", refused("check", target, option, seconds))


@pytest.mark.parametrize("module", BAD_MODULES)
@pytest.mark.parametrize("where", ["--quiet", "--in-process"])
def test_a_python_target_that_cannot_be_made_is_no_target(
    module: str, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "modules", {name: held for name, held in sys.modules.items() if name not in BAD_MODULES})
    (tmp_path / f"{module}.py").write_text(BAD_MODULES[module])
    said = refused("check", f"py:{module}:target", where, last_line=False)
    assert said.startswith(f"target 'py:{module}:target' ")


def test_a_module_that_ends_the_process_ends_only_its_own() -> None:
    Path("dies.py").write_text("import os\nos._exit(0)\n")
    ran = subprocess.run(  # noqa: S603 — our own program
        [*CONSOLE, "check", "py:dies:target"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stdout) == (USAGE, "")
    assert "Error: target 'py:dies:target' gives no valid hello: " in ran.stderr


def test_a_kind_that_is_not_offered_is_refused() -> None:
    said = refused("check", ARTICLE, "--kind", "vector-clock")
    assert said == f"{ARTICLE} does not offer vector-clock; it offers g-counter"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("", "it holds no event"),
        ("\n\n", "it holds no event"),
        ('{"replica":"A","do":"update"}\nupdate B\n', r"line 2: .*: update B"),
        ('\n{"replica":"A","do":"dance"}\n', r"line 2: .*'dance'"),
        ('{"replica":"A"}', r"line 1: .*missing required field `do`"),
        ('{"replica":1,"do":"update"}', r"line 1: Expected `str`, got `int`"),
        ('{"replica":"A","do":"update","on":"B"}', r"line 1: .*unknown field `on`"),
        ('{"replica":"A","do":"receive"}', r"line 1: `of` is for a receive, of the event whose state"),
        ('{"replica":"A","do":"receive","of":1}', r"line 1: event 1 receives the state of event 1"),
        ('{"replica":"A","do":"update"}\n\n{"replica":"B","do":"receive","of":9}', r"line 3: event 2 receives .* 9"),
        ('{"replica":"A","do":"update","by":0}', r"line 1: `by` is for updates, .*and not 0"),
        ('{"replica":"A","do":"update","by":1.5}', r"line 1: Expected `int \| null`, got `float`"),
        ('{"replica":"\\ud800","do":"update"}', r"line 1: "),
        ("[" * 100_000, r"line 1: "),
    ],
)
def test_a_wrong_line_of_a_history_is_named_by_its_number(lines: str, why: str) -> None:
    Path("history.jsonl").write_text(lines)
    assert re.search(
        f"^Invalid value for '--history': history.jsonl: {why}", refused("check", ARTICLE, "--history", "history.jsonl")
    )


def test_a_history_that_is_no_text_is_refused() -> None:
    Path("history.jsonl").write_bytes(b"\xff\xfe")
    assert "history.jsonl: 'utf-8' codec can't decode" in refused("check", ARTICLE, "--history", "history.jsonl")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "say either --exhaustive or --family NAME"),
        (["--exhaustive", "--family", "ring"], "say either --exhaustive or --family NAME"),
        (["--family", "square"], "'square' is not one of 'random', 'chain'"),
        (["--family", "ring", "--replicas", "1"], "at least 2 are needed to exchange anything"),
        (["--family", "ring", "--count"], "--count is for --exhaustive"),
        (["--exhaustive", "--echo", "--from", "updates"], "say one of them"),
        (["--exhaustive", "--from", "nobody"], "'nobody' is not one of 'any', 'updates'"),
        (["--exhaustive", "--replicas", "0"], "0 is not in the range"),
        (["--exhaustive", "--events", "-1"], "-1 is not in the range"),
    ],
    ids=shlex.join,
)
def test_what_cannot_be_generated_is_said_in_one_sentence(arguments: list[str], sentence: str) -> None:
    assert sentence in refused("generate", *arguments)


@pytest.mark.parametrize(
    ("reach", "count"), [([], 444), (["--echo"], 1391), (["--from", "updates"], 175)], ids=["others", "echo", "updates"]
)
def test_generate_counts_the_causality_graphs_of_5_events(reach: list[str], count: int) -> None:
    exhaustive = ("generate", "--exhaustive", "--replicas", "3", "--events", "5", *reach)
    assert antichain(*exhaustive, "--count") == (0, f"{count}\n", "")
    _, out, _ = antichain(*exhaustive)
    histories = out.removesuffix("\n\n").split("\n\n")
    assert len(set(histories)) == len(histories) == count
    assert {len(history.splitlines()) for history in histories} == {5}


def test_generate_prints_a_history_that_check_plays() -> None:
    ring = ("generate", "--family", "ring", "--replicas", "5", "--events", "200", "--seed", "7")
    code, out, _ = antichain(*ring)
    lines = [json.loads(line) for line in out.splitlines()]
    assert (code, len(lines)) == (0, 200)
    assert {line["replica"] for line in lines} == set("ABCDE")
    assert {frozenset(line) for line in lines} == {frozenset({"replica", "do"}), frozenset({"replica", "do", "of"})}
    assert antichain(*ring)[1] == out
    assert antichain(*ring[:-1], "8")[1] != out
    Path("ring.jsonl").write_text(out)
    code, said, _ = antichain("check", "reference", "--history", "ring.jsonl")
    assert code == CONFORMANT
    assert "CONFORMANT for what was selected" in said.splitlines()[-1]


def test_a_history_of_updates_and_their_messages_is_played_on_every_kind() -> None:
    family = ("--family", "gossip", "--replicas", "4", "--events", "60", "--from", "updates")
    Path("gossip.jsonl").write_text(antichain("generate", *family)[1])
    code, out, _ = antichain("check", "reference", "--history", "gossip.jsonl", "--json")
    data = json.loads(out)
    assert (code, data["verdict"], data["findings"]) == (CONFORMANT, "conformant", [])
    played = {kind: [rule for rule in rules.values() if rule["effective"]] for kind, rules in data["kinds"].items()}
    assert all(len(rules) >= 5 for rules in played.values())


def _timeless(text: str) -> dict[str, Any]:
    """Return a result without its seconds, and without what the doctor repeats to measure them."""
    data: dict[str, Any] = json.loads(text)
    for phase in data["phases"]:
        del phase["seconds"]
    del data["phases"][0]
    return data


def test_the_same_seed_and_bounds_give_the_same_result() -> None:
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


def test_json_says_all_that_the_terminal_says() -> None:
    code, out, error = antichain("check", "reference", "--json", "--kind", "g-counter", *ENOUGH)
    data = json.loads(out)
    assert (code, error) == (CONFORMANT, "")
    assert (data["target"], data["verdict"], data["exit"], data["seed"]) == ("reference", "conformant", 0, 0)
    assert data["hello"]["name"] == "antichain"
    assert data["interrupted"] is False
    assert (data["unsound"], data["ended"], data["findings"]) == ([], {}, [])
    assert data["bounds"] == {"g-counter": f"replicas=3,{ENOUGH[1]},named=3,states=4"}
    assert [phase["phase"] for phase in data["phases"]] == ["doctor", "laws", "exhaustive", "random", "large"]
    assert all(phase["histories"] > 0 and phase["failures"] == 0 for phase in data["phases"])
    assert list(data["kinds"]) == ["g-counter"]
    once = data["kinds"]["g-counter"]["CNT-ONCE"]
    assert (once["status"], once["level"]) == ("holds", "MUST")
    assert once["effective"] > 0
    assert data["kinds"]["g-counter"]["ORD-BEFORE"]["status"] == "not offered"


def test_quiet_is_one_line() -> None:
    for target, code in (("reference", CONFORMANT), (ARTICLE, NOT_CONFORMANT)):
        given, out, error = antichain("check", target, "--quiet", "--kind", "g-counter", *LITTLE)
        assert (given, error) == (code, "")
        (line,) = out.splitlines()
        assert target in line


def test_a_rule_that_nothing_exercises_leaves_a_run_incomplete() -> None:
    code, out, _ = antichain("check", ARTICLE, "--rule", "ORD-BEFORE", "--quiet", *LITTLE)
    assert (code, out[:10]) == (INCOMPLETE, "INCOMPLETE")


def test_what_a_python_target_prints_is_no_part_of_the_report() -> None:
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
def test_a_report_in_a_pipe_is_plain_and_at_most_100_columns_wide(target: str, environment: dict[str, str]) -> None:
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


def test_a_terminal_sees_colour_unless_it_asks_for_none() -> None:
    colour = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7]|4[0-7]|38|48)[;m]")
    arguments = (ARTICLE, *LITTLE)
    assert colour.search(_on_a_terminal(*arguments))
    assert not colour.search(_on_a_terminal(*arguments, NO_COLOR="1"))


def test_the_article_is_refuted_with_a_case_that_shows_it(tmp_path: Path) -> None:
    bounds = ("--bounds", "events=5,histories=5,steps=15,large=30,crowd=70,named=1")
    code, out, _ = antichain("check", ARTICLE, "--json", *bounds)
    assert code == NOT_CONFORMANT
    (finding,) = [
        found for found in json.loads(out)["findings"] if found["rules"][0] == "CNT-ONCE" and found["minimal"]
    ]
    assert finding["events"] == 5
    assert (finding["steps"][-1]["specified"], finding["steps"][-1]["observed"]) == ("3", "4")
    assert "no history with fewer events fails" in finding["minimal"]

    code, out, _ = antichain("check", ARTICLE, *bounds)
    assert code == NOT_CONFORMANT
    case = tmp_path / ".antichain" / "cases" / f"{finding['id']}.jsonl"
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


def test_the_command_in_a_report_shows_the_finding_again() -> None:
    _, out, _ = antichain(
        "check", ARTICLE, "--seed", "5", *LITTLE[:1], "events=5,histories=2,steps=8,large=10,crowd=70,named=1"
    )
    again = next(line for line in out.splitlines() if line.startswith("  $ antichain check "))
    code, repeated, _ = antichain(*shlex.split(again.removeprefix("  $ antichain ")))
    assert code == NOT_CONFORMANT
    assert again in repeated.splitlines()


def test_a_folder_that_cannot_be_written_costs_only_the_case_files() -> None:
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
def test_an_interrupted_run_reports_what_it_has(place: str, phases: int, form: str, tmp_path: Path) -> None:
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


def test_an_interrupted_hello_is_an_interruption(tmp_path: Path) -> None:
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
