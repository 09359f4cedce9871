"""``antichain check NAME --install`` where the tool fails: one sentence, exit code 2, and a second try repairs it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from antichain.conformance.commands import main
from antichain.conformance.targets.registry import SHIPPED, ThirdParty

if TYPE_CHECKING:
    from pathlib import Path

MOVED = """npm error code ETARGET
npm error notarget No matching version found for vectorclock@0.0.0.
npm error notarget In most cases you or one of your dependencies are requesting
npm error notarget a package version that doesn't exist."""
OFFLINE = """npm error code ENOTFOUND
npm error syscall getaddrinfo
npm error network request failed, reason: getaddrinfo ENOTFOUND"""
BROKEN = """   Compiling adapter v0.2.1
error[E0432]: unresolved import `vec_clock::VecClock`
 --> main.rs:8:17
error: could not compile `adapter` (bin "adapter") due to 1 previous error"""

FAILURES = [
    ("mixu-vectorclock", "npm", MOVED, "No matching version found for vectorclock@0.0.0."),
    ("mixu-vectorclock", "npm", OFFLINE, "getaddrinfo ENOTFOUND"),
    ("vec-clock", "cargo", BROKEN, "error[E0432]: unresolved import `vec_clock::VecClock` / error: could not compile"),
]
NAMES = ["moved", "offline", "broken"]


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder at the head of the PATH, with a new node; installations go to a temporary cache."""
    monkeypatch.setenv("ANTICHAIN_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    put(folder, "node", "echo v20.0.0")
    return folder


def put(folder: Path, name: str, script: str) -> None:
    """Put a shell script into a folder; asked for its version, it has a new one."""
    version = f'if [ "$1" = --version ]; then {script if name == "node" else "echo 99.0"}; exit; fi'
    folder.joinpath(name).write_text(f"#!/bin/sh\n{version}\n{script}\n")
    folder.joinpath(name).chmod(0o755)


def failing(output: str) -> str:
    return f"cat >&2 <<'END'\n{output}\nEND\nexit 1"


@pytest.mark.parametrize(("name", "tool", "output", "told"), FAILURES, ids=NAMES)
def test_failed_install_is_reported_and_then_repaired(
    name: str, tool: str, output: str, told: str, tools: Path
) -> None:
    put(tools, tool, failing(output))
    refused = CliRunner().invoke(main, ["check", name, "--install"])
    assert refused.exit_code == 2
    [sentence] = refused.output.splitlines()
    assert f"{name} cannot be installed: {tool} install exited with status 1 (" in sentence
    assert told in sentence
    assert sentence.endswith("see that the network can be reached, and try again")
    adapter = SHIPPED[name]
    assert isinstance(adapter, ThirdParty)
    assert not adapter.folder.exists()
    put(tools, tool, "exit 0")
    adapter.install()
    assert adapter.installed()


def test_killed_install_is_repaired_by_a_second(tools: Path) -> None:
    put(tools, "npm", "touch half; kill -9 $$")
    refused = CliRunner().invoke(main, ["check", "mixu-vectorclock", "--install"])
    assert refused.exit_code == 2
    assert "npm install exited with status -9 (it printed nothing)" in refused.output
    adapter = SHIPPED["mixu-vectorclock"]
    assert isinstance(adapter, ThirdParty)
    assert not adapter.folder.exists()
    put(tools, "npm", "exit 0")
    adapter.install()
    assert adapter.installed()


def test_install_with_an_old_tool_names_its_version(tools: Path) -> None:
    put(tools, "node", "echo v16.20.0")
    refused = CliRunner().invoke(main, ["check", "mixu-vectorclock", "--install"])
    assert refused.exit_code == 2
    [sentence] = refused.output.splitlines()
    assert "mixu-vectorclock needs node 18 or newer, and node here is 16.20.0; install Node.js with npm" in sentence
