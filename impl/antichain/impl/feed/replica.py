"""One server of the feed, without a network: it writes, reads, asks peers, answers them, and applies their updates.

Every method may be called from any thread. A write returns a future that has a result once the update is on the disk
(``asyncio.wrap_future`` makes it awaitable). A read (``view``) reads committed data from the file, and returns at once.
Messages between replicas are bytes: ``a.receive(b.answer(a.ask()))``.

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

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed import anti_entropy, updates
from antichain.impl.feed.errors import Invalid
from antichain.impl.feed.incarnation import fresh, outgrown
from antichain.impl.feed.storage import apply, schema
from antichain.impl.feed.storage.group_commit import Writer
from antichain.impl.feed.storage.snapshots import View

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from antichain.impl.feed.dots import Dot
    from antichain.impl.feed.storage.group_commit import Entry, Job
    from antichain.impl.feed.storage.rows import Rows

__all__ = ["KEY_LIMIT", "Replica"]

KEY_LIMIT = 200
"""Characters in an idempotency key."""

_log = logging.getLogger(__name__)


def _now() -> int:
    return time_ns() // 1_000_000


class Replica:
    """A site of the feed in this process, with its own incarnation.

    Raises:
        Corrupt, DiskFull, InUse, Invalid, NewerSchema, StorageFailed: it cannot be opened; the file is left as it was.

    """

    def __init__(self, path: Path, site: str, now: Callable[[], int] = _now, *, reserve: bool = False) -> None:
        """Serve the file at ``path``, created if absent; ``now`` returns milliseconds since 1970, for people.

        With ``reserve``, reserve space for the file's log of writes now, some megabytes, so that commits are faster.
        """
        self.site = site
        self._path = path
        self._now = now
        self._watchers: list[Callable[[Clock], None]] = []
        origin = fresh(site)
        self._lock = schema.lock(path)
        try:
            self._db = schema.connect(path)
            try:
                if reserve:
                    schema.reserve(path)
                self._state = apply.load(self._db, origin)
                self.check = schema.kept(path)
                """Passes, or raises StorageFailed if the file no longer exists, so that no update can be written."""
            except (sqlite3.Error, OSError) as error:
                self._db.close()
                raise schema.translated(error, path) from error
        except BaseException:
            self._lock.close()
            raise
        self.view = View(path)
        """The reader of committed data."""
        self._writer = Writer(self._db, self._state, self._publish, self.check)

    # The state of the replica.

    @property
    def origin(self) -> str:
        """The incarnation that the next update will belong to."""
        return self._state.origin

    @property
    def have(self) -> Clock:
        """The version vector: how many updates of each origin are here, on the disk."""
        return self._state.have

    def has(self, dot: Dot) -> bool:
        """Return whether this server has that update on its disk."""
        return self.have[dot.origin] >= dot.n

    @property
    def waiting(self) -> int:
        """The number of updates that wait for their dependencies."""
        return self._state.waiting

    @property
    def queued(self) -> int:
        """The number of writes that wait for the disk."""
        return self._writer.queued

    @property
    def commits(self) -> int:
        """The number of transactions that this process has committed."""
        return self._writer.commits

    # Writing. Each may raise Invalid, Closed or Overloaded at once; the future NoSuchPost, KeyReused, DiskFull,
    # StorageFailed or Corrupt.

    def post(self, author: str, text: str, key: str | None = None) -> Future[Dot]:
        """Post; the answer is the post's name. A request that repeats with the same ``key`` gets the same answer."""
        return self._write(updates.Post(author, text), key)

    def comment(self, post: Dot, author: str, text: str, key: str | None = None) -> Future[Dot]:
        """Comment on a post."""
        return self._write(updates.Comment(post, author, text), key)

    def like(self, post: Dot, by: int = 1, key: str | None = None) -> Future[Dot]:
        """Like a post, ``by`` times at once."""
        return self._write(updates.like(post, _positive(by)), key)

    def unlike(self, post: Dot, by: int = 1, key: str | None = None) -> Future[Dot]:
        """Take back ``by`` likes of a post, from any user."""
        return self._write(updates.like(post, -_positive(by)), key)

    def _write(self, body: updates.Body, key: str | None) -> Future[Dot]:
        return self._writer.submit(self.writing(body, key))

    def writing(self, body: updates.Body, key: str | None = None) -> Job[Dot]:
        """Return the job that writes an update, for :meth:`enqueue`.

        Raises:
            Invalid: the update or the key is malformed.

        """
        body, at = updates.checked(body), self._now()
        if key is None:
            return lambda rows, state: apply.append(rows, state, body, at)
        if not isinstance(key, str) or not 0 < len(key) <= KEY_LIMIT or not key.isprintable():
            message = f"key {str(key)[:80]!r} is not valid; use 1 to {KEY_LIMIT} printable characters"
            raise Invalid(message)
        return lambda rows, state: apply.once(rows, state, body, at, key)

    def enqueue(self, entries: Sequence[Entry]) -> None:
        """Do these jobs, and pass their outcomes to their receivers; many jobs at once are cheaper than single ones.

        Raises:
            Closed, Overloaded: no job was done.

        """
        self._writer.enqueue(entries)

    # Anti-entropy.

    def ask(self, size: int = anti_entropy.PAGE) -> bytes:
        """Return a question for a peer: the updates that are missing here, at most ``size`` bytes of them."""
        return anti_entropy.encode(anti_entropy.Ask(anti_entropy.PROTOCOL, self.have.entries(), size))

    def answer(self, ask: bytes) -> bytes:
        """Return updates that the asking replica lacks, within its limit: bytes for its :meth:`receive`.

        Raises:
            Malformed, WrongProtocol: ``ask`` is not a question of this protocol.

        """
        question = anti_entropy.decode_ask(ask)
        peer = Clock(question.have)
        self._beware(peer)
        return self._page(peer, min(question.size, anti_entropy.PAGE_LIMIT))

    def export(self, lacks: Clock | None = None) -> bytes:
        """Return one answer of any size to a question; without a question, all updates."""
        return self._page(lacks or Clock(), None)

    def _page(self, peer: Clock, size: int | None) -> bytes:
        state = self._state
        page, more = self.view.lacking(state, peer, size)
        return anti_entropy.answer_of(state.have, page, more=more)

    def receive(self, answer: bytes) -> Future[apply.Received]:
        """Apply the answer of a peer, which may be old or repeated; ask again while there is ``more``.

        Raises:
            Closed, Overloaded: it cannot be applied now.
            Malformed, WrongProtocol: ``answer`` is not an answer of this protocol; no part of it was applied.

        """
        return self._writer.submit(self.receiving(answer))

    def receiving(self, answer: bytes) -> Job[apply.Received]:
        """Return the job that applies the answer of a peer, for :meth:`enqueue`.

        Raises:
            Closed, Overloaded: it cannot be applied now.
            Malformed, WrongProtocol: ``answer`` is not an answer of this protocol.

        """
        peer, updates, more = anti_entropy.decode_answer(answer)
        self._beware(peer)

        def job(rows: Rows, state: apply.State) -> tuple[apply.State, apply.Received]:
            state, received = apply.receive(rows, state, updates)
            return state, replace(received, peer=peer, more=more)

        return job

    def pull(self, exchange: Callable[[bytes], bytes]) -> int:
        """Ask a peer, through ``exchange``, until none of its updates is missing; return the number received."""
        applied = 0
        while (received := self.receive(exchange(self.ask())).result()).applied:
            applied += received.applied
            if not received.more:
                break
        return applied

    def _beware(self, peer: Clock) -> None:
        """Take a new incarnation before the next write, if a peer knows more updates of this one than it wrote."""

        def job(_: Rows, state: apply.State) -> tuple[apply.State, None]:
            stolen = outgrown(state.origin, state.have, peer)
            return apply.renewed(state, fresh(self.site)) if stolen else state, None

        if outgrown(self.origin, self.have, peer):
            self._writer.submit(job)

    # The surroundings: watchers, limits and the end.

    def watch(self, watcher: Callable[[Clock], None]) -> Callable[[], None]:
        """Call ``watcher`` with the version vector after each commit, in the writing thread; return its end.

        The watcher must be quick and must not wait for a write.
        """
        self._watchers.append(watcher)

        def stop() -> None:
            with suppress(ValueError):
                self._watchers.remove(watcher)

        return stop

    def _publish(self, state: apply.State) -> None:
        self._state = state
        for watcher in tuple(self._watchers):
            try:
                watcher(state.have)
            except Exception:  # noqa: BLE001 — a watcher must not stop the writer
                _log.exception("a watcher failed")

    def quota(self, size: int | None) -> Future[None]:
        """Limit the file to about ``size`` bytes, beyond which writes raise DiskFull; None sets no limit."""

        def job(rows: Rows, state: apply.State) -> tuple[apply.State, None]:
            schema.restrict(rows.db, size)
            return state, None

        return self._writer.submit(job)

    def close(self) -> None:
        """Finish the waiting jobs, and close the file."""
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
        message = f"amount {by!r} is not a number of likes; give a whole number of at least 1"
        raise Invalid(message)
    return by
