"""The shipped adapters: their registry, how their packages get there, and that they hide and invent nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from antichain.conformance import protocol
from antichain.conformance.protocol import UNSUPPORTED, Failed, Hello, Kind, Refused
from antichain.conformance.stdio import Stdio
from antichain.conformance.targets import shipped
from antichain.conformance.targets.shipped import SHIPPED, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PACKAGED = [name for name, adapter in SHIPPED.items() if adapter.client]
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


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(shipped, "user_cache_path", lambda _name: tmp_path)
    return tmp_path / "packages"


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Stdio]]:
    """Start an adapter with its real package: the one in the cache, else one installed for this session."""
    fresh = tmp_path_factory.mktemp("cache")
    running = []
    unavailable: dict[str, str] = {}

    def start(name: str) -> Stdio:
        adapter = SHIPPED[name]
        if name in unavailable:
            pytest.skip(unavailable[name])
        with pytest.MonkeyPatch.context() as patch:
            if not adapter.installed():
                patch.setattr(shipped, "user_cache_path", lambda _name: fresh)
            try:
                adapter.install()
                target = Stdio(adapter.command(), environment=adapter.environment())
            except UnavailableError as why:
                unavailable[name] = str(why)
                pytest.skip(unavailable[name])
        running.append(target)
        return target

    yield start
    for target in running:
        target.close()


def ask(target: Stdio, kind: str, replicas: str, *requests: protocol.Request) -> list[Any]:
    return target.play([protocol.Open(Kind(kind), tuple(replicas)), *requests])[1:]


@pytest.fixture
def fake_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put an npm on the PATH that does what a shell script says; its folder is $folder."""

    def make(script: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / "npm"
        program.write_text(f'#!/bin/sh\nwhile [ "$1" != --prefix ]; do shift; done\nfolder=$2\n{script}\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    return make


def test_adapters_are_registered_under_their_names() -> None:
    assert all(adapter.name == name for name, adapter in SHIPPED.items())


@pytest.mark.parametrize("name", PACKAGED)
def test_a_packaged_adapter_names_one_exact_version(name: str) -> None:
    adapter = SHIPPED[name]
    assert adapter.package
    assert all(part.isdigit() for part in adapter.version.split("."))


def test_the_reference_needs_no_installation(cache: Path) -> None:
    reference = SHIPPED["reference"]
    reference.install()
    assert reference.installed()
    assert not cache.exists()
    assert reference.command()[-1] == reference.adapter


@pytest.mark.parametrize("name", PACKAGED)
@pytest.mark.usefixtures("cache")
def test_what_is_not_installed_is_not_started(name: str) -> None:
    adapter = SHIPPED[name]
    assert not adapter.installed()
    with pytest.raises(
        UnavailableError, match=rf"{name} tests .* from {adapter.client}, which must be installed first"
    ):
        adapter.command()


@pytest.mark.parametrize("name", [name for name in PACKAGED if SHIPPED[name].client == "npm"])
def test_without_npm_installation_says_what_to_install(name: str, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnavailableError, match=f"{name} needs npm, which is not on the PATH; install"):
        SHIPPED[name].install()
    assert list(cache.iterdir()) == []


def test_without_node_the_command_says_what_to_install(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cache / "orbit-crdts-0.2.0").mkdir(parents=True)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnavailableError, match="orbit-crdts needs node, which is not on the PATH"):
        SHIPPED["orbit-crdts"].command()


def test_an_installation_that_fails_half_way_leaves_nothing(cache: Path, fake_npm: Callable[[str], None]) -> None:
    fake_npm(
        'mkdir -p "$folder/node_modules/crdts"; echo "npm error code ENOTFOUND" >&2; echo "npm error x" >&2; exit 1'
    )
    with pytest.raises(UnavailableError) as failure:
        SHIPPED["orbit-crdts"].install()
    assert str(failure.value) == (
        "orbit-crdts cannot be installed: npm did not bring crdts 0.2.0 (npm error code ENOTFOUND); "
        "see that the network can be reached, and try again"
    )
    assert not SHIPPED["orbit-crdts"].installed()
    assert list(cache.iterdir()) == []


def test_an_installation_that_takes_for_ever_is_ended(
    cache: Path, fake_npm: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm("exec sleep 60")
    monkeypatch.setattr(shipped, "_PATIENCE", 0.2)
    with pytest.raises(UnavailableError, match=r"nothing came of it in 0\.2 s"):
        SHIPPED["orbit-crdts"].install()
    assert list(cache.iterdir()) == []


@pytest.mark.usefixtures("cache")
def test_a_client_that_does_not_run_is_said_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", os.devnull)
    with pytest.raises(UnavailableError, match="it does not run: Permission denied"):
        SHIPPED["boxydog-vectorclock"].install()


def test_an_installation_overtaken_by_another_is_content(cache: Path, fake_npm: Callable[[str], None]) -> None:
    fake_npm(f'mkdir -p "$folder/node_modules" "{cache}/orbit-crdts-0.2.0/node_modules"')
    SHIPPED["orbit-crdts"].install()
    assert [path.name for path in cache.iterdir()] == ["orbit-crdts-0.2.0"]


def test_a_cache_that_cannot_be_written_is_named(cache: Path) -> None:
    cache.write_text("a file where a folder is due")
    with pytest.raises(UnavailableError, match=r"cannot be installed into .*packages: .*; make that folder writable"):
        SHIPPED["orbit-crdts"].install()


def test_a_pip_package_is_found_before_what_the_environment_names(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(cache / "boxydog-vectorclock-0.5.3")
    monkeypatch.setenv("PYTHONPATH", "mine")
    assert SHIPPED["boxydog-vectorclock"].environment() == {"PYTHONPATH": f"{folder}{os.pathsep}mine"}
    monkeypatch.delenv("PYTHONPATH")
    assert SHIPPED["boxydog-vectorclock"].environment() == {"PYTHONPATH": folder}


@pytest.mark.usefixtures("cache")
def test_a_pip_that_fails_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(UnavailableError, match=r"pip did not bring vectorclock 0\.5\.3 \(pip exited with status 1\)"):
        SHIPPED["boxydog-vectorclock"].install()


@pytest.mark.parametrize("name", SHIPPED)
def test_the_registry_says_what_the_hello_says(name: str, started: Callable[[str], Stdio]) -> None:
    hello = started(name).hello()
    assert isinstance(hello, Hello), hello
    assert set(hello.kinds) == set(SHIPPED[name].kinds)


@pytest.mark.parametrize("name", PACKAGED)
def test_a_packaged_adapter_runs_the_version_that_it_names(name: str, started: Callable[[str], Stdio]) -> None:
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
    script = Path(shipped.__file__).with_name("orbit_crdts.mjs")
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    return subprocess.run(  # noqa: S603 — node, and a script of ours
        [NODE, script, package], input=text, capture_output=True, text=True, encoding="utf-8", timeout=30, check=False
    )


@needs_node
def test_the_loop_gives_every_request_one_answer_in_order(tmp_path: Path) -> None:
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
def test_the_loop_ends_with_its_input_and_answers_nothing_after_bye(tmp_path: Path) -> None:
    assert loop(tmp_path / "end", []).returncode == 0
    ran = loop(tmp_path / "bye", ['{"id":1,"op":"bye"}', '{"id":2,"op":"bye"}'])
    assert (ran.returncode, ran.stdout) == (0, '{"id":1,"ok":null}\n')


@needs_node
def test_the_loop_does_not_answer_what_is_no_request(tmp_path: Path) -> None:
    ran = loop(tmp_path, ["{"])
    assert ran.returncode != 0
    assert ran.stdout == ""
    assert "SyntaxError" in ran.stderr


@needs_node
def test_a_javascript_adapter_does_not_depend_on_the_project_around_it(tmp_path: Path) -> None:
    for file in Path(shipped.__file__).parent.glob("*.mjs"):
        shutil.copy(file, tmp_path)
    tmp_path.joinpath("package.json").write_text('{"type": "commonjs"}')
    assert NODE is not None
    ran = subprocess.run(  # noqa: S603 — node, and a script of ours
        [NODE, "mixu_vectorclock.mjs", tmp_path], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False
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
    made = [protocol.Construct(name, entries) for name, entries in clocks.items()]
    pairs = [("empty", "a"), ("a", "empty"), ("a", "zero"), ("a", "b"), ("a", "ab"), ("ab", "b"), ("empty", "empty")]
    answers = ask(started("boxydog-vectorclock"), "vector-clock", "AB", *made, *(protocol.Compare(*p) for p in pairs))
    assert answers[len(made) :] == ["before", "after", "equal", "concurrent", "before", "after", "equal"]


@pytest.mark.parametrize(
    ("name", "kind"), [("boxydog-vectorclock", "vector-clock"), ("mixu-vectorclock", "version-vector")]
)
def test_sorting_is_the_librarys_own(name: str, kind: str, started: Callable[[str], Stdio]) -> None:
    made = [protocol.Construct(clock, dict.fromkeys(clock, 1)) for clock in ("c", "ac", "b")]
    orders = [*permutations(("c", "ac", "b"))]
    sorts = ask(started(name), kind, "abc", *made, *(protocol.Sort(order) for order in orders))[len(made) :]
    assert all(sorted(names) == ["ac", "b", "c"] for names in sorts)


def test_mixu_clocks_tick_join_and_stay_as_they_were_sent(started: Callable[[str], Stdio]) -> None:
    answers = ask(
        started("mixu-vectorclock"),
        "version-vector",
        "AB",
        protocol.Tick("A"),
        protocol.Send("A", "a"),
        protocol.Tick("A"),
        protocol.Stamp("A", "aa"),
        protocol.Tick("B"),
        protocol.Stamp("B", "b"),
        protocol.Receive("B", "a"),
        protocol.Stamp("B", "ab"),
        protocol.Compare("a", "aa"),
        protocol.Compare("b", "a"),
        protocol.Compare("ab", "a"),
        protocol.Compare("a", "a"),
        protocol.Entries("B"),
    )
    assert answers[8:] == ["before", "concurrent", "after", "equal", {"A": 1, "B": 1}]


def test_orbit_counters_count_and_stay_as_they_were_sent(started: Callable[[str], Stdio]) -> None:
    answers = ask(
        started("orbit-crdts"),
        "pn-counter",
        "AB",
        protocol.Increment("A", 3),
        protocol.Decrement("A", 5),
        protocol.Send("A", "m"),
        protocol.Increment("A", 1),
        protocol.Receive("B", "m"),
        protocol.Recode("m", "again"),
        protocol.Receive("B", "again"),
        protocol.Construct("c", {"C": (4, 1)}),
        protocol.Receive("B", "c"),
        protocol.Value("A"),
        protocol.Value("B"),
        protocol.Entries("B"),
        protocol.Send("A", "delta", delta=True),
    )
    assert answers[9:] == [-1, 1, {"A": (3, 5), "B": (0, 0), "C": (4, 1)}, UNSUPPORTED]


@pytest.mark.parametrize("kind", ["g-counter", "pn-counter"])
def test_orbit_refuses_by_silence_and_only_below_one(kind: str, started: Callable[[str], Stdio]) -> None:
    steps = [protocol.Increment("A", by) for by in (-1, 0.5, 0, 2.5)]
    negative, half, nothing, fraction, value = ask(started("orbit-crdts"), kind, "A", *steps, protocol.Value("A"))
    assert isinstance(negative, Refused)
    assert negative.code == "negative"
    assert isinstance(half, Refused)
    assert half.code == "not-an-integer"
    assert (nothing, fraction) == (None, None)
    assert isinstance(value, Failed)
    assert "says 2.5 (a number)" in value.text


def test_a_file_named_like_the_package_does_not_take_its_place(
    started: Callable[[str], Stdio], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("vectorclock.py").write_text("raise SystemExit('not me')")
    monkeypatch.chdir(tmp_path)
    assert isinstance(started("boxydog-vectorclock").hello(), Hello)
