"""The writer alone, over a table of numbers: which jobs share a commit, and what becomes of each."""

from __future__ import annotations

import sqlite3
from concurrent.futures import Future
from contextlib import closing
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed.errors import Closed, Overloaded, StorageFailed
from antichain.impl.feed.storage import group_commit
from antichain.impl.feed.storage.apply import State
from antichain.impl.feed.storage.group_commit import Entry, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from antichain.impl.feed.storage.group_commit import Answers, Job, Outcome
    from antichain.impl.feed.storage.rows import Rows

LONG = 10.0
"""Seconds after which an answer is taken for missing."""

NOTHING = State("S1", Clock(), Clock(), {})


class Futures:
    """Answers that go into futures, and what happens when the writer asks for a ticket and when it settles some."""

    def __init__(
        self, on_wanted: Callable[[], None] = lambda: None, on_settled: Callable[[], None] = lambda: None
    ) -> None:
        self._on_wanted, self._on_settled = on_wanted, on_settled

    def wanted(self, _ticket: Future[Any], /) -> bool:
        self._on_wanted()
        return True

    def settle(self, outcomes: Sequence[Outcome], /) -> None:
        self._on_settled()
        for future, answer, failure in outcomes:
            if failure is None:
                future.set_result(answer)
            else:
                future.set_exception(failure)


class Table:
    """A file with one table, and a writer whose publications and checks the test sees."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.db.execute("CREATE TABLE made (number INTEGER UNIQUE)")
        self.published: list[int] = []
        self.lost = False
        self._go = Event()
        self.writer = Writer(self.db, NOTHING, lambda state: self.published.append(state.waiting), self._check)

    def _check(self) -> None:
        if self.lost:
            message = "the file is gone"
            raise StorageFailed(message)

    def hold(self) -> Event:
        """Keep the writer busy until the event that is returned is set."""
        begun = Event()

        def job(_rows: Rows, state: State) -> tuple[State, None]:
            begun.set()
            self._go.wait()
            return state, None

        self.writer.submit(job)
        begun.wait()
        return self._go

    def close(self) -> None:
        self._go.set()
        self.writer.close()
        self.db.close()

    def read(self) -> list[int]:
        """Return what another connection reads, and so what is committed."""
        with closing(sqlite3.connect(self.path)) as reader:
            return [number for (number,) in reader.execute("SELECT number FROM made ORDER BY number")]

    def together(self, *jobs: Job[Any], answers: Answers | None = None) -> list[Future[Any]]:
        """Submit jobs as one request of the queue, so that they are in one batch."""
        futures = [Future[Any]() for _ in jobs]
        to = answers or Futures()
        self.writer.enqueue([Entry(job, future, to) for job, future in zip(jobs, futures, strict=True)])
        return futures


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    table = Table(tmp_path / "numbers.db")
    yield table
    table.close()


def add(number: int) -> Job[int]:
    """Return a job that adds a number, counts itself in the state, and answers the numbers that were there before."""

    def job(rows: Rows, state: State) -> tuple[State, int]:
        (before,) = rows.db.execute("SELECT count(*) FROM made").fetchone()
        rows.db.execute("INSERT INTO made VALUES (?)", (number,))
        return State("S1", Clock(), Clock(), {}, waiting=state.waiting + 1), before

    return job


def refuse(_rows: Rows, _state: State) -> tuple[State, int]:
    message = "refused before any row"
    raise LookupError(message)


def add_and_fail(number: int) -> Job[int]:
    def job(rows: Rows, state: State) -> tuple[State, int]:
        add(number)(rows, state)
        message = f"failed after {number}"
        raise LookupError(message)

    return job


def test_batch_of_jobs_shares_a_commit(table: Table) -> None:
    assert [future.result(LONG) for future in table.together(add(7), add(8), add(9))] == [0, 1, 2]
    assert (table.writer.commits, table.published, table.read()) == (1, [3], [7, 8, 9])


def test_job_refused_before_a_row_keeps_the_batch_together(table: Table) -> None:
    first, refused, last = table.together(add(7), refuse, add(9))
    assert (first.result(LONG), last.result(LONG)) == (0, 1)
    assert type(refused.exception(LONG)) is LookupError
    assert (table.writer.commits, table.published) == (1, [2])


def test_job_failed_after_a_row_leaves_no_row(table: Table) -> None:
    first, failed, last = table.together(add(7), add_and_fail(8), add(9))
    assert (first.result(LONG), last.result(LONG)) == (0, 1)
    assert str(failed.exception(LONG)) == "failed after 8"
    assert table.read() == [7, 9]
    assert table.published[-1] == 2


def test_job_alone_failed_after_a_row_leaves_no_row(table: Table) -> None:
    (failed,) = table.together(add_and_fail(8))
    assert str(failed.exception(LONG)) == "failed after 8"
    assert (table.read(), table.together(add(8))[0].result(LONG)) == ([], 0)


def test_job_refused_by_the_disk_harms_no_other(table: Table) -> None:
    first, twice, last = table.together(add(7), add(7), add(9))
    assert (first.result(LONG), last.result(LONG)) == (0, 1)
    assert isinstance(twice.exception(LONG), StorageFailed)
    assert (table.read(), table.published[-1]) == ([7, 9], 2)


def test_batch_on_a_lost_file_is_not_acknowledged(table: Table) -> None:
    table.lost = True
    assert [str(future.exception(LONG)) for future in table.together(add(7), add(8))] == ["the file is gone"] * 2
    assert (table.writer.commits, table.published, table.read()) == (0, [], [])
    table.lost = False
    assert table.together(add(7))[0].result(LONG) == 0


def test_cancelled_job_is_not_done(table: Table) -> None:
    go = table.hold()
    given_up, kept = table.writer.submit(add(7)), table.writer.submit(add(8))
    assert given_up.cancel()
    go.set()
    assert (kept.result(LONG), table.read()) == (0, [8])


def test_job_answer_comes_after_the_commit_and_the_state(table: Table) -> None:
    seen: list[tuple[list[int], list[int]]] = []
    answers = Futures(on_settled=lambda: seen.append((table.read(), [*table.published])))
    assert [future.result(LONG) for future in table.together(add(7), add(8), answers=answers)] == [0, 1]
    assert seen == [([7, 8], [2])]


def test_queue_takes_all_jobs_of_a_request_or_none(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "QUEUE_LIMIT", 3)
    go = table.hold()
    two = table.together(add(7), add(8))
    with pytest.raises(Overloaded, match="2 requests wait for the disk, and at most 3 may"):
        table.together(add(9), add(10))
    (one,) = table.together(add(9))
    assert table.writer.queued == 3
    go.set()
    assert [future.result(LONG) for future in (*two, one)] == [0, 1, 2]


def test_batch_ends_at_its_limit(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "BATCH_LIMIT", 2)
    go = table.hold()
    futures = [table.writer.submit(add(number)) for number in range(5)]
    go.set()
    assert [future.result(LONG) for future in futures] == [*range(5)]
    table.writer.close()
    assert table.published == [0, 2, 4, 5]


def test_close_finishes_the_queue_and_refuses_more(table: Table) -> None:
    futures = [table.writer.submit(add(number)) for number in range(20)]
    table.writer.close()
    assert sorted(future.result(timeout=0) for future in futures) == [*range(20)]
    with pytest.raises(Closed):
        table.writer.submit(add(99))
    table.writer.close()


def test_commit_waits_for_the_clients_of_the_last_commit(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "PATIENCE", 1e9)
    monkeypatch.setattr(group_commit, "MOST_PAUSE", 60.0)
    for future in table.together(add(1), add(2)):
        future.result(LONG)
    gathered = Event()
    back = Futures(on_wanted=gathered.set)
    (first,) = table.together(add(3), answers=back)
    assert not gathered.wait(timeout=0.05)
    (second,) = table.together(add(4), answers=back)
    assert (first.result(LONG), second.result(LONG)) == (2, 3)
    assert (table.writer.commits, table.published) == (2, [2, 4])


def test_commit_does_not_wait_for_absent_clients(table: Table) -> None:
    for future in table.together(add(1), add(2)):
        future.result(LONG)
    (alone,) = table.together(add(3))
    assert alone.result(LONG) == 2
