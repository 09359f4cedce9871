"""Several jobs: the same verdict, and nothing left behind when they are cut short."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from tests.processes import at_home_in, command, left_behind

from antichain.conformance.commands import main
from antichain.conformance.engine.config import CheckConfig, Scope
from antichain.conformance.engine.events import ignore
from antichain.conformance.engine.exit_codes import INTERRUPTED, NOT_CONFORMANT, USAGE
from antichain.conformance.engine.parallel import parts_of
from antichain.conformance.targets.resolve import Local, greet

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

ARTICLE = "py:antichain.conformance.zoo.wrong.article:target"
SMALL = ("--seed", "1", "--bounds", "events=2,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2")
CONSOLE = [sys.executable, "-m", "antichain.conformance"]
BAD = """
from wrong import balance, larger, larger_pairs, order, shift, tick, total
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.adapters.values import Library, ValueTarget

def target():
    sums = lambda x, y: {r: x.get(r, 0) + y.get(r, 0) for r in x | y}
    return ValueTarget(
        Hello(name="bad", kinds={kind: Options() for kind in Kind if kind is not Kind.VECTOR_CLOCK}),
        {
            Kind.VERSION_VECTOR: Library(new=lambda _: {}, tick=tick, merge=larger, compare=lambda x, y: "before"),
            Kind.G_COUNTER: Library(
                new=lambda _: {}, increment=lambda s, r, n: {**s, r: s.get(r, 0) + n}, merge=sums, value=total
            ),
            Kind.PN_COUNTER: Library(
                new=lambda _: {},
                increment=lambda s, r, n: shift(s, r, n, 0),
                decrement=lambda s, r, n: shift(s, r, 0, n),
                merge=larger_pairs,
                value=lambda s: max(0, balance(s)),
            ),
        },
    )
"""


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        Path("bad.py").write_text(BAD)
        yield


def checked(target: str, *options: str) -> tuple[int, dict[str, Any]]:
    """Return exit code and result of a check, but for its command and times, and for how often they were taken."""
    ran = CliRunner().invoke(main, ["check", target, "--json", *options])
    data = json.loads(ran.stdout)
    del data["started"], data["seconds"], data["argv"]
    for phase in data["phases"]:
        del phase["seconds"]
        for played in phase["kinds"].values():
            del played["seconds"]
    del data["phases"][0]["histories"], data["phases"][0]["checks"]
    return ran.exit_code, data


@pytest.mark.parametrize("target", ["py:bad:target", pytest.param("reference", marks=pytest.mark.thorough)])
def test_jobs_give_the_same_verdict_as_one_process(target: str, tmp_path: Path) -> None:
    one = checked(target, *SMALL)
    assert checked(target, *SMALL, "--jobs", "2") == one
    assert [phase["phase"] for phase in one[1]["phases"]] == ["doctor", "laws", "exhaustive", "random", "large"]
    assert left_behind(tmp_path) == []


@pytest.mark.thorough
def test_jobs_return_failures_of_all_kinds() -> None:
    code, data = checked("py:bad:target", *SMALL, "--jobs", "3")
    assert code == NOT_CONFORMANT
    assert {found["kind"] for found in data["findings"]} == {"version-vector", "g-counter", "pn-counter"}
    assert any(found["minimal"] for found in data["findings"])
    assert all((Path(".antichain/cases") / f"{found['id']}.jsonl").exists() for found in data["findings"])


def test_jobs_give_up_a_dead_target_as_one_process_does() -> None:
    dying = shlex.join(command("exits_on_receive"))
    bounds = ("--bounds", "events=3,histories=2,steps=8,large=10,crowd=8,faulty=1,named=1,states=2")
    one, two = checked(dying, *bounds, "--seed", "0"), checked(dying, *bounds, "--seed", "0", "--jobs", "2")
    assert one == two
    assert two[1]["ended"] == {"g-counter": "it broke in 6 distinct histories"}


def test_jobs_of_a_target_without_a_copy_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "elsewhere")  # where nothing can be forked
    closure = Local("closure", lambda: None, "")
    reference = Local("reference", __import__("antichain.conformance.targets.reference", fromlist="target").target, "")
    scope = Scope(greet(reference), CheckConfig(seed=0, phases=("laws",)))
    with pytest.raises(OSError, match="it cannot be duplicated for several jobs, use --jobs 1"):
        parts_of(closure, scope, ignore, 2)


@pytest.mark.parametrize("form", ["--json", "--quiet", "--strict"])
@pytest.mark.parametrize("place", ['"by": 4294967297', '"m19"'], ids=["laws", "large"])
def test_interrupt_ends_all_jobs_and_keeps_their_results(place: str, form: str, tmp_path: Path) -> None:
    os.mkfifo("reached")
    target = shlex.join(command("waits_where_it_is_told"))
    bounds = ("--bounds", "events=3,histories=10,steps=18,large=25,crowd=70,named=1")
    with subprocess.Popen(  # noqa: S603 — our own program
        [*CONSOLE, "check", target, form, "--timeout", "600", "--jobs", "2", *bounds],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "WAIT_AT": place, "REACHED": "reached"},
        text=True,
    ) as running:
        assert Path("reached").read_text() == "here"
        running.send_signal(signal.SIGINT)
        out, error = running.communicate(timeout=60)
    assert (running.returncode, error) == (INTERRUPTED, "")
    assert left_behind(tmp_path) == []
    if form == "--json":
        data = json.loads(out)
        assert (data["interrupted"], data["verdict"]) == (True, "interrupted")
        assert (data["kinds"]["g-counter"]["CNT-NEGATIVE"]["effective"] > 0) is (place == '"m19"')
        assert data["phases"][0]["phase"] == "doctor"
    else:
        assert out.splitlines()[-1].startswith("INTERRUPTED: 0 findings so far")


def test_jobs_below_one_are_refused() -> None:
    ran = CliRunner().invoke(main, ["check", ARTICLE, "--jobs", "0"])
    assert ran.exit_code == USAGE
    assert "'--jobs': 0 is not in the range x>=1" in ran.stderr
