"""The feed as a target: real processes with any name, which are killed and leave no process."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.variant import Variant
from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.engine.exit_codes import CONFORMANT, INCOMPLETE
from antichain.conformance.histories.playable import playable
from antichain.conformance.histories.replica_names import hostile
from antichain.conformance.histories.with_faults import stories
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Refused
from antichain.conformance.protocol.claims import Claim, Fault, Hello, Kind, Options
from antichain.conformance.protocol.requests import During
from antichain.conformance.targets.feed.servers import FORK_SERVER, POST, ForkedServers, Server
from antichain.conformance.targets.feed.target import Feed
from antichain.conformance.transport.in_process import InProcess
from antichain.impl.feed.replica import Replica
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

BROKEN = Path(__file__).parents[3] / "impl" / "tests" / "testing" / "broken_servers"
KINDS = (Kind.VERSION_VECTOR, Kind.PN_COUNTER)
"""A G-Counter is a PN-Counter without unlikes."""
OPTIONS = Options(entries=True, wire=True)
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 — nothing here is about waiting for a disk
PATIENCE = 30.0

needs_pidfd = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux lets us wait for any process")


@pytest.fixture(scope="module")
def feed() -> Iterator[Feed]:
    servers = ForkedServers()
    yield Feed(servers)
    servers.fork_server.close()


class Here:
    """A server in this process."""

    def __init__(self, site: str, disk: Path) -> None:
        self.replica = Replica(disk, site)
        self.rest = self.replica.close
        self.export = self.replica.export

    def like(self, by: float | str) -> None:
        self.replica.like(POST, by).result()  # type: ignore[arg-type]  # whatever the harness gives

    def unlike(self, by: float | str) -> None:
        self.replica.unlike(POST, by).result()  # type: ignore[arg-type]  # the type is the replica's own

    def likes(self) -> int:
        return self.replica.view.find(POST).likes

    def slots(self) -> dict[str, tuple[int, int]]:
        return self.replica.view.entries(POST)

    def origins(self) -> dict[str, int]:
        return self.replica.have.entries()

    def deliver(self, answer: bytes) -> None:
        self.replica.receive(answer).result()

    def die(self, during: During | None = None) -> bool:
        if during:
            (self.like if during.op == "increment" else self.unlike)(during.by)
        self.replica.close()
        return during is not None


class Hosts:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def folder(self) -> Path:
        return self._folder

    def start(self, site: str, disk: Path) -> Here:
        return Here(site, disk)


class Local:
    """A target in this process, started anew as often as wanted."""

    name = "feed"

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0

    def start(self) -> InProcess:
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir()
        return InProcess(lambda: Feed(Hosts(folder)))

    fresh = start


@pytest.mark.parametrize(
    ("phases", "code"),
    [
        pytest.param(("exhaustive", "random"), INCOMPLETE, id="some"),
        pytest.param((), CONFORMANT, id="all", marks=pytest.mark.thorough),
    ],
)
def test_feed_adapter_without_a_network_conforms(phases: tuple[str, ...], code: int) -> None:
    with TemporaryDirectory(dir=MEMORY) as folder:
        launch = Local(Path(folder))
        hello = launch.start().hello()
        assert isinstance(hello, Hello)
        bounds = Bounds(events=2, histories=2, steps=10, large=15, crowd=12, faulty=1, named=1, states=2)
        config = CheckConfig(seed=0, kinds=(Kind.PN_COUNTER,), bounds=bounds, phases=phases)
        result = check(launch, hello, config)
    assert (result.exit_code, result.failures) == (code, ())


def broken(
    feed: Feed, kind: Kind, execution: Execution, variant: Variant | None = None
) -> tuple[tuple[str, ...], Counter[str]]:
    """Return the rules that a history breaks, and how often each rule was tested by it."""
    case = compile_case(execution, Claim(kind, OPTIONS), variant or Variant.plain(execution, OPTIONS))
    answers = InProcess(lambda: feed, timeout=PATIENCE).play(case.script.requests)
    verdict = case.script.judge(answers)
    return (verdict.rules if verdict else ()), Counter(case.script.coverage(verdict, answers))


@pytest.mark.parametrize("kind", [*KINDS, pytest.param(Kind.G_COUNTER, marks=pytest.mark.thorough)])
def test_feed_adapter_holds_every_fault_rule(feed: Feed, kind: Kind) -> None:
    effective: Counter[str] = Counter()
    for execution in filter(lambda execution: playable(execution, Claim(kind, OPTIONS)), stories(tuple(Fault))):
        rules, tested = broken(feed, kind, execution)
        assert rules == (), execution.events
        effective += tested
    expected = {"FLT-DURABLE", "FLT-AMNESIA", "FLT-BACKUP", "FLT-CLONE", "MEM-REJOIN"}
    expected |= {"MEM-ORDER"} if kind.is_clock else {"FLT-ACK", "MEM-RETIRE"}
    assert expected <= set(effective)


@pytest.mark.parametrize("names", hostile(OPTIONS), ids=ascii)
def test_feed_adapter_accepts_any_replica_name(feed: Feed, names: tuple[str, str, str]) -> None:
    a, b, c = Event("A"), Event("B"), Event("C")
    execution = Execution.of([a, b, c, Event("B", of=1), Event("C", of=4), Event("A", of=5)])
    plain = Variant.plain(execution, OPTIONS)
    assert broken(feed, Kind.G_COUNTER, execution, replace(plain, names=names))[0] == ()


def test_feed_crash_kills_the_process_and_starts_another(feed: Feed) -> None:
    feed.open(Kind.G_COUNTER, ("A",))
    feed.increment("A", 2**64)
    first = feed._running["A"]  # noqa: SLF001 — to see that it dies
    assert isinstance(first, Server)
    assert feed.crash("A") is None
    with pytest.raises(ProcessLookupError):
        os.kill(first.pid, 0)
    assert feed.value("A") == 2**64
    second = feed._running["A"]  # noqa: SLF001 — the process behind the server
    assert isinstance(second, Server)
    assert first.pid != second.pid


def test_feed_update_interrupted_by_a_crash_counts_at_most_once(feed: Feed) -> None:
    feed.open(Kind.PN_COUNTER, ("A",))
    total = 0
    for power in range(10):
        before = feed.value("A")
        outcome = feed.crash("A", During("increment", 1 << power))
        total = feed.value("A")
        assert total - before in ((1 << power,) if outcome == "done" else (0, 1 << power))
    assert feed.value("A") == total


def test_feed_adapter_refuses_with_protocol_codes(feed: Feed) -> None:
    connection = InProcess(lambda: feed, timeout=PATIENCE)
    steps = [requests.Increment("A", by) for by in (-1, -(2**70), 0.5, float("nan"))]
    asked = [requests.Open(Kind.G_COUNTER, ("A",)), *steps, requests.Load("m", "e30="), requests.Load("m", "?")]
    codes = [answer.code for answer in connection.play(asked)[1:] if isinstance(answer, Refused)]
    assert codes == ["negative", "negative", "not-an-integer", "not-an-integer", "malformed", "malformed"]


@pytest.mark.parametrize("mistake", ["keeps_its_incarnation", "acknowledges_before_the_commit"])
def test_check_refutes_a_broken_feed_server(mistake: str) -> None:
    servers = ForkedServers((sys.executable, str(BROKEN / f"{mistake}.py"), FORK_SERVER[-1]))
    feed = Feed(servers)
    at_once = Execution.of([Event("A"), FaultStep("A", Fault.CRASH), Event("A")])
    plays = [(at_once, replace(Variant.plain(at_once, OPTIONS), watched=False))]
    plays += [(execution, Variant.plain(execution, OPTIONS)) for execution in stories(tuple(Fault))]
    refuted = any(rule.startswith(("FLT", "MEM")) for play in plays for rule in broken(feed, Kind.G_COUNTER, *play)[0])
    servers.fork_server.close()
    assert refuted


HARNESS = """
from antichain.conformance.targets.feed.target import target
feed = target()
feed.open("g-counter", ("A", "B"))
feed.increment("A", 1), feed.increment("B", 1)
servers = [feed._running[name].pid for name in "AB"]
print(feed._hosts.fork_server.process.pid, *servers, feed._hosts.folder(), flush=True)
input()
"""


@needs_pidfd
@pytest.mark.parametrize("victim", ["harness", "fork_server"])
def test_feed_adapter_leaves_no_process_and_no_file(victim: str) -> None:
    with subprocess.Popen(  # noqa: S603 — the program above
        [sys.executable, "-c", HARNESS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as harness:
        assert harness.stdout
        *pids, folder = harness.stdout.readline().split()
        fork_server, *servers = map(int, pids)
        watched = [os.pidfd_open(pid) for pid in (fork_server, *servers)]
        os.kill(harness.pid if victim == "harness" else fork_server, signal.SIGKILL)
        for descriptor in watched:
            assert select.select([descriptor], [], [], PATIENCE)[0]
            os.close(descriptor)
        harness.kill()
    if victim == "harness":
        assert not Path(folder).exists()
    else:
        for file in sorted(Path(folder).rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
        Path(folder).rmdir()
