"""A trial of the feed: load and faults, then a time without faults, then the comparison with the ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from random import Random
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from antichain.impl.feed.dots import Dot
from antichain.impl.testing.local_cluster import PROGRAM
from antichain.impl.testing.soak_clients import Client
from antichain.impl.testing.soak_cluster import FaultyCluster
from antichain.impl.testing.soak_ledger import Ledger, Outcome, Reading

if TYPE_CHECKING:
    from antichain.impl.client import Feed
__all__ = ["Plan", "Report", "run"]

_PEACE = 60.0
"""Seconds until the servers must agree after the last fault."""

_pause = Event().wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of a trial. The seed decides the actions of each client; the machine's speed decides their order."""

    servers: int = 3
    clients: int = 8
    seconds: float = 60.0
    kills: int | None = None
    """How many times a server is killed before the trial ends; None ends it after ``seconds``."""
    seed: int = 0
    disks: bool = False
    """Whether disks are lost, and replaced by empty ones or by older copies."""
    program: tuple[str, ...] = PROGRAM


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of a trial."""

    plan: Plan
    faults: Counter[str]
    outcome: Outcome
    agreed: bool
    """Whether all servers know the same updates in the end."""
    seconds: float

    @property
    def right(self) -> bool:
        """Whether the servers agree and the ledger matches exactly."""
        return self.agreed and self.outcome.right

    def __str__(self) -> str:
        """Return the report as people read it."""
        plan, found = self.plan, self.outcome
        faults = ", ".join(f"{kind} {count}" for kind, count in sorted(self.faults.items())) or "none"
        lines = [
            f"servers {plan.servers}, clients {plan.clients}, seed {plan.seed}, {self.seconds:.1f} s",
            f"faults injected: {faults}",
            f"updates acknowledged: {found.acknowledged}",
            f"updates unknown: {found.unknown}, of which {found.counted} count, the same on every server"
            + (f" but for {found.differing}" if found.differing else ""),
            f"updates refused: {found.refused}",
            f"updates lost: {found.lost}",
            f"counted twice: {found.twice}",
            f"counted without a request: {found.invented}",
        ]
        if not self.agreed:
            lines.append(f"the servers do not agree, after {_PEACE:g} s of peace")
        return "\n".join([*lines, "the ledger matches" if self.right else "THE LEDGER DOES NOT MATCH"])


def run(plan: Plan) -> Report:
    """Start servers under load and faults, wait until they agree, and compare their reads with the ledger.

    Raises:
        TimeoutError: a server does not start.

    """
    begun, chance, ledger = monotonic(), Random(plan.seed), Ledger()  # noqa: S311 — reproducible, not secret
    with FaultyCluster(plan.servers, plan.program) as servers:
        servers.ready()
        # A server that lost its disk has lost the keys of its requests, too.
        seeds = [Random(chance.random()) for _ in range(plan.clients)]  # noqa: S311 — reproducible, not secret
        clients = [Client(ledger, servers.urls, seed, retry=not plan.disks) for seed in seeds]
        for client in clients:
            client.start()
        try:
            faults = _Disturbance(servers, ledger, chance, disks=plan.disks).during(plan)
        finally:
            for client in clients:
                client.stop()
            for client in clients:
                client.join()
        agreed = _at_peace(servers)
        outcome = ledger.judge([_read(feed) for feed in servers.feeds])
    return Report(plan=plan, faults=faults, outcome=outcome, agreed=agreed, seconds=monotonic() - begun)


class _Disturbance:
    """Cuts links, kills servers and loses disks."""

    def __init__(self, servers: FaultyCluster, ledger: Ledger, chance: Random, *, disks: bool) -> None:
        self._servers, self._ledger, self._chance = servers, ledger, chance
        self._backups: set[int] = set()
        self.done: Counter[str] = Counter()
        self._faults = [self.partition, self.heal, self.kill, self.kill]
        if disks:
            self._faults += [self.back_up, self.lose_disk, self.lose_disk]

    def during(self, plan: Plan) -> Counter[str]:
        """Inject faults as long as planned; return the number of each."""
        end = monotonic() + plan.seconds
        while (self.done["kill"] < plan.kills) if plan.kills is not None else (monotonic() < end):
            _pause(self._chance.uniform(0.05, 0.6))
            self._chance.choice(self._faults)()
        return self.done

    def partition(self) -> None:
        """Divide the servers into two groups without links between them."""
        side = [self._chance.random() < 0.5 for _ in self._servers.urls]  # noqa: PLR2004 — a fair coin
        for one, other in combinations(range(len(side)), 2):
            self._servers.link(one, other, cut=side[one] != side[other])
        self.done["partition"] += len(set(side)) > 1

    def heal(self) -> None:
        """Restore all links."""
        for one, other in combinations(range(len(self._servers.urls)), 2):
            self._servers.link(one, other, cut=False)
        self.done["heal"] += 1

    def kill(self) -> None:
        """Kill a server, perhaps one that is just starting."""
        self._servers.kill(self._any())
        self.done["kill"] += 1
        if self._chance.random() < 0.5:  # noqa: PLR2004 — one half
            self._servers.ready()

    def back_up(self) -> None:
        """Copy the disk of a server."""
        server = self._any()
        self._servers.ready()
        self._servers.back_up(server)
        self._backups.add(server)

    def lose_disk(self) -> None:
        """Remove the disk of a server, with the updates that only it held; half the time all its links are cut, too."""
        server = self._any()
        others = [other for other in range(len(self._servers.urls)) if other != server]
        alone = self._chance.random() < 0.5  # noqa: PLR2004 — one half
        for other in others:
            self._servers.link(server, other, cut=alone)
        acknowledged = self._ledger.losing(server)
        restore = server in self._backups
        self._backups.discard(server)
        self._servers.lose_disk(server, restore=restore)
        self._ledger.lost(acknowledged, self._servers.clock(others))
        self._servers.ready()
        self.done["restore" if restore else "wipe"] += 1

    def _any(self) -> int:
        return self._chance.randrange(len(self._servers.urls))


def _at_peace(servers: FaultyCluster) -> bool:
    """Restore all links, and return whether all servers reach the same state."""
    _Disturbance(servers, Ledger(), Random(), disks=False).heal()  # noqa: S311 — no random choice depends on it
    end = monotonic() + _PEACE
    while monotonic() < end:
        states = [feed.state() for feed in servers.ready()]
        if all(state.origins == states[0].origins for state in states):
            return True
        _pause(0.05)
    return False


def _read(feed: Feed) -> Reading:
    """Return the reading of a server: the texts of its posts, and their likes summed over all sites."""
    posts = {Dot.parse(seen.dot): seen.text for seen in feed.posts()}
    likes = {}
    for post in posts:
        slots = feed.entries(post).values()
        likes[post] = sum(added for added, _ in slots), sum(taken for _, taken in slots)
    return Reading(Counter(posts.values()), likes)
