"""What can be seen of a feed: snapshots of the file, read by any thread, beside whoever writes."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from antichain.impl import reads, schema
from antichain.impl.dots import Dot, site_of
from antichain.impl.explain import Explanation, Told, explain
from antichain.impl.failures import NoSuchPost

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from sqlite3 import Connection

    from antichain.impl import feed
    from antichain.impl.clock import Clock
    from antichain.impl.store import State

__all__ = ["View"]


class View:
    """The readers of one file. Each method sees one moment of it, and may raise StorageFailed or Corrupt."""

    def __init__(self, path: Path) -> None:
        """Read the file at ``path``; connections are opened when needed, and kept."""
        self._path = path
        self._idle: list[Connection] = []
        self._closed = False

    def posts(self, limit: int = 50, before: reads.Place | None = None) -> list[reads.Shown]:
        """Return the posts that stand before that place (``feed.place`` of an update), or the last: the last first."""
        with self._reading() as db:
            return reads.posts(db, limit, before)

    def find(self, post: Dot) -> reads.Shown:
        """Return one post and its counts.

        Raises:
            NoSuchPost: it has not arrived here.

        """
        with self._reading() as db:
            return reads.shown(db, *_found(db, post))

    def comments(self, post: Dot, limit: int = 50, after: reads.Place | None = None) -> list[feed.Update]:
        """Return the comments on a post that stand after that place, or the first: causes first, the same everywhere.

        Raises:
            NoSuchPost: it has not arrived here.

        """
        with self._reading() as db:
            return reads.comments(db, _found(db, post)[0], limit, after)

    def entries(self, post: Dot) -> dict[str, tuple[int, int]]:
        """Return how many likes of a post each site counted and how many it took back, its incarnations summed.

        Raises:
            NoSuchPost: it has not arrived here.

        """
        sites: dict[str, tuple[int, int]] = {}
        with self._reading() as db:
            slots = reads.slots(db, _found(db, post)[0])
        for origin, (added, taken) in sorted(slots.items()):
            before = sites.get(site_of(origin), (0, 0))
            sites[site_of(origin)] = before[0] + added, before[1] + taken
        return sites

    def explain(self, post: Dot, limit: int = 50) -> Explanation:
        """Return why a post reads as it does, by its last updates, at most ``limit`` comments and as many likes.

        Raises:
            NoSuchPost: it has not arrived here.

        """
        with self._reading() as db:
            number, _body = _found(db, post)
            ids = reads.origins(db)
            updates = [(one, reads.clock_of(db, ids, one.dot)) for one in reads.updates_of(db, number, limit)]
            return explain(post, reads.slots(db, number), reads.tallies(db, number), updates)

    def recent(self, limit: int = 20) -> list[Told]:
        """Return the updates that stand last, in the order that is the same everywhere, with their clocks."""
        with self._reading() as db:
            ids = reads.origins(db)
            return [Told(one, reads.clock_of(db, ids, one.dot).entries()) for one in reads.recent(db, ids, limit)]

    def lacking(self, state: State, peer: Clock, size: int | None) -> tuple[list[bytes], bool]:
        """Return the encoded updates of ``state``, which was published, that ``peer`` lacks, and if there are more."""
        with self._reading() as db:
            return reads.lacking(db, state.ids, state.have, peer, size)

    def backup(self, path: Path) -> None:
        """Write a copy of the file, as it is now, to ``path``, while everybody goes on."""
        with self._reading() as db, closing(sqlite3.connect(path)) as copy:
            db.backup(copy)

    def close(self) -> None:
        """Let go of the file once nobody reads; a read after that opens it anew."""
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


def _found(db: Connection, post: Dot) -> tuple[int, bytes]:
    found = reads.post(db, post)
    if found is None:
        message = f"no post {post} has arrived here"
        raise NoSuchPost(message)
    return found
