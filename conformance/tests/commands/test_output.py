"""The imports of the command line, and its behaviour when its output cannot be written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from antichain.conformance.commands.cli import COMMANDS
from antichain.conformance.engine.exit_codes import USAGE

pytestmark = pytest.mark.slow

CONSOLE = [sys.executable, "-m", "antichain.conformance"]
LITTLE = ("--bounds", "events=3,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2")
LISTING = """
import atexit, json, pathlib, sys
atexit.register(lambda: pathlib.Path("modules.json").write_text(json.dumps(sorted(sys.modules))))
from antichain.conformance.commands import main
main(sys.argv[1:])
"""
HEAVY = {"networkx", "hypothesis", "z3", "rich", "msgspec", "antichain.model", "antichain.proofs"}
TALKATIVE = [["--help"], ["targets"], ["explain"], ["generate", "--exhaustive"], ["check", "reference", *LITTLE]]


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def imported_by(*arguments: str) -> set[str]:
    """Return the modules that a command has imported."""
    subprocess.run([sys.executable, "-c", LISTING, *arguments], capture_output=True, check=False)  # noqa: S603 — our own program
    return set(json.loads(Path("modules.json").read_text(encoding="utf-8")))


def test_version_imports_no_command() -> None:
    modules = imported_by("--version")
    assert not {f"antichain.conformance.commands.{package}.{name}" for name, package in COMMANDS.items()} & modules
    assert not HEAVY & modules


def test_feed_serve_imports_no_harness() -> None:
    modules = imported_by("feed", "serve", "--help")
    assert "antichain.impl.web.serve" in modules
    ours = {name for name in modules if name.startswith("antichain.conformance.")}
    assert {name for name in ours if ".commands" not in name} <= {
        "antichain.conformance.engine",
        "antichain.conformance.engine.exit_codes",
    }
    assert not {"networkx", "hypothesis", "z3"} & modules


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("arguments", TALKATIVE, ids=lambda words: words[0])
def test_output_to_a_full_disk_exits_2_with_a_sentence(arguments: list[str]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ran = subprocess.run([*CONSOLE, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 — our own program
    assert ran.returncode == USAGE
    assert ran.stderr == "Error: standard output cannot be written: No space left on device\n"


@pytest.mark.parametrize("arguments", TALKATIVE, ids=lambda words: words[0])
def test_output_to_a_closed_pipe_exits_2_silently(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run([*CONSOLE, *arguments], stdout=writer, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 — our own program
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (USAGE, "")
