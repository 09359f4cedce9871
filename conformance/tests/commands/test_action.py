"""The action: its steps run as a plain shell runs them, and what it declares."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.processes import at_home_in
from tests.sample_results import sample

from antichain.conformance.engine.results.file import write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{ *(inputs|steps)\.([\w.-]+) *\}\}")
SMALL = "events=3,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2"
HOSTILE = """
import os
from antichain.conformance.zoo.wrong.accepts_negative_amounts import target as wrong

def target():
    made = wrong()
    hello = made.hello()
    made.hello = lambda: type(hello)(**{**{n: getattr(hello, n) for n in hello.__struct_fields__}, "version": TEXT})
    return made

TEXT = "1\\n::error title=forged::forged\\n"
for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY"):
    if name in os.environ:
        with open(os.environ[name], "a") as file:
            file.write("stolen=yes\\n")
"""


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        yield


class Runner:
    """Runs the steps of the action that have a script, except the installation, and keeps their outputs and logs."""

    def __init__(self, folder: Path, **inputs: str) -> None:
        self.inputs = {name: each.get("default", "") for name, each in ACTION["inputs"].items()} | inputs
        self.folder = folder
        self.outputs = {"install.outputs.python": sys.executable}
        self.log: dict[str, str] = {}
        self.code = 0
        for step in STEPS:
            if "run" in step and step["id"] != "install":
                self._run(step)

    def _filled(self, text: str) -> str:
        def value(match: re.Match[str]) -> str:
            return self.inputs[match[2]] if match[1] == "inputs" else self.outputs.get(match[2], "")

        return EXPRESSION.sub(value, text)

    def _run(self, step: Mapping[str, Any]) -> None:
        assert "${{" not in step["run"]
        written = self.folder / "output"
        written.write_text("", encoding="utf-8")
        runner = {"RUNNER_TEMP": str(self.folder), "GITHUB_OUTPUT": str(written)}
        environment = {**os.environ, **runner, "GITHUB_STEP_SUMMARY": str(self.folder / "summary")}
        environment |= {name: self._filled(each) for name, each in step["env"].items()}
        # The runner starts bash in this way.
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 — our own script
        self.log[step["id"]] = done.stdout + done.stderr
        self.code = done.returncode
        for line in written.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            self.outputs[f"{step['id']}.outputs.{name}"] = value


def test_action_reports_a_failure_and_quotes_the_target(tmp_path: Path) -> None:
    Path("hostile.py").write_text(HOSTILE, encoding="utf-8")
    Path("secrets.py").write_text("token_hex = lambda _: 'forged'", encoding="utf-8")
    runner = Runner(tmp_path, target="py:hostile:target", profile="quick", bounds=SMALL, kinds="g-counter")
    assert runner.code == 1
    assert runner.outputs["results.outputs.verdict"] == "not conformant"
    assert int(runner.outputs["results.outputs.failures"]) >= 1
    assert "CNT-NEGATIVE" in html.unescape((tmp_path / "summary").read_text(encoding="utf-8"))
    assert (tmp_path / "antichain-report" / "results.jsonl").exists()
    lines = runner.log["check"].splitlines()
    (token,) = re.findall(r"::stop-commands::([0-9a-f]{32})", lines[0])
    assert lines[-1] == f"::{token}::"
    assert "::error title=forged::forged" in lines[1:-1]
    assert "forged" not in runner.log["results"]
    assert "check.outputs.stolen" not in runner.outputs
    commands = [line for line in runner.log["results"].splitlines() if line.startswith("::")]
    assert 1 <= len(commands) <= 10
    assert all(line.startswith("::error title=g-counter breaks ") for line in commands)


def test_action_without_a_report_says_so(tmp_path: Path) -> None:
    (tmp_path / "antichain-report").mkdir()
    earlier = tmp_path / "antichain-report" / "results.jsonl"
    earlier.write_bytes(write(sample()))
    runner = Runner(tmp_path, target="--no-such-target")
    assert runner.code == 2
    assert runner.outputs["results.outputs.verdict"] == "error"
    assert "::error title=antichain::The check ended with exit code 2" in runner.log["results"]


def test_action_requires_offers(tmp_path: Path) -> None:
    inputs = {"profile": "quick", "bounds": SMALL, "kinds": "g-counter", "must-claim": "sort, wire"}
    runner = Runner(tmp_path, target="py:antichain.conformance.zoo.parts:counter", **inputs)
    assert runner.code == 1
    assert "::error title=antichain::wire is required, and g-counter does not offer it" in runner.log["results"]


def test_action_pins_what_it_uses_and_uploads_hidden_files() -> None:
    used = [step for step in STEPS if "uses" in step]
    assert len(used) == 2
    assert all(re.search(r"@[0-9a-f]{40}$", step["uses"]) for step in used)
    upload = used[-1]["with"]
    assert (upload["include-hidden-files"], upload["if-no-files-found"]) == (True, "error")
    for step in STEPS:
        assert "inputs." not in step.get("run", "")
