"""The servers of a trial, and the faults that are injected into them."""

from __future__ import annotations

import secrets
import shutil
from contextlib import suppress
from signal import SIGKILL
from typing import TYPE_CHECKING, Self

from antichain.impl.client import Feed, Refused
from antichain.impl.crdt.clock import Clock
from antichain.impl.feed.errors import Away
from antichain.impl.feed.storage.snapshots import View
from antichain.impl.testing.local_cluster import PROGRAM, Cluster

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["FaultyCluster"]

_BOOT = 30.0
"""Seconds until a server must answer after its start, on a busy machine."""


class FaultyCluster(Cluster):
    """The servers of one feed, each with a client; they can be killed, cut off, and lose their disks."""

    def __init__(self, size: int, program: Sequence[str] = PROGRAM) -> None:
        """Name ``n`` servers; none starts before the ``with`` block."""
        super().__init__([f"S{n}" for n in range(1, size + 1)], program=program, secret=secrets.token_hex(16))
        self.feeds: list[Feed] = []

    def __enter__(self) -> Self:
        """Start the servers, and return when all of them listen."""
        super().__enter__()
        self.feeds = [Feed(server.url) for server in self.servers]
        return self

    def __exit__(self, *raised: object) -> None:
        """End them, and remove their files."""
        for feed in self.feeds:
            feed.close()
        super().__exit__(*raised)

    @property
    def urls(self) -> list[str]:
        """The addresses of the servers."""
        return [server.url for server in self.servers]

    def ready(self) -> list[Feed]:
        """Return a client of each server, once all of them answer.

        Raises:
            TimeoutError: one does not answer; the message has the end of its log.

        """
        for server, feed in zip(self.servers, self.feeds, strict=True):
            try:
                feed.wait_ready(_BOOT)
            except TimeoutError as slow:
                log = server.errors.read_text(encoding="utf-8", errors="replace")[-2000:]
                message = f"{slow}; its log ends: {log or 'nothing'}"
                raise TimeoutError(message) from None
        return self.feeds

    def clock(self, servers: Iterable[int]) -> Clock:
        """Return the join of the version vectors of these servers."""
        everything = Clock()
        for server in servers:
            everything = everything.merge(Clock(self.feeds[server].wait_ready(_BOOT).state().origins))
        return everything

    def kill(self, server: int) -> None:
        """Kill a server at once, and start it again."""
        self.servers[server].end(SIGKILL)
        self.servers[server].begin()

    def back_up(self, server: int) -> None:
        """Copy its disk while it runs; this replaces the earlier backup."""
        backup = self._backup(server)
        backup.unlink(missing_ok=True)
        view = View(self.servers[server].data)
        view.backup(backup)
        view.close()

    def lose_disk(self, server: int, *, restore: bool) -> None:
        """Kill a server, and start it on its backup or on an empty disk."""
        self.servers[server].end(SIGKILL)
        data = self.servers[server].data
        for file in data.parent.glob(f"{data.name}*"):
            file.unlink()
        if restore:
            shutil.copy(self._backup(server), data)
        self.servers[server].begin()

    def link(self, one: int, other: int, *, cut: bool) -> None:
        """Cut or heal the link between two servers, if they run; a server that starts again is linked."""
        for here, there in ((one, other), (other, one)):
            with suppress(Away, Refused):
                self.feeds[here].link(self.urls[there], cut=cut)

    def _backup(self, server: int) -> Path:
        return self.servers[server].data.with_suffix(".backup")
