"""The command line: refused arguments, printed output, written files and exit codes."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.processes import at_home_in, command

from antichain.conformance.engine.exit_codes import CONFORMANT, USAGE

if TYPE_CHECKING:
    from collections.abc import Iterator
from tests.commands.antichain_command import ARTICLE, CONSOLE, antichain

pytestmark = pytest.mark.slow


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


def refused(*arguments: str, last_line: bool = True) -> str:
    """Return the sentence by which a command refuses its arguments; a message of the target may follow it."""
    code, out, error = antichain(*arguments)
    assert (code, out) == (USAGE, "")
    usage, _, sentence = error.partition("Error: ")
    assert all(line == "" or line.startswith(("Usage: ", "Try ")) for line in usage.splitlines()), error
    assert not (last_line and "\n" in sentence.rstrip("\n")), error
    return sentence.rstrip("\n")


@pytest.mark.parametrize("command", ["check", "probe"])
def test_only_usage_errors_begin_with_usage(command: str) -> None:
    _, _, error = antichain(command, "nowhere")
    assert error.startswith("Error: target 'nowhere' is neither")
    _, _, error = antichain(command, "reference", "--kind", "clock")
    assert error.startswith("Usage: ")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], r"target 'nowhere' is neither a shipped adapter nor .*; shipped targets are reference, "),
        (["refrence"], r"target 'refrence' is neither a shipped adapter nor .*; did you mean reference\?$"),
        ([""], r"target '' is neither a shipped adapter nor "),
        (["./nowhere --fast"], r"target './nowhere --fast' is neither a shipped adapter nor "),
        (["'"], r"target \"'\" is not a command line: No closing quotation$"),
        (["./not-a-program"], r"target './not-a-program' cannot be started: OSError: .*Exec format error"),
        (["./not-executable"], r"target './not-executable' cannot be started: .* is not executable; run: chmod \+x "),
        (["py:"], r"'' does not name a factory; write package.module:factory$"),
        (["py:nowhere:target"], r"'nowhere:target': no module named 'nowhere'; "),
        (["py:json"], r"'json' does not name a factory; write package.module:factory$"),
        (["py:json:nowhere"], r"module 'json' has no function 'nowhere'$"),
        (["reference", "--kind", "g-set"], r"'--kind': 'g-set' is not one of 'vector-clock', "),
        (["reference", "--rule", "CNT-ONC"], r"'--rule': 'CNT-ONC' is not a rule; did you mean CNT-ONCE "),
        (["reference", "--rule", "cnt-once"], r"'--rule': 'cnt-once' is not a rule; did you mean CNT-ONCE "),
        (["reference", "--rule", "@"], r"'--rule': '@' is not a rule; rules are ORD-BEFORE, "),
        (["reference", "--bounds", "events"], r"'--bounds': 'events': events is a whole number from 1$"),
        (["reference", "--bounds", "events=0"], r"'--bounds': 'events=0': events is a whole number from 1$"),
        (["reference", "--bounds", "replicas=1"], r"'--bounds': 'replicas=1': replicas is a whole number from 2$"),
        (["reference", "--bounds", "depth=3"], r"'--bounds': 'depth=3' is not a bound; bounds are replicas=N, "),
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
def test_target_that_cannot_be_checked_gives_one_sentence(arguments: list[str], sentence: str) -> None:
    Path("not-a-program").write_bytes(b"\0")
    Path("not-a-program").chmod(0o755)
    Path("not-executable").write_text("#!/bin/sh\n")
    assert re.search(sentence, refused("check", *arguments))


@pytest.mark.parametrize("option", ["--budget", "--timeout"])
@pytest.mark.parametrize("seconds", ["nan", "inf"])
def test_option_of_seconds_that_is_not_finite_is_refused(option: str, seconds: str) -> None:
    target = shlex.join(command("honest"))
    assert re.search(rf"'{option}': .*{seconds}", refused("check", target, option, seconds))


@pytest.mark.parametrize("module", BAD_MODULES)
@pytest.mark.parametrize("where", ["--quiet", "--in-process"])
def test_python_target_that_cannot_be_made_is_refused(
    module: str, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "modules", {name: held for name, held in sys.modules.items() if name not in BAD_MODULES})
    (tmp_path / f"{module}.py").write_text(BAD_MODULES[module])
    said = refused("check", f"py:{module}:target", where, last_line=False)
    assert said.startswith(f"target 'py:{module}:target' ")


def test_module_that_exits_ends_only_its_own_process() -> None:
    Path("dies.py").write_text("import os\nos._exit(0)\n")
    ran = subprocess.run(  # noqa: S603 — our own program
        [*CONSOLE, "check", "py:dies:target"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stdout) == (USAGE, "")
    assert "Error: target 'py:dies:target' gives no valid hello: " in ran.stderr


def test_kind_that_is_not_offered_is_refused() -> None:
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
        ('{"replica":"A","do":"receive"}', r"line 1: `of` names the event whose state a receive joins"),
        ('{"replica":"A","do":"receive","of":1}', r"line 1: event 1 receives the state of event 1"),
        ('{"replica":"A","do":"update"}\n\n{"replica":"B","do":"receive","of":9}', r"line 3: event 1 receives .* 9"),
        ('{"replica":"A","do":"update","by":0}', r"line 1: `by` is for updates, .*and not 0"),
        ('{"replica":"A","do":"update","by":1.5}', r"line 1: Expected `int \| null`, got `float`"),
        ('{"replica":"\\ud800","do":"update"}', r"line 1: "),
        ("[" * 100_000, r"line 1: "),
    ],
)
def test_history_with_a_wrong_line_is_refused_with_its_number(lines: str, why: str) -> None:
    Path("history.jsonl").write_text(lines)
    assert re.search(
        f"^Invalid value for '--history': history.jsonl: {why}", refused("check", ARTICLE, "--history", "history.jsonl")
    )


def test_history_that_is_not_text_is_refused() -> None:
    Path("history.jsonl").write_bytes(b"\xff\xfe")
    assert "history.jsonl: it is not UTF-8" in refused("check", ARTICLE, "--history", "history.jsonl")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "give either --exhaustive or --family NAME"),
        (["--exhaustive", "--family", "ring"], "give either --exhaustive or --family NAME"),
        (["--family", "square"], "'square' is not one of 'random', 'chain'"),
        (["--family", "ring", "--replicas", "1"], "at least 2 are needed to exchange anything"),
        (["--family", "ring", "--count"], "--count is for --exhaustive"),
        (["--exhaustive", "--echo", "--from", "updates"], "give one of them"),
        (["--exhaustive", "--from", "nothing"], "'nothing' is not one of 'any', 'updates'"),
        (["--exhaustive", "--replicas", "0"], "0 is not in the range"),
        (["--exhaustive", "--events", "-1"], "-1 is not in the range"),
    ],
    ids=shlex.join,
)
def test_generate_of_an_impossible_history_is_refused(arguments: list[str], sentence: str) -> None:
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


def test_given_history_is_played_on_every_kind() -> None:
    family = ("--family", "gossip", "--replicas", "4", "--events", "60", "--from", "updates")
    Path("gossip.jsonl").write_text(antichain("generate", *family)[1])
    code, out, _ = antichain("check", "reference", "--history", "gossip.jsonl", "--json")
    data = json.loads(out)
    assert (code, data["verdict"], data["findings"]) == (CONFORMANT, "conformant", [])
    played = {kind: [rule for rule in rules.values() if rule["effective"]] for kind, rules in data["kinds"].items()}
    assert all(len(rules) >= 5 for rules in played.values())
