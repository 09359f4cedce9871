"""The histories of refuted designs are played by the harness, which finds the design wrong and the reference right."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from antichain.conformance.commands import main
from antichain.proofs.refutations.catalogue import REFUTATIONS
from antichain.proofs.refutations.story import Story

pytestmark = pytest.mark.slow

STORIES = {each.id: each.history() for each in REFUTATIONS if each.history}
ON_PAPER = {name: story for name, story in STORIES.items() if story.history}


def _check(target: str, story: Story, folder: Path) -> int:
    file = folder / "history.jsonl"
    file.write_text("\n".join(map(json.dumps, story.history)), encoding="utf-8")
    arguments = ["check", target, "--in-process", "--kind", story.kind, "--history", str(file)]
    return CliRunner().invoke(main, arguments).exit_code


@pytest.mark.parametrize("name", ON_PAPER)
def test_check_refutes_the_design_by_this_history(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    monkeypatch.chdir(tmp_path)
    assert _check(f"py:refuted:{name}", ON_PAPER[name], tmp_path) == 1


@pytest.mark.parametrize("name", ON_PAPER)
def test_reference_holds_the_rules_in_this_history(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert _check("reference", ON_PAPER[name], tmp_path) == 0


def test_history_without_a_diagram_has_an_undrawable_step() -> None:
    unknown = {"wipe", "crash", "retire", "construct"}
    for name in STORIES.keys() - ON_PAPER.keys():
        requests = STORIES[name].requests
        assert any(r["op"] in unknown or r.get("delta") or r.get("by", 0) < 0 for r in requests), name
