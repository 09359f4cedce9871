"""The servers of the demonstration, and the actions of a reader on them."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from antichain.conformance.commands.feed.demo.story import readings
from antichain.impl.client import Feed
from antichain.impl.feed.errors import FeedError
from antichain.model.designs import ARTICLE, LAST_WRITER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.commands.feed.demo.story import Move, Reading, Round
    from antichain.impl.feed.dots import Dot
    from antichain.impl.testing.local_cluster import Cluster
    from antichain.model.system import Design

__all__ = ["PATIENCE", "RIVALS", "DisagreeError", "Row", "Stage"]

RIVALS: dict[str, Design[Any]] = {"article": ARTICLE, "last_writer": LAST_WRITER}
"""The other rules, by the name of their reading in a row."""

PATIENCE = 10.0
"""Seconds in which a server must answer, and in which all servers must agree after their links healed."""

PAUSE = 0.02
"""Seconds between two questions to a server."""


class DisagreeError(FeedError):
    """The servers still disagree, long after their links healed."""

    code = "disagree"


@dataclass(frozen=True, slots=True)
class Row:
    """One server after one move."""

    label: str
    """The move."""
    server: str
    counted: dict[str, int]
    """Likes by server, from the server's answer."""
    clock: dict[str, int]
    """The version vector by server, from the server's answer: it counts likes and the post."""
    likes: int
    """The reading of the feed on that server."""
    modelled: Reading

    def as_json(self) -> dict[str, object]:
        """Return the row as JSON data."""
        rivals = dict(zip(RIVALS, self.modelled.read, strict=True))
        known = {"counted": self.counted, "clock": self.clock, "truth": self.modelled.known}
        return {"said": self.label, "server": self.server} | known | rivals | {"feed": self.likes}


class Stage:
    """A client for each server, which plays rounds move by move."""

    def __init__(self, cluster: Cluster) -> None:
        """Make the clients; no request is sent yet."""
        self._cluster = cluster
        self._at = {server.name: Feed(server.url, timeout=PATIENCE) for server in cluster.servers}

    @property
    def names(self) -> list[str]:
        """The names of the servers."""
        return list(self._at)

    def __enter__(self) -> Self:
        """Return this stage."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the clients."""
        for feed in self._at.values():
            feed.close()

    def post(self, one: Round) -> Dot:
        """Write the post of a round on the first server, wait until every server has it, and return it.

        Raises:
            FeedError: a server ended, refused something, or disagrees with the others.

        """
        self._links(cut=False)
        post = self._at[self.names[0]].post("A", one.text)
        self._until_all_agree()
        return post

    def cut(self) -> None:
        """Cut all links.

        Raises:
            FeedError: a server ended, or refused.

        """
        self._links(cut=True)

    def make(self, one: Round, number: int, post: Dot) -> Iterator[Row]:
        """Make the move with this number, from 0; yield the reading of each server that it changed.

        Raises:
            FeedError: a server ended, refused something, or disagrees with the others.

        """
        move = one.moves[number]
        modelled = readings(one, self.names, list(RIVALS.values()))[number]
        self._make(move, post)
        yield from (self._row(move, name, post, modelled[name]) for name in move.touched(self.names))

    def _make(self, move: Move, post: Dot) -> None:
        if move.like:
            self._at[move.like].like(post)
        if move.message:
            sender, receiver = (self._at[name] for name in move.message)
            receiver.deliver(sender.export())
        if move.heal:
            self._links(cut=False)
            self._until_all_agree()

    def _row(self, move: Move, name: str, post: Dot, modelled: Reading) -> Row:
        feed = self._at[name]
        counted = {site: added - taken for site, (added, taken) in feed.entries(post).items()}
        return Row(move.label, name, counted, feed.state().clock, feed.value(post), modelled)

    def _links(self, *, cut: bool) -> None:
        for server in self._cluster.servers:
            for peer in server.peers:
                self._at[server.name].link(peer, cut=cut)

    def _until_all_agree(self) -> None:
        late = time.monotonic() + PATIENCE
        while len({json.dumps(feed.state().origins, sort_keys=True) for feed in self._at.values()}) > 1:
            self._cluster.check()
            if time.monotonic() > late:
                message = f"the servers still disagree, {PATIENCE:.0f} s after their links healed"
                raise DisagreeError(message)
            time.sleep(PAUSE)
