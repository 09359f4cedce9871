"""The shipped adapters: their registry, and their agreement with the libraries."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import UNSUPPORTED, Failed, Refused
from antichain.conformance.protocol.claims import Hello, Kind
from antichain.conformance.targets.registry import SHIPPED, Own, ThirdParty, shipped
from antichain.conformance.targets.third_party import manifest
from antichain.conformance.transport.stdio import Stdio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

pytestmark = pytest.mark.slow

PACKAGED = [name for name, adapter in SHIPPED.items() if isinstance(adapter, ThirdParty)]
FOLDER = manifest.FOLDER
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not on the PATH")
FAKE_COUNTER = """
export class GCounter {
  constructor(id) { this.id = id; this.counters = {}; console.log("hello from the library"); }
  get value() { return this.counters.total; }
  increment(by) { if (by === 13) throw new TypeError("unlucky"); this.counters.total = by; }
  merge(other) { this.counters.total = BigInt(other.value) ** 2n; }
  toJSON() { return { id: this.id, counters: this.counters }; }
  static from(json) { return Object.assign(new GCounter(json.id), { counters: json.counters }); }
}
export class PNCounter extends GCounter {}
"""


@pytest.fixture(scope="session")
def started() -> Iterator[Callable[[str], Stdio]]:
    """Start an installed adapter."""
    running = []

    def start(name: str) -> Stdio:
        adapter = SHIPPED[name]
        if isinstance(adapter, Own):
            command = [sys.executable, "-m", "antichain.conformance.adapters.serve", adapter.adapter]
        elif adapter.installed():
            command = adapter.command()
        else:
            pytest.skip(f"{name} is not installed; run: antichain check {name} --install")
        target = Stdio(command)
        running.append(target)
        return target

    yield start
    for target in running:
        target.close()


def ask(target: Stdio, kind: str, replicas: str, *further: requests.Request) -> list[Any]:
    return target.play([requests.Open(Kind(kind), tuple(replicas)), *further])[1:]


def test_adapters_are_registered_under_their_names() -> None:
    assert all(adapter.name == name for name, adapter in SHIPPED.items())


@pytest.mark.parametrize("word", ["orbit-crdts@0.0.0", "reference@1", "nothing", ""])
def test_shipped_of_an_unknown_version_returns_none(word: str) -> None:
    assert shipped(word) is None


@pytest.mark.parametrize("name", SHIPPED)
def test_registry_agrees_with_the_hello(name: str, started: Callable[[str], Stdio]) -> None:
    hello = started(name).hello()
    assert isinstance(hello, Hello), hello
    assert set(hello.kinds) == set(SHIPPED[name].kinds)


@pytest.mark.parametrize("name", PACKAGED)
def test_packaged_adapter_runs_the_version_it_names(name: str, started: Callable[[str], Stdio]) -> None:
    hello = started(name).hello()
    assert isinstance(hello, Hello), hello
    assert (hello.name, hello.version) == (name, SHIPPED[name].version)


def loop(package: Path, lines: Sequence[dict[str, Any] | str]) -> subprocess.CompletedProcess[str]:
    """Run the adapter of crdts on a fake library."""
    package.joinpath("node_modules", "crdts").mkdir(parents=True)
    package.joinpath("node_modules", "crdts", "package.json").write_text(
        '{"version": "9", "type": "module", "main": "main.js"}'
    )
    package.joinpath("node_modules", "crdts", "main.js").write_text(FAKE_COUNTER)
    assert NODE is not None
    script = FOLDER / "orbit_crdts" / "adapter.mjs"
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    return subprocess.run(  # noqa: S603 — node, and a script of ours
        [NODE, script, package], input=text, capture_output=True, text=True, encoding="utf-8", timeout=30, check=False
    )


@needs_node
def test_adapter_loop_answers_each_request_once_in_order(tmp_path: Path) -> None:
    story: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"op": "value", "replica": "A"}, {"unsupported": True}),
        ({"op": "open", "kind": "g-set", "replicas": ["A"]}, {"unsupported": True}),
        ({"op": "open", "kind": "constructor", "replicas": ["A"]}, {"unsupported": True}),
        ({"op": "open", "kind": "g-counter", "replicas": ["A", "__proto__"]}, {"ok": None}),
        ({"op": "constructor"}, {"unsupported": True}),
        ({"op": "__proto__"}, {"unsupported": True}),
        ({"op": "event", "replica": "A"}, {"unsupported": True}),
        ({"op": "increment", "replica": "A", "by": 13}, {"error": "TypeError: unlucky"}),
        ({"op": "increment", "replica": "A", "by": 7}, {"ok": None}),
        ({"op": "value", "replica": "A"}, {"ok": 7}),
        ({"op": "increment", "replica": "A", "by": "9007199254740992"}, {"ok": None}),
        ({"op": "value", "replica": "A"}, {"ok": "9007199254740992"}),
        ({"op": "send", "replica": "A", "message": "d", "delta": True}, {"unsupported": True}),
        (
            {"op": "send", "replica": "A", "message": "__proto__"},
            {"ok": {"bytes": '{"id":"A","counters":{"total":9007199254740992}}'}},
        ),
        ({"op": "receive", "replica": "__proto__", "message": "__proto__"}, {"ok": None}),
        ({"op": "value", "replica": "__proto__"}, {"ok": str(2**106)}),
        ({"op": "entries", "replica": "__proto__"}, {"ok": {"total": str(2**106)}}),
        ({"op": "receive", "replica": "A", "message": "lost"}, {"error": 'Error: nothing is named "lost"'}),
        (
            {"op": "construct", "message": "c", "entries": {"__proto__": "9007199254740993", "é": 0}},
            {"ok": None},
        ),
        ({"op": "increment", "replica": "A", "by": 2.5}, {"ok": None}),
        (
            {"op": "value", "replica": "A"},
            {"error": "Error: the library says 2.5 (a number), which is no whole number"},
        ),
        ({"op": "bye"}, {"ok": None}),
    ]
    ids = [0, 2**31, 2**53 - 1, *range(3, len(story))]
    ran = loop(tmp_path, [{"id": number, **asked} for number, (asked, _) in zip(ids, story, strict=True)])
    assert ran.returncode == 0, ran.stderr
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert answers == [{"id": number, **due} for number, (_, due) in zip(ids, story, strict=True)]
    assert "hello from the library" in ran.stderr


@needs_node
def test_adapter_loop_after_bye_answers_nothing(tmp_path: Path) -> None:
    assert loop(tmp_path / "end", []).returncode == 0
    ran = loop(tmp_path / "bye", ['{"id":1,"op":"bye"}', '{"id":2,"op":"bye"}'])
    assert (ran.returncode, ran.stdout) == (0, '{"id":1,"ok":null}\n')


@needs_node
def test_adapter_loop_does_not_answer_a_malformed_line(tmp_path: Path) -> None:
    ran = loop(tmp_path, ["{"])
    assert ran.returncode != 0
    assert ran.stdout == ""
    assert "SyntaxError" in ran.stderr


@needs_node
def test_javascript_adapter_ignores_the_project_around_it(tmp_path: Path) -> None:
    tmp_path.joinpath("mixu").mkdir()
    shutil.copy(FOLDER / "adapter.mjs", tmp_path)
    shutil.copy(FOLDER / "mixu_vectorclock" / "adapter.mjs", tmp_path / "mixu")
    tmp_path.joinpath("package.json").write_text('{"type": "commonjs"}')
    assert NODE is not None
    ran = subprocess.run(  # noqa: S603 — node, and a script of ours
        [NODE, "mixu/adapter.mjs", tmp_path], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False
    )
    assert "Cannot find module 'vectorclock/package.json'" in ran.stderr


def test_boxydog_clocks_answer_in_four_ways(started: Callable[[str], Stdio]) -> None:
    clocks: dict[str, dict[str, int | str | tuple[int | str, int | str]]] = {
        "empty": {},
        "a": {"A": 1},
        "zero": {"A": 1, "B": 0},
        "b": {"B": 1},
        "ab": {"A": 1, "B": 1},
    }
    made = [requests.Construct(name, entries) for name, entries in clocks.items()]
    pairs = [("empty", "a"), ("a", "empty"), ("a", "zero"), ("a", "b"), ("a", "ab"), ("ab", "b"), ("empty", "empty")]
    answers = ask(started("boxydog-vectorclock"), "vector-clock", "AB", *made, *(requests.Compare(*p) for p in pairs))
    assert answers[len(made) :] == ["before", "after", "equal", "concurrent", "before", "after", "equal"]


@pytest.mark.parametrize(
    ("name", "kind"), [("boxydog-vectorclock", "vector-clock"), ("mixu-vectorclock", "version-vector")]
)
def test_boxydog_sorting_is_that_of_the_library(name: str, kind: str, started: Callable[[str], Stdio]) -> None:
    made = [requests.Construct(clock, dict.fromkeys(clock, 1)) for clock in ("c", "ac", "b")]
    orders = [*permutations(("c", "ac", "b"))]
    sorts = ask(started(name), kind, "abc", *made, *(requests.Sort(order) for order in orders))[len(made) :]
    assert all(sorted(names) == ["ac", "b", "c"] for names in sorts)


def test_mixu_clocks_tick_join_and_stay_as_they_were_sent(started: Callable[[str], Stdio]) -> None:
    answers = ask(
        started("mixu-vectorclock"),
        "version-vector",
        "AB",
        requests.Tick("A"),
        requests.Send("A", "a"),
        requests.Tick("A"),
        requests.Stamp("A", "aa"),
        requests.Tick("B"),
        requests.Stamp("B", "b"),
        requests.Receive("B", "a"),
        requests.Stamp("B", "ab"),
        requests.Compare("a", "aa"),
        requests.Compare("b", "a"),
        requests.Compare("ab", "a"),
        requests.Compare("a", "a"),
        requests.Entries("B"),
    )
    assert answers[8:] == ["before", "concurrent", "after", "equal", {"A": 1, "B": 1}]


def test_orbit_counters_count_and_stay_as_they_were_sent(started: Callable[[str], Stdio]) -> None:
    answers = ask(
        started("orbit-crdts"),
        "pn-counter",
        "AB",
        requests.Increment("A", 3),
        requests.Decrement("A", 5),
        requests.Send("A", "m"),
        requests.Increment("A", 1),
        requests.Receive("B", "m"),
        requests.Recode("m", "again"),
        requests.Receive("B", "again"),
        requests.Construct("c", {"C": (4, 1)}),
        requests.Receive("B", "c"),
        requests.Value("A"),
        requests.Value("B"),
        requests.Entries("B"),
        requests.Send("A", "delta", delta=True),
    )
    assert answers[9:] == [-1, 1, {"A": (3, 5), "B": (0, 0), "C": (4, 1)}, UNSUPPORTED]


@pytest.mark.parametrize("kind", ["g-counter", "pn-counter"])
def test_orbit_ignores_only_amounts_below_one(kind: str, started: Callable[[str], Stdio]) -> None:
    steps = [requests.Increment("A", by) for by in (-1, 0.5, 0, 2.5)]
    negative, half, nothing, fraction, value = ask(started("orbit-crdts"), kind, "A", *steps, requests.Value("A"))
    assert isinstance(negative, Refused)
    assert negative.code == "negative"
    assert isinstance(half, Refused)
    assert half.code == "not-an-integer"
    assert (nothing, fraction) == (None, None)
    assert isinstance(value, Failed)
    assert "says 2.5 (a number)" in value.text


def test_file_named_like_the_package_does_not_shadow_it(
    started: Callable[[str], Stdio], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("vectorclock.py").write_text("raise SystemExit('not me')")
    monkeypatch.chdir(tmp_path)
    assert isinstance(started("boxydog-vectorclock").hello(), Hello)
