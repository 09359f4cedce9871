"""Group commit: one thread writes, and all requests that arrive during a commit share the next one.

A commit waits for the disk, whether it holds one update or a thousand. So requests wait in a queue. The thread takes
all of them, runs them in one transaction, commits, publishes the new state, and only then answers them. No client gets
an answer, and no reader sees an update, before it is on the disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from antichain.impl.feed.errors import Closed, Overloaded, StorageFailed
from antichain.impl.feed.storage.apply import State
from antichain.impl.feed.storage.rows import Rows
from antichain.impl.feed.storage.schema import translated

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BATCH_LIMIT", "QUEUE_LIMIT", "Answers", "Entry", "Job", "Outcome", "Writer"]

QUEUE_LIMIT = 10_000
"""The number of requests that may wait for the disk."""

BATCH_LIMIT = 1_000
"""The number of requests that share a commit; a few more if they were submitted together."""

PATIENCE = 0.5
"""The share of the time of the last commit that the next one may wait for more jobs."""

LEAST_PAUSE, MOST_PAUSE = 0.0002, 0.005
"""The bounds of that wait in seconds: a shorter wait is not worth its cost, and users notice a longer one."""

T = TypeVar("T")
Job = Callable[[Rows, State], tuple[State, T]]
"""Rows added to the open transaction, and the state and the answer if it commits."""


class Outcome(NamedTuple):
    """The outcome of one job: an answer, or a failure."""

    ticket: Any
    """The key by which the submitter recognises the job."""
    answer: Any
    failure: Exception | None


class Answers(Protocol):
    """The receiver of the outcomes of jobs. Both methods are called in the writing thread, and must not wait."""

    def wanted(self, ticket: Any, /) -> bool:  # noqa: ANN401 — the submitter knows its tickets
        """Return whether the job is still to be done; False if its submitter no longer waits."""

    def settle(self, outcomes: Sequence[Outcome], /) -> None:
        """Receive the outcomes of jobs that share a commit, after it."""


class Entry(NamedTuple):
    """One job in the queue."""

    job: Job[Any]
    ticket: Any
    answers: Answers


class _Futures:
    """A receiver whose tickets are futures of threads."""

    def wanted(self, ticket: Future[Any], /) -> bool:
        return ticket.set_running_or_notify_cancel()

    def settle(self, outcomes: Sequence[Outcome], /) -> None:
        for future, answer, failure in outcomes:
            if failure is None:
                future.set_result(answer)
            else:
                future.set_exception(failure)


_FUTURES = _Futures()


class _LeftTrace(Exception):  # noqa: N818 — a signal between two methods, not an error
    """A job failed after it wrote rows, so the batch is rolled back and each job gets a separate transaction."""


class Writer:
    """The only writer of a file."""

    def __init__(
        self,
        db: sqlite3.Connection,
        state: State,
        published: Callable[[State], None],
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """Write through ``db``, from ``state`` on; ``published`` is called after each commit, in the writing thread.

        ``check`` raises StorageFailed if a commit would be lost.
        """
        self._db = db
        self._rows = Rows(db)
        self._state = state
        self._published, self._check = published, check
        self._queue: SimpleQueue[Sequence[Entry] | None] = SimpleQueue()
        self._lock = Lock()
        """Held while these two change."""
        self._closed = False
        self._waiting = 0
        self._pause = 0.0
        """Seconds for which the next commit may wait for more jobs."""
        self.commits = 0
        self._thread = Thread(target=self._run, name="antichain-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job[T]) -> Future[T]:
        """Return the future answer of ``job``, available once it is on the disk; a job that raises leaves no trace.

        Raises:
            Closed: the writer was closed.
            Overloaded: too many jobs wait already.

        """
        future: Future[T] = Future()
        self.enqueue([Entry(job, future, _FUTURES)])
        return future

    def enqueue(self, entries: Sequence[Entry]) -> None:
        """Do these jobs, and pass their outcomes to their receivers.

        Raises:
            Closed: the writer was closed.
            Overloaded: too many jobs wait already.

        """
        with self._lock:
            if self._closed:
                message = "this replica was closed"
                raise Closed(message)
            if self._waiting + len(entries) > QUEUE_LIMIT:
                message = f"{self._waiting} requests wait for the disk, and at most {QUEUE_LIMIT} may; try again later"
                raise Overloaded(message)
            self._waiting += len(entries)
            self._queue.put(entries)

    @property
    def queued(self) -> int:
        """The number of requests that wait."""
        return self._waiting

    def close(self) -> None:
        """Finish the waiting jobs, and end the thread; a second call does nothing."""
        with self._lock:
            first, self._closed = not self._closed, True
        if first:
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        going, answered = True, 0
        while going:
            batch, going = self._gathered(answered)
            answered = len(batch)
            with self._lock:
                self._waiting -= len(batch)
            self._settle([one for one in batch if one.answers.wanted(one.ticket)])

    def _gathered(self, answered: int) -> tuple[list[Entry], bool]:
        """Return the waiting jobs, and whether more may come.

        The last commit ``answered`` some clients, which soon send their next requests. If these came one by one, the
        first would have a separate commit, and all others would wait for two. So a commit waits for as many as can be
        expected, but only for a part of its own time.
        """
        batch: list[Entry] = []
        expected, end = answered + self._waiting, 0.0
        entries = self._queue.get()
        try:
            while entries is not None:
                batch += entries
                if len(batch) >= BATCH_LIMIT:
                    break
                if len(batch) >= expected or self._pause < LEAST_PAUSE:
                    entries = self._queue.get_nowait()
                else:
                    end = end or monotonic() + self._pause
                    entries = self._queue.get(timeout=max(0.0, end - monotonic()))
        except Empty:
            pass
        return batch, entries is not None

    def _settle(self, batch: list[Entry]) -> None:
        """Commit the batch and answer it; if the disk refuses all together, each job gets a separate transaction."""
        if not batch:
            return
        try:
            state, outcomes = self._commit(batch)
        except (sqlite3.Error, StorageFailed, _LeftTrace) as error:
            if len(batch) > 1:
                for one in batch:
                    self._settle([one])
                return
            failure = translated(error) if isinstance(error, sqlite3.Error) else error
            batch[0].answers.settle([Outcome(batch[0].ticket, None, failure)])
            return
        self._state = state
        self.commits += 1
        self._published(state)
        answered: dict[Answers, list[Outcome]] = {}
        for entry, outcome in zip(batch, outcomes, strict=True):
            answered.setdefault(entry.answers, []).append(outcome)
        for answers, theirs in answered.items():
            answers.settle(theirs)

    def _commit(self, batch: list[Entry]) -> tuple[State, list[Outcome]]:
        db, rows, state = self._db, self._rows, self._state
        outcomes: list[Outcome] = []
        try:
            db.execute("BEGIN IMMEDIATE")
            for job, ticket, _ in batch:
                before = rows.changes
                try:
                    state, answer = job(rows, state)
                    outcomes.append(Outcome(ticket, answer, None))
                except sqlite3.Error:
                    raise
                except Exception as failure:
                    if rows.changes != before:
                        if len(batch) > 1:
                            raise _LeftTrace from failure
                        self._roll_back()
                        db.execute("BEGIN IMMEDIATE")
                    outcomes.append(Outcome(ticket, None, failure))
            rows.write()
            self._check()
            begun = monotonic()
            db.execute("COMMIT")
            self._pause = min((monotonic() - begun) * PATIENCE, MOST_PAUSE)
        except (sqlite3.Error, StorageFailed, _LeftTrace):
            self._roll_back()
            raise
        rows.committed()
        return state, outcomes

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._rows.rolled_back()
