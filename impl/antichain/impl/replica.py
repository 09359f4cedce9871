"""One server of the feed, without a network: it writes, reads, asks, answers and takes in.

Every method may be called from any thread. A write returns a future that is answered once the update is on the disk
(``asyncio.wrap_future`` makes it awaitable); a read (``view``) asks the file, sees what is committed, and returns
at once. Who carries messages between replicas moves bytes: ``a.receive(b.answer(a.ask()))``.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as at, Replica(Path(at, "1"), "S1") as one, Replica(Path(at, "2"), "S2") as two:
...     post = one.post("A", "hello").result()
...     _ = two.receive(one.answer(two.ask())).result()
...     _ = one.like(post).result(), two.like(post).result()
...     _ = two.receive(one.answer(two.ask())).result(), one.receive(two.answer(one.ask())).result()
...     one.view.find(post).likes, two.view.find(post).likes, one.view.entries(post)
(2, 2, {'S1': (1, 0), 'S2': (1, 0)})
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import suppress
from dataclasses import replace
from time import time_ns
from typing import TYPE_CHECKING, Self

from antichain.impl import feed, schema, store, sync
from antichain.impl.clock import Clock
from antichain.impl.failures import Invalid
from antichain.impl.identity import fresh, outgrown
from antichain.impl.view import View
from antichain.impl.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path
    from sqlite3 import Connection

    from antichain.impl.dots import Dot

__all__ = ["KEY_LIMIT", "Replica"]

KEY_LIMIT = 200
"""Characters in an idempotency key."""

_log = logging.getLogger(__name__)


def _now() -> int:
    return time_ns() // 1_000_000


class Replica:
    """A site of the feed, alive in this process under an incarnation of its own.

    Raises:
        Corrupt, DiskFull, InUse, Invalid, NewerSchema, StorageFailed: it cannot be opened; the file is left as it was.

    """

    def __init__(self, path: Path, site: str, now: Callable[[], int] = _now) -> None:
        """Serve the file at ``path``, made if there is none; ``now`` tells milliseconds since 1970, for people."""
        self.site = site
        self._path = path
        self._now = now
        self._watchers: list[Callable[[Clock], None]] = []
        origin = fresh(site)
        self._lock = schema.lock(path)
        try:
            self._db = schema.connect(path)
            try:
                self._state = store.load(self._db, origin)
                self.check = schema.kept(path)
                """Passes, or raises StorageFailed if the file is no longer there: nothing can be written then."""
            except sqlite3.Error as error:
                self._db.close()
                raise schema.translated(error, path) from error
        except BaseException:
            self._lock.close()
            raise
        self.view = View(path)
        """What is on the disk, to be read."""
        self._writer = Writer(self._db, self._state, self._publish, self.check)

    # What it knows.

    @property
    def origin(self) -> str:
        """The incarnation that the next update will belong to."""
        return self._state.origin

    @property
    def have(self) -> Clock:
        """The version vector: how many updates of each origin are here, on the disk."""
        return self._state.have

    def has(self, dot: Dot) -> bool:
        """Return whether that update is here, on the disk."""
        return self.have[dot.origin] >= dot.n

    @property
    def waiting(self) -> int:
        """How many updates wait for what they depend on."""
        return self._state.waiting

    @property
    def queued(self) -> int:
        """How many writes wait for the disk."""
        return self._writer.queued

    @property
    def commits(self) -> int:
        """How many transactions this process has committed."""
        return self._writer.commits

    # Writing. Each may raise Invalid, Closed or Overloaded at once; the future NoSuchPost, KeyReused, DiskFull,
    # StorageFailed or Corrupt.

    def post(self, author: str, text: str, key: str | None = None) -> Future[Dot]:
        """Post; the answer is the post's name. A request that repeats with the same ``key`` gets the same answer."""
        return self._write(feed.Post(author, text), key)

    def comment(self, post: Dot, author: str, text: str, key: str | None = None) -> Future[Dot]:
        """Comment on a post."""
        return self._write(feed.Comment(post, author, text), key)

    def like(self, post: Dot, by: int = 1, key: str | None = None) -> Future[Dot]:
        """Like a post, ``by`` times at once."""
        return self._write(feed.like(post, _positive(by)), key)

    def unlike(self, post: Dot, by: int = 1, key: str | None = None) -> Future[Dot]:
        """Take back ``by`` likes of a post, whoever gave them."""
        return self._write(feed.like(post, -_positive(by)), key)

    def _write(self, body: feed.Body, key: str | None) -> Future[Dot]:
        body, at = feed.checked(body), self._now()
        if key is None:
            return self._writer.submit(lambda db, state: store.append(db, state, body, at))
        if not isinstance(key, str) or not 0 < len(key) <= KEY_LIMIT or not key.isprintable():
            message = f"key {str(key)[:80]!r} is none; use 1 to {KEY_LIMIT} printable characters"
            raise Invalid(message)
        return self._writer.submit(lambda db, state: store.once(db, state, body, at, key))

    # Anti-entropy.

    def ask(self, size: int = sync.PAGE) -> bytes:
        """Return the question that a peer can answer: what is lacking here? In at most ``size`` bytes of updates."""
        return sync.encode(sync.Ask(sync.PROTOCOL, self.have.entries(), size))

    def answer(self, ask: bytes) -> bytes:
        """Return what the asker lacks, as far as it fits: bytes for its :meth:`receive`.

        Raises:
            Malformed, WrongProtocol: ``ask`` is no question.

        """
        question = sync.decode_ask(ask)
        peer = Clock(question.have)
        self._beware(peer)
        return self._page(peer, min(question.size, sync.PAGE_LIMIT))

    def export(self, lacks: Clock | None = None) -> bytes:
        """Return one answer of any size to a peer that has only ``lacks``: without it, everything."""
        return self._page(lacks or Clock(), None)

    def _page(self, peer: Clock, size: int | None) -> bytes:
        state = self._state
        page, more = self.view.lacking(state, peer, size)
        return sync.answer_of(state.have, page, more=more)

    def receive(self, answer: bytes) -> Future[store.Received]:
        """Take in what a peer answered, now or long ago, once or again; ask on while there is ``more``.

        Raises:
            Closed, Overloaded: it cannot be taken in now.
            Malformed, WrongProtocol: ``answer`` is none; nothing of it was taken in.

        """
        peer, updates, more = sync.decode_answer(answer)
        self._beware(peer)

        def job(db: Connection, state: store.State) -> tuple[store.State, store.Received]:
            state, received = store.receive(db, state, updates)
            return state, replace(received, peer=peer, more=more)

        return self._writer.submit(job)

    def pull(self, exchange: Callable[[bytes], bytes]) -> int:
        """Ask a peer, through ``exchange``, until nothing is lacking that it had; return how many updates came."""
        applied = 0
        while (received := self.receive(exchange(self.ask())).result()).applied:
            applied += received.applied
            if not received.more:
                break
        return applied

    def _beware(self, peer: Clock) -> None:
        """Before any later write, become somebody else if a peer knows this incarnation better than it knows itself."""

        def job(_: Connection, state: store.State) -> tuple[store.State, None]:
            stolen = outgrown(state.origin, state.have, peer)
            return store.renewed(state, fresh(self.site)) if stolen else state, None

        if outgrown(self.origin, self.have, peer):
            self._writer.submit(job)

    # Living with others.

    def watch(self, watcher: Callable[[Clock], None]) -> Callable[[], None]:
        """Call ``watcher`` with the version vector after each commit, in the writing thread; return what ends that.

        It must be quick and never wait for a write.
        """
        self._watchers.append(watcher)

        def stop() -> None:
            with suppress(ValueError):
                self._watchers.remove(watcher)

        return stop

    def _publish(self, state: store.State) -> None:
        self._state = state
        for watcher in tuple(self._watchers):
            try:
                watcher(state.have)
            except Exception:  # noqa: BLE001 — a watcher must not stop the writer
                _log.exception("a watcher failed")

    def quota(self, size: int | None) -> Future[None]:
        """Let the file grow to about ``size`` bytes and no further (DiskFull); none: as far as the disk goes."""

        def job(db: Connection, state: store.State) -> tuple[store.State, None]:
            schema.restrict(db, size)
            return state, None

        return self._writer.submit(job)

    def close(self) -> None:
        """Finish what waits, and let go of the file."""
        self._writer.close()
        self.view.close()
        self._db.close()
        self._lock.close()

    def __enter__(self) -> Self:
        """Return the replica itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


def _positive(by: int) -> int:
    if not isinstance(by, int) or isinstance(by, bool) or by < 1:
        message = f"amount {by!r} is no number of likes; give a whole number of at least 1"
        raise Invalid(message)
    return by
