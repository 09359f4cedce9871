"""The kit for libraries in JavaScript: its state, and the distinction of equal states."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from antichain.conformance.targets.third_party.manifest import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

NODE = shutil.which("node")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(NODE is None, reason="node is not on the PATH")]

KIT = FOLDER / "adapter.mjs"
TARGET = """
import {{ serve }} from {kit};
const vector = {{
  create: () => 0,
  copy: (state) => state,
  tick: (state) => state + 1,
  merge: (mine, theirs) => Math.max(mine, theirs),
  sort: (states) => [...states].sort((x, y) => x - y),
}};
const boxed = {{
  create: (name) => {{ if (name === "B") throw new Error("no B"); return {{ count: 0 }}; }},
  copy: (state) => ({{ ...state }}),
  tick: (state) => {{ state.count += 1; }},
  sort: (states) => states.map((state) => ({{ ...state }})).sort((x, y) => x.count - y.count),
}};
const plain = {{
  create: () => ({{}}),
  copy: (state) => ({{ ...state }}),
  increment: (state, by) => {{ state.A = (state.A ?? 0) + by; }},
  merge: (mine, theirs) => mine === theirs ? {{ A: -1 }} : {{ ...mine, ...theirs }},
  value: (state) => Object.values(state).reduce((total, count) => total + count, 0),
  construct: (entries) => entries,
}};
const kept = {{ ...plain, keepsArguments: true }};
const clocks = {{ "version-vector": vector, "vector-clock": boxed }};
await serve({{ name: "kit", kinds: {{}} }}, {{ ...clocks, "g-counter": plain, "pn-counter": kept }});
"""


def _answers(tmp_path: Path, *asked: dict[str, Any]) -> list[dict[str, Any]]:
    script = tmp_path / "target.mjs"
    script.write_text(TARGET.format(kit=json.dumps(KIT.as_uri())))
    lines = "".join(json.dumps({"id": number, **request}) + "\n" for number, request in enumerate(asked, 1))
    done = subprocess.run([str(NODE), str(script)], input=lines, capture_output=True, text=True, check=True)  # noqa: S603 — a program that the test has written
    return [json.loads(line) for line in done.stdout.splitlines()]


def _stamps(kind: str) -> list[dict[str, Any]]:
    event = {"op": "event", "replica": "A"}
    stamps = [{"op": "stamp", "replica": "A", "message": f"m{n}"} for n in (1, 2, 3)]
    return [{"op": "open", "kind": kind, "replicas": ["A"]}, event, *stamps[:2], event, stamps[2]]


@pytest.mark.parametrize("kind", ["version-vector", "vector-clock"])
def test_sort_of_equal_states_names_each_state(kind: str, tmp_path: Path) -> None:
    orders = [["m3", "m1", "m2"], ["m2", "m3", "m1"]]
    answers = _answers(tmp_path, *_stamps(kind), *({"op": "sort", "messages": order} for order in orders))
    assert [answer["ok"] for answer in answers[-2:]] == [["m1", "m2", "m3"], ["m2", "m1", "m3"]]


def test_open_that_fails_clears_the_earlier_history(tmp_path: Path) -> None:
    opened = {"op": "open", "kind": "vector-clock", "replicas": ["A", "B"]}
    answers = _answers(tmp_path, *_stamps("version-vector"), opened, {"op": "stamp", "replica": "A", "message": "n"})
    assert answers[-2]["error"] == "Error: no B"
    answers = _answers(
        tmp_path,
        {"op": "open", "kind": "version-vector", "replicas": ["C"]},
        opened,
        {"op": "stamp", "replica": "C", "message": "n"},
    )
    assert answers[-1]["error"] == 'Error: nothing is named "C"'


MERGED: list[dict[str, Any]] = [
    {"op": "increment", "replica": "A", "by": 2},
    {"op": "send", "replica": "A", "message": "m"},
    {"op": "receive", "replica": "A", "message": "m"},
    {"op": "value", "replica": "A"},
]


@pytest.mark.parametrize(("kind", "value"), [("g-counter", -1), ("pn-counter", 2)])
def test_own_message_is_merged_as_the_state_itself(kind: str, value: int, tmp_path: Path) -> None:
    answers = _answers(tmp_path, {"op": "open", "kind": kind, "replicas": ["A"]}, *MERGED)
    assert answers[-1]["ok"] == value


def test_own_message_after_a_change_is_merged_as_it_was(tmp_path: Path) -> None:
    again = [MERGED[0], MERGED[1] | {"message": "n"}, MERGED[0]]
    opened = {"op": "open", "kind": "g-counter", "replicas": ["A"]}
    answers = _answers(tmp_path, opened, *again, MERGED[2] | {"message": "n"}, MERGED[3])
    assert answers[-1]["ok"] == 2


@pytest.mark.parametrize(
    ("kind", "done", "value"), [("g-counter", {"ok": None}, 0), ("pn-counter", {"unsupported": True}, 1)]
)
def test_reuse_empties_the_constructing_entries(kind: str, done: dict[str, Any], value: int, tmp_path: Path) -> None:
    receive = {"op": "receive", "replica": "A", "message": "x"}
    answers = _answers(
        tmp_path,
        {"op": "open", "kind": kind, "replicas": ["A"]},
        {"op": "construct", "message": "x", "entries": {"B": 1}},
        {"op": "reuse"},
        receive,
        {"op": "value", "replica": "A"},
    )
    assert answers[2] == {"id": 3, **done}
    assert answers[-1]["ok"] == value


PACKAGE = {
    "package.json": '{"name": "closed", "version": "1.2.3", "exports": {".": {"import": "./index.mjs"}}}',
    "index.mjs": "export const part = 'index';",
    "lib/clock.js": "exports.part = 'internal';",
}


@pytest.mark.parametrize(("file", "part"), [("closed", "index"), ("closed/lib/clock.js", "internal")])
def test_load_finds_files_that_a_package_does_not_export(file: str, part: str, tmp_path: Path) -> None:
    for name, text in PACKAGE.items():
        path = tmp_path / "node_modules" / "closed" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    script = tmp_path / "loads.mjs"
    script.write_text(
        f"import {{ load }} from {json.dumps(KIT.as_uri())};\n"
        f"const {{ version, library }} = await load('closed', {json.dumps(file)});\n"
        "process.stderr.write(`${version} ${library.part}`);"
    )
    done = subprocess.run([str(NODE), str(script)], cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603 — a program that the test has written
    assert done.stderr == f"1.2.3 {part}"
