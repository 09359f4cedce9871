"""Random schedules against a ledger: which updates each server really knows, from the history alone."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from antichain.impl.feed import anti_entropy
from antichain.impl.feed.replica import Replica

if TYPE_CHECKING:
    from antichain.impl.feed.dots import Dot

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 — nothing here is about waiting for a disk
SITES = ("S1", "S2", "S3")
sites = st.sampled_from(SITES)


@dataclass
class Server:
    """What one server must know."""

    replica: Replica
    file: int
    known: set[Dot] = field(default_factory=set)
    waiting: set[Dot] = field(default_factory=set)


@dataclass
class Backup:
    file: int
    known: set[Dot]
    waiting: set[Dot]


class Schedules(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(TemporaryDirectory(dir=MEMORY)))
        self.files = 0
        self.past: dict[Dot, set[Dot]] = {}
        self.amount: dict[Dot, tuple[Dot, int]] = {}
        self.comments: dict[Dot, Dot] = {}
        self.posts: list[Dot] = []
        self.messages: list[tuple[bytes, set[Dot]]] = []
        self.backups: list[Backup] = []
        self.servers = {site: self.start(site, self.file()) for site in SITES}

    def file(self) -> int:
        self.files += 1
        return self.files

    def start(self, site: str, file: int) -> Server:
        return Server(Replica(self.folder / f"{file}.db", site), file)

    def teardown(self) -> None:
        for server in self.servers.values():
            server.replica.close()
        self.stack.close()

    def wrote(self, server: Server, dot: Dot) -> None:
        assert dot not in self.past
        self.past[dot] = set(server.known)
        server.known.add(dot)

    @initialize(site=sites)
    def first(self, site: str) -> None:
        self.write_post(site)

    @rule(site=sites)
    def write_post(self, site: str) -> None:
        dot = self.servers[site].replica.post("A", site).result()
        self.wrote(self.servers[site], dot)
        self.posts.append(dot)

    @rule(site=sites, data=st.data(), by=st.sampled_from([1, 1, 2, -1, 2**64, -(2**64)]))
    def like(self, site: str, data: st.DataObject, by: int) -> None:
        server = self.servers[site]
        if here := [post for post in self.posts if post in server.known]:
            post = data.draw(st.sampled_from(here))
            write = server.replica.like if by > 0 else server.replica.unlike
            dot = write(post, abs(by)).result()
            self.wrote(server, dot)
            self.amount[dot] = post, by

    @rule(site=sites, data=st.data())
    def comment(self, site: str, data: st.DataObject) -> None:
        server = self.servers[site]
        if here := [post for post in self.posts if post in server.known]:
            post = data.draw(st.sampled_from(here))
            dot = server.replica.comment(post, "B", site).result()
            self.wrote(server, dot)
            self.comments[dot] = post

    @rule(giver=sites, asker=sites, size=st.sampled_from([1, 400, 10_000]))
    def ask(self, giver: str, asker: str, size: int) -> None:
        known = self.servers[giver].known
        _, updates, more = decode(answer := self.servers[giver].replica.answer(self.servers[asker].replica.ask(size)))
        lacking = known - self.servers[asker].known
        assert updates <= lacking
        assert more == (updates != lacking)
        self.messages.append((answer, updates))

    @rule(giver=sites, asker=sites)
    def pull(self, giver: str, asker: str) -> None:
        lacking = self.servers[giver].known - self.servers[asker].known
        self.servers[asker].known |= lacking
        applied = self.servers[asker].replica.pull(self.servers[giver].replica.answer)
        self.settle(self.servers[asker])
        assert applied >= len(lacking)

    @rule(giver=sites)
    def export(self, giver: str) -> None:
        known = set(self.servers[giver].known)
        answer = self.servers[giver].replica.export()
        assert decode(answer)[1] == known
        self.messages.append((answer, known))

    @precondition(lambda self: self.messages)
    @rule(site=sites, data=st.data())
    def receive(self, site: str, data: st.DataObject) -> None:
        answer, updates = data.draw(st.sampled_from(self.messages[-6:] + self.messages[:3]))
        server = self.servers[site]
        before = len(server.known)
        server.waiting |= updates
        self.settle(server)
        received = server.replica.receive(answer).result()
        assert received.applied == len(server.known) - before
        assert received.waiting == len(server.waiting)

    def settle(self, server: Server) -> None:
        server.waiting -= server.known
        while ready := {dot for dot in server.waiting if self.past[dot] <= server.known}:
            server.known |= ready
            server.waiting -= ready

    @rule(site=sites)
    def restart(self, site: str) -> None:
        old = self.servers[site]
        old.replica.close()
        self.servers[site] = self.start(site, old.file)
        self.servers[site].known, self.servers[site].waiting = old.known, old.waiting

    @rule(site=sites)
    def back_up(self, site: str) -> None:
        server, file = self.servers[site], self.file()
        server.replica.view.backup(self.folder / f"{file}.db")
        self.backups.append(Backup(file, set(server.known), set(server.waiting)))

    @precondition(lambda self: self.backups)
    @rule(data=st.data(), site=sites)
    def restore(self, data: st.DataObject, site: str) -> None:
        """Put a copy of any server's backup in the place of the disk: it is restored, or cloned."""
        backup, file = data.draw(st.sampled_from(self.backups)), self.file()
        shutil.copy(self.folder / f"{backup.file}.db", self.folder / f"{file}.db")
        self.servers[site].replica.close()
        self.servers[site] = self.start(site, file)
        self.servers[site].known, self.servers[site].waiting = set(backup.known), set(backup.waiting)

    @rule(site=sites)
    def wipe(self, site: str) -> None:
        self.servers[site].replica.close()
        self.servers[site] = self.start(site, self.file())

    @invariant()
    def every_server_has_what_the_ledger_says(self) -> None:
        for server in self.servers.values():
            counts = Counter(dot.origin for dot in server.known)
            assert server.replica.have.entries() == counts
            assert all(server.replica.has(dot) for dot in server.known)

    @invariant()
    def every_post_reads_what_the_ledger_says(self) -> None:
        for server in self.servers.values():
            for post in self.posts:
                if post in server.known:
                    shown = server.replica.view.find(post)
                    assert shown.likes == sum(
                        by for dot, (liked, by) in self.amount.items() if liked == post and dot in server.known
                    )
                    comments = server.replica.view.comments(post, limit=1000)
                    assert shown.comments == len(comments)
                    dots = [comment.dot for comment in comments]
                    assert {*dots} == {dot for dot, about in self.comments.items() if about == post} & server.known
                    assert not [(x, y) for x, y in combinations(dots, 2) if y in self.past[x]]

    @invariant()
    def all_tell_the_same_story(self) -> None:
        for one, two in combinations(self.servers.values(), 2):
            if one.known == two.known:
                assert one.replica.view.posts(1000) == two.replica.view.posts(1000)
                assert one.replica.view.recent(1000) == two.replica.view.recent(1000)

    @invariant()
    def the_concurrent_updates_are_those_that_did_not_know_of_each_other(self) -> None:
        for server in self.servers.values():
            told = server.replica.view.recent(1000)
            for update in told:
                past = self.past[update.update.dot] | {update.update.dot}
                assert update.clock == Counter(dot.origin for dot in past)
                assert update.update.rank == len(past)


def decode(answer: bytes) -> tuple[object, set[Dot], bool]:
    have, updates, more = anti_entropy.decode_answer(answer)
    return have, {update.dot for update in updates}, more


class LongSchedules(Schedules):
    """The same, many times."""


Schedules.TestCase.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)
LongSchedules.TestCase.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
TestSchedules = pytest.mark.slow(Schedules.TestCase)
TestLongSchedules = pytest.mark.lengthy(pytest.mark.thorough(LongSchedules.TestCase))
