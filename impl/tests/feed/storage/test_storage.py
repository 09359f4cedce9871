import resource
import shutil
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed import updates
from antichain.impl.feed.dots import Dot, by_site
from antichain.impl.feed.errors import Closed, DiskFull, Overloaded, StorageFailed
from antichain.impl.feed.replica import Replica
from antichain.impl.feed.storage import apply, group_commit, schema
from antichain.impl.feed.storage.rows import Rows

if TYPE_CHECKING:
    from concurrent.futures import Future


class Held:
    """Keeps the writer busy between two moments."""

    def __init__(self, replica: Replica) -> None:
        self.begun, self.go = Event(), Event()

        def job(_: Rows, state: apply.State) -> tuple[apply.State, None]:
            self.begun.set()
            self.go.wait()
            return state, None

        self.done: Future[None] = replica._writer.submit(job)  # noqa: SLF001 — no public job takes so long
        self.begun.wait()


def test_waiting_jobs_share_one_commit(one: Replica) -> None:
    post = one.post("A", "hello").result()
    held, before = Held(one), one.commits
    likes = [one.like(post) for _ in range(200)]
    held.go.set()
    assert sorted(like.result().n for like in likes) == [*range(2, 202)]
    assert one.commits == before + 2
    assert one.view.find(post).likes == 200


def test_uncommitted_update_is_neither_answered_nor_visible(one: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    post = one.post("A", "hello").result()
    written, go = Event(), Event()
    append = apply.append

    def slow(*args: object) -> object:
        result = append(*args)  # type: ignore[arg-type]
        written.set()
        go.wait()
        return result

    monkeypatch.setattr(apply, "append", slow)
    like = one.like(post)
    written.wait()
    assert not like.done()
    assert one.have.total == 1
    assert one.view.find(post).likes == 0
    assert one.export().count(b'"rank"') == 1
    go.set()
    assert like.result().n == 2
    assert one.have.total == 2
    assert one.export().count(b'"rank"') == 2


def test_answered_update_is_visible(one: Replica) -> None:
    post = one.post("A", "hello").result()
    for count in range(1, 50):
        like = one.like(post).result()
        assert one.has(like)
        assert one.view.find(post).likes == count


def test_too_many_waiting_jobs_are_refused(one: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    post = one.post("A", "hello").result()
    held = Held(one)
    monkeypatch.setattr(group_commit, "QUEUE_LIMIT", 5)  # ten thousand would do as well, slowly
    likes = [one.like(post) for _ in range(5)]
    with pytest.raises(Overloaded, match="5 requests wait for the disk, and at most 5 may"):
        one.like(post)
    held.go.set()
    assert [like.result().n for like in likes] == [2, 3, 4, 5, 6]
    assert one.like(post).result().n == 7


def test_failed_job_leaves_no_trace_and_harms_no_other_job(one: Replica) -> None:
    post = one.post("A", "hello").result()
    held = Held(one)

    def broken(rows: Rows, state: apply.State) -> tuple[apply.State, None]:
        apply.append(rows, state, updates.Post("A", "half"), 0)
        message = "a defect"
        raise RuntimeError(message)

    first, failing, last = one.like(post), one._writer.submit(broken), one.like(post)  # noqa: SLF001 — the queue of the writer is not public
    held.go.set()
    with pytest.raises(RuntimeError, match="a defect"):
        failing.result()
    assert [first.result().n, last.result().n] == [2, 3]
    assert [shown.update.dot for shown in one.view.posts()] == [post]


def test_watcher_that_fails_does_not_stop_a_commit(one: Replica, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[int] = []

    def broken(_: Clock) -> None:
        message = "a watcher's own defect"
        raise RuntimeError(message)

    stop = one.watch(lambda have: heard.append(have.total))
    stop_broken = one.watch(broken)
    post = one.post("A", "hello").result()
    stop_broken()
    one.like(post).result()
    stop()
    one.like(post).result()
    assert heard == [1, 2]
    assert "a watcher's own defect" in caplog.text


def test_closed_replica_answers_waiting_jobs_and_refuses_others(tmp_path: Path) -> None:
    replica = Replica(tmp_path / "x.db", "S1")
    post = replica.post("A", "hello").result()
    held = Held(replica)
    like = replica.like(post)
    held.go.set()
    replica.close()
    replica.close()
    assert like.result().n == 2
    with pytest.raises(Closed):
        replica.like(post)


def test_full_disk_refuses_writes_serves_reads_and_recovers(one: Replica, tmp_path: Path) -> None:
    with Replica(tmp_path / "2.db", "S2") as two:
        post = one.post("A", "x" * 9000).result()
        for _ in range(5):
            two.post("B", "y" * 9000).result()
        one.quota(1).result()
        before = one.have
        with pytest.raises(DiskFull, match="no space left"):
            one.post("A", "x" * 9000, key="k").result()
        with pytest.raises(DiskFull):
            one.receive(two.export()).result()
        assert one.have == before
        assert one.view.find(post).likes == 0
        assert one.view.posts()[0].update.dot == post
        assert two.pull(one.answer) == 1
        one.quota(None).result()
        assert one.post("A", "x" * 9000, key="k").result() == Dot(one.origin, 2)
        assert one.receive(two.export()).result().applied == 5
        assert two.pull(one.answer) == 1
        assert two.have == one.have


def test_oversized_job_leaves_room_for_the_others(one: Replica, tmp_path: Path) -> None:
    post = one.post("A", "hello").result()
    one.like(post).result()
    size = (tmp_path / "1.db-wal").stat().st_size
    one.quota(size + 4096).result()
    held = Held(one)
    likes = [one.like(post) for _ in range(3)]
    large = [one.post("A", "x" * 10_000) for _ in range(30)]
    more = one.like(post)
    held.go.set()
    failures = [future.exception() for future in large]
    assert any(isinstance(failure, DiskFull) for failure in failures)
    assert [like.exception() for like in [*likes, more]] == [None] * 4
    assert one.view.find(post).likes == 5
    assert len(one.view.posts()) == 1 + failures.count(None)


def test_failing_disk_is_reported_and_survived(one: Replica, tmp_path: Path) -> None:
    post = one.post("A", "hello").result()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, ((tmp_path / "1.db-wal").stat().st_size, hard))
        with pytest.raises(StorageFailed, match="disk I/O error"):
            one.post("A", "x" * 9000).result()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert one.have.total == 1
    assert one.like(post).result().n == 2
    assert one.view.find(post).likes == 1


def test_update_of_a_removed_file_is_not_acknowledged(one: Replica, tmp_path: Path) -> None:
    post = one.post("A", "hello").result()
    path = tmp_path / "1.db"
    path.rename(tmp_path / "elsewhere")
    for there in (False, True):
        if there:
            path.write_bytes(b"")
        held = Held(one)
        likes = [one.like(post) for _ in range(3)]
        held.go.set()
        for like in likes:
            with pytest.raises(StorageFailed, match="the file was removed or replaced; restart the server"):
                like.result()
    (tmp_path / "elsewhere").replace(path)
    assert one.like(post).result().n == 2
    assert one.view.find(post).likes == 1


def test_reserved_space_is_used_and_survives_a_crash(tmp_path: Path) -> None:
    path, log, copy = tmp_path / "x.db", tmp_path / "x.db-wal", tmp_path / "copy"
    for expected in (1, 2):
        with Replica(path, "S1", reserve=True) as replica:
            room = log.stat().st_size
            assert room == schema.LOG_ROOM
            for future in [replica.post("A", "hello") for _ in range(20)]:
                future.result()
            assert log.stat().st_size == room
            copy.mkdir(exist_ok=True)
            for file in (path, log):  # as a crash leaves them
                shutil.copy(file, copy)
        with Replica(copy / "x.db", "S1") as again:
            assert again.have.total == 20 * expected


def test_recent_sums_the_origins_that_it_does_not_show(tmp_path: Path) -> None:
    with Replica(tmp_path / "2.db", "S2") as two:
        for _ in range(4):
            with Replica(tmp_path / "1.db", "S1") as one:
                post = one.post("A", "hello").result()
                two.pull(one.answer)
                two.like(post).result()
                one.pull(two.answer)
                one.like(post).result()
                two.pull(one.answer)
        whole = {told.update.dot: Clock(told.clock) for told in two.view.recent(1_000)}
        for limit in range(1, 13):
            told = two.view.recent(limit)
            assert [one.update.dot for one in told] == [*whole][-limit:]
            shown = {one.update.origin for one in told}
            for one_told in told:
                clock = whole[one_told.update.dot]
                exact = {origin: count for origin, count in clock.entries().items() if origin in shown}
                assert {origin: one_told.clock.get(origin) for origin in exact} == exact
                assert set(one_told.clock) <= {*shown, "S1~", "S2~"}
                assert by_site(Clock(one_told.clock)) == by_site(clock)


def test_failed_batch_leaves_no_count(one: Replica) -> None:
    post = one.post("A", "hello").result()

    def broken(rows: Rows, state: apply.State) -> tuple[apply.State, None]:
        apply.append(rows, state, updates.like(post, 5), 0)
        message = "a defect"
        raise RuntimeError(message)

    held = Held(one)
    one.like(post)
    failing = one._writer.submit(broken)  # noqa: SLF001 — no public job fails after it wrote
    keyed = [one.like(post, key="k") for _ in range(2)]
    held.go.set()
    assert isinstance(failing.exception(), RuntimeError)
    assert [like.result() for like in keyed] == [Dot(one.origin, 3)] * 2
    one.like(post).result()
    assert one.view.find(post).likes == 3
    assert one.view.entries(post) == {"S1": (3, 0)}


def test_totals_of_posts_are_the_sums_of_their_rows(one: Replica, tmp_path: Path) -> None:
    with Replica(tmp_path / "2.db", "S2") as two:
        posts = [one.post("A", str(n)).result() for n in range(3)]
        two.pull(one.answer)
        waiting = []
        for n in range(300):
            post = posts[n // 2 % 3]
            waiting += [one.like(post, 1 + n % 3), two.unlike(post), one.comment(post, "B", "x")]
        for future in waiting:
            future.result()
        two.pull(one.answer)
        one.pull(two.answer)
        for replica in (one, two):
            for shown in replica.view.posts():
                post = shown.update.dot
                entries = replica.view.entries(post).values()
                assert shown.likes == sum(added - taken for added, taken in entries) != 0
                assert shown.comments == len(replica.view.comments(post, 1_000)) > 0


@pytest.mark.parametrize("now", [-1, -(2**70), 9 * 10**15, 2**70])
def test_wall_clock_out_of_range_breaks_no_read(tmp_path: Path, now: int) -> None:
    with Replica(tmp_path / "1.db", "S1", lambda: now) as one, Replica(tmp_path / "2.db", "S2") as two:
        post = one.post("A", "hello").result()
        two.pull(one.answer)
        for replica in (one, two):
            assert replica.view.find(post).update.at in {0, updates.TIME_LIMIT}
            assert len(replica.view.recent()) == 1
