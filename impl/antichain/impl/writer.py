"""Group commit: one thread writes, and all who wait while it does share its next commit.

A commit waits for the disk, whether it holds one update or a thousand. So requests queue up; the thread takes all that
are there, runs them in one transaction, commits, publishes the new state, and only then answers them. Nobody is
answered, and nothing is visible to anybody, before it is on the disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, Full, Queue
from threading import Lock, Thread
from typing import Any, TypeVar

from antichain.impl.failures import Closed, Overloaded, StorageFailed
from antichain.impl.schema import translated
from antichain.impl.store import State

__all__ = ["BATCH_LIMIT", "QUEUE_LIMIT", "Job", "Writer"]

QUEUE_LIMIT = 10_000
"""So many requests may wait for the disk."""

BATCH_LIMIT = 1_000
"""So many requests share a commit at most."""

T = TypeVar("T")
Job = Callable[[sqlite3.Connection, State], tuple[State, T]]
"""Rows written in the open transaction, and the state and the answer if it commits."""

_Waiting = tuple[Job[Any], "Future[Any]"]


class Writer:
    """The only one who writes to a file."""

    def __init__(
        self,
        db: sqlite3.Connection,
        state: State,
        published: Callable[[State], None],
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """Write through ``db``, from ``state`` on; ``published`` hears of each commit, in the writing thread.

        ``check`` raises StorageFailed if a commit would be lost.
        """
        self._db = db
        self._state = state
        self._published, self._check = published, check
        self._queue: Queue[_Waiting | None] = Queue(QUEUE_LIMIT)
        self._closing = Lock()
        self._closed = False
        self.commits = 0
        self._thread = Thread(target=self._run, name="antichain-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job[T]) -> Future[T]:
        """Return the future answer of ``job``, given once it is on the disk; a job that raises leaves no trace.

        Raises:
            Closed: the writer was closed.
            Overloaded: too many wait already.

        """
        future: Future[T] = Future()
        with self._closing:
            if self._closed:
                message = "this replica was closed"
                raise Closed(message)
            try:
                self._queue.put_nowait((job, future))
            except Full:
                message = f"{QUEUE_LIMIT} requests wait for the disk; try again later"
                raise Overloaded(message) from None
        return future

    @property
    def queued(self) -> int:
        """How many requests wait, about."""
        return self._queue.qsize()

    def close(self) -> None:
        """Finish what waits, and end the thread; a second call does nothing."""
        with self._closing:
            first, self._closed = not self._closed, True
        if first:
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            batch = [self._queue.get()]
            try:
                while batch[-1] is not None and len(batch) < BATCH_LIMIT:
                    batch.append(self._queue.get_nowait())
            except Empty:
                pass
            going = batch[-1] is not None
            self._settle([one for one in batch if one is not None and one[1].set_running_or_notify_cancel()])

    def _settle(self, batch: list[_Waiting]) -> None:
        """Commit the batch and answer it; if the disk refuses all together, each gets a transaction of its own."""
        if not batch:
            return
        try:
            state, answers = self._commit(batch)
        except (sqlite3.Error, StorageFailed) as error:
            if len(batch) == 1:
                batch[0][1].set_exception(translated(error) if isinstance(error, sqlite3.Error) else error)
            else:
                for one in batch:
                    self._settle([one])
            return
        self._state = state
        self.commits += 1
        self._published(state)
        for (_, future), (answer, failure) in zip(batch, answers, strict=True):
            if failure is None:
                future.set_result(answer)
            else:
                future.set_exception(failure)

    def _commit(self, batch: list[_Waiting]) -> tuple[State, list[tuple[object, Exception | None]]]:
        db, state = self._db, self._state
        answers: list[tuple[object, Exception | None]] = []
        try:
            db.execute("BEGIN IMMEDIATE")
            for job, _ in batch:
                db.execute("SAVEPOINT job")
                try:
                    state, answer = job(db, state)
                    answers.append((answer, None))
                except sqlite3.Error:
                    raise
                except Exception as failure:  # noqa: BLE001 — whatever it is, it is this job's and nobody else's
                    db.execute("ROLLBACK TO job")
                    answers.append((None, failure))
                db.execute("RELEASE job")
            self._check()
            db.execute("COMMIT")
        except (sqlite3.Error, StorageFailed):
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        return state, answers
