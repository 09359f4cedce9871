"""The page docs/adapters.md: its conversation and its skeleton agree with the Python template."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from antichain.conformance.adapters.languages import LANGUAGES
from antichain.conformance.adapters.new_adapter import adapter_files, write_adapter
from antichain.conformance.adapters.values import Library
from antichain.conformance.api import check
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.protocol.claims import Kind

PAGE = (Path(__file__).parents[3] / "docs" / "adapters.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_page_conversation_is_that_of_the_template(tmp_path: Path) -> None:
    (conversation,) = _blocks("text")
    requests = re.findall(r"^> (.*)$", conversation, re.MULTILINE)
    answers = re.findall(r"^< (.*)$", conversation, re.MULTILINE)
    write_adapter("python", tmp_path)
    done = subprocess.run(
        [sys.executable, "adapter.py"],
        cwd=tmp_path,
        input="\n".join((*requests, "")),
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(requests) > 10
    assert done.stdout.splitlines() == answers
    assert [json.loads(answer)["id"] for answer in answers] == [*range(1, len(requests) + 1)]


def test_page_skeleton_equals_the_template() -> None:
    files = adapter_files("python")
    assert _blocks("py") == [files["adapter.py"], files["protocol.py"]]


def test_page_table_names_every_field_of_library() -> None:
    table = PAGE.partition("| field of `Library` |")[2].partition("\n\n")[0]
    named = [name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(named) == sorted(field.name for field in fields(Library))


@pytest.mark.parametrize("program", _blocks("python"))
def test_page_library_conforms(program: str) -> None:
    defined: dict[str, Any] = {}
    exec(program, defined)  # noqa: S102 — the program of the page
    report = check(
        defined["target"], bounds=Bounds(events=2, histories=1, steps=4, large=4, crowd=4, named=1, states=1)
    )
    assert report.phases[0].detail == "the adapter is sound"
    assert report.failures == ()


@pytest.mark.thorough
@pytest.mark.skipif(shutil.which("cargo") is None, reason="cargo is not on the PATH")
def test_page_adapter_of_two_kinds_conforms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (program,) = _blocks("rust")
    write_adapter("rust", tmp_path)
    for module, kind in (("g_counter", "g-counter"), ("pn_counter", "pn-counter")):
        files = adapter_files("rust", kind)
        adapter, main, _ = files["src/main.rs"].partition("\nfn main() {")
        assert main
        moved = adapter.replace("mod protocol;\n", "").replace("use protocol::", "use crate::protocol::")
        (tmp_path / "src" / module).mkdir()
        (tmp_path / "src" / module / "counter.rs").write_text(files["src/counter.rs"])
        text = moved.replace("serve, ", "").replace("\nstruct Counters", "\npub struct Counters")
        (tmp_path / "src" / f"{module}.rs").write_text(text)
    (tmp_path / "src" / "main.rs").write_text(program)
    monkeypatch.chdir(tmp_path)
    for command in LANGUAGES["rust"].build:
        subprocess.run(command, shell=True, capture_output=True, check=True)  # noqa: S602 — a constant of the language
    bounds = Bounds(events=2, histories=1, steps=4, large=4, crowd=4, named=1, states=1)
    report = check(LANGUAGES["rust"].run, bounds=bounds)
    assert {*report.rules} == {Kind.G_COUNTER, Kind.PN_COUNTER}
    assert report.failures == ()


def test_page_names_every_language() -> None:
    listed = re.search(r"The languages are (.*?)\. ", PAGE, re.DOTALL)
    assert listed is not None
    assert re.split(r", | and ", " ".join(listed[1].split())) == [*LANGUAGES]


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_fits_the_shell(shell: str) -> None:
    assert f"_ANTICHAIN_COMPLETE={shell}_source antichain" in _blocks("bash")[0]
    antichain = Path(sys.executable).with_name("antichain")

    def said(**environment: str) -> str:
        done = subprocess.run(  # noqa: S603 — the command line of this environment
            [antichain], env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        return done.stdout

    assert "_ANTICHAIN_COMPLETE=" in said(_ANTICHAIN_COMPLETE=f"{shell}_source")
    completed = said(
        _ANTICHAIN_COMPLETE="bash_complete", COMP_WORDS="antichain new-adapter --language ty", COMP_CWORD="3"
    )
    assert completed == "plain,typescript\n"
