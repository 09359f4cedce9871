"""The page docs/adapters.md: its conversation and its skeleton agree with the Python template."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from antichain.conformance.adapters.languages import LANGUAGES
from antichain.conformance.adapters.new_adapter import adapter_files, write_adapter

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
