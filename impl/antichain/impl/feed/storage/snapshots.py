"""Snapshots of the feed's file, read by any thread beside the writer."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from antichain.impl.feed.dots import Dot, site_of
from antichain.impl.feed.errors import NoSuchPost
from antichain.impl.feed.explain import Explanation, Told, explain
from antichain.impl.feed.storage import queries, schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from sqlite3 import Connection

    from antichain.impl.crdt.clock import Clock
    from antichain.impl.feed import updates
    from antichain.impl.feed.storage.apply import State

__all__ = ["View"]


class View:
    """The readers of one file. Each method reads one state of it, and may raise StorageFailed or Corrupt."""

    def __init__(self, path: Path) -> None:
        """Read the file at ``path``; connections are opened when needed, and kept."""
        self._path = path
        self._idle: list[Connection] = []
        self._closed = False

    def posts(self, limit: int = 50, before: queries.Place | None = None) -> list[queries.Shown]:
        """Return the posts before a place in the order (``updates.place``), or the latest ones; the latest first."""
        with self._reading() as db:
            return queries.posts(db, limit, before)

    def find(self, post: Dot) -> queries.Shown:
        """Return one post and its counts.

        Raises:
            NoSuchPost: this server does not have it.

        """
        with self._reading() as db:
            return _found(db, post)[1]

    def comments(self, post: Dot, limit: int = 50, after: queries.Place | None = None) -> list[updates.Content]:
        """Return the comments on a post after a place in the total order, or the first ones, causes first.

        Raises:
            NoSuchPost: this server does not have it.

        """
        with self._reading() as db:
            return queries.comments(db, _found(db, post)[0], limit, after)

    def entries(self, post: Dot) -> dict[str, tuple[int, int]]:
        """Return how many likes of a post each site counted and how many it took back, its incarnations summed.

        Raises:
            NoSuchPost: this server does not have it.

        """
        sites: dict[str, tuple[int, int]] = {}
        with self._reading() as db:
            slots = queries.slots(db, _found(db, post)[0])
        for origin, (added, taken) in sorted(slots.items()):
            before = sites.get(site_of(origin), (0, 0))
            sites[site_of(origin)] = before[0] + added, before[1] + taken
        return sites

    def explain(self, post: Dot, limit: int = 50) -> Explanation:
        """Return the explanation of a post, by its last updates, at most ``limit`` comments and as many likes.

        Raises:
            NoSuchPost: this server does not have it.

        """
        with self._reading() as db:
            number, _body = _found(db, post)
            ids = queries.origins(db)
            updates = [(one, queries.clock_of(db, ids, one.dot)) for one in queries.updates_of(db, number, limit)]
            return explain(post, queries.slots(db, number), queries.tallies(db, number), updates)

    def recent(self, limit: int = 20) -> list[Told]:
        """Return the last updates of the total order, with their clocks.

        A clock counts the origins of these updates each by itself, and the other origins of a site together, under
        the name of the site and ``~``.
        """
        with self._reading() as db:
            found = queries.recent(db, limit)
            return [Told(*one) for one in zip(found, queries.folded_clocks(db, found), strict=True)]

    def lacking(self, state: State, peer: Clock, size: int | None) -> tuple[list[bytes], bool]:
        """Return the encoded updates of a published ``state`` that ``peer`` lacks, and whether there are more."""
        with self._reading() as db:
            return queries.lacking(db, state.ids, state.have, peer, size)

    def backup(self, path: Path) -> None:
        """Write a copy of the current file to ``path`` without stopping readers or the writer."""
        with self._reading() as db, closing(sqlite3.connect(path)) as copy:
            db.backup(copy)

    def close(self) -> None:
        """Close the file when the last read ends; a later read opens it again."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            try:
                db = self._idle.pop()
            except IndexError:
                db = schema.reader(self._path)
            try:
                db.execute("BEGIN")
                yield db
            finally:
                db.rollback()
                self._give_back(db)
        except sqlite3.Error as error:
            raise schema.translated(error, self._path) from error

    def _give_back(self, db: Connection) -> None:
        if self._closed:
            db.close()
        else:
            self._idle.append(db)


def _found(db: Connection, post: Dot) -> tuple[int, queries.Shown]:
    found = queries.post(db, post)
    if found is None:
        message = f"no post {post} has arrived here"
        raise NoSuchPost(message)
    return found
