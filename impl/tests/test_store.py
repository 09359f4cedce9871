import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from antichain.impl import feed, store, writer
from antichain.impl.clock import Clock
from antichain.impl.dots import Dot
from antichain.impl.failures import Closed, Corrupt, DiskFull, InUse, Invalid, NewerSchema, Overloaded, StorageFailed
from antichain.impl.replica import Replica

if TYPE_CHECKING:
    from concurrent.futures import Future

CLIENTS = """
import sys
from pathlib import Path
from threading import Lock, Thread
from antichain.impl.clock import Clock
from antichain.impl.dots import Dot
from antichain.impl.replica import Replica

replica, talk = Replica(Path(sys.argv[1]), "S1"), Lock()
others, post = Path(sys.argv[2]).read_bytes(), Dot.parse(sys.argv[3])

def say(*words):
    with talk:
        print(*words, flush=True)

def like():
    while True:
        say("mine", replica.like(post).result())

def watch():
    while True:
        say("peers", replica.origin, replica.have[replica.origin])

replica.receive(others).result()
for work in (like, like, like, like, watch):
    Thread(target=work, daemon=True).start()
Thread(target=like).start()
"""


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Replica]:
    with Replica(tmp_path / "1.db", "S1") as replica:
        yield replica


class Held:
    """Keeps the writer busy between two moments."""

    def __init__(self, replica: Replica) -> None:
        self.begun, self.go = Event(), Event()

        def job(_: sqlite3.Connection, state: store.State) -> tuple[store.State, None]:
            self.begun.set()
            self.go.wait()
            return state, None

        self.done: Future[None] = replica._writer.submit(job)  # noqa: SLF001 — no public job takes so long
        self.begun.wait()


def test_many_who_wait_share_one_commit(one: Replica) -> None:
    post = one.post("A", "hello").result()
    held, before = Held(one), one.commits
    likes = [one.like(post) for _ in range(200)]
    held.go.set()
    assert sorted(like.result().n for like in likes) == [*range(2, 202)]
    assert one.commits == before + 2
    assert one.view.find(post).likes == 200


def test_nothing_is_answered_or_seen_before_it_is_committed(one: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    post = one.post("A", "hello").result()
    written, go = Event(), Event()
    append = store.append

    def slow(*args: object) -> object:
        result = append(*args)  # type: ignore[arg-type]
        written.set()
        go.wait()
        return result

    monkeypatch.setattr(store, "append", slow)
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


def test_what_is_answered_is_seen(one: Replica) -> None:
    post = one.post("A", "hello").result()
    for count in range(1, 50):
        like = one.like(post).result()
        assert one.has(like)
        assert one.view.find(post).likes == count


def test_too_many_who_wait_are_turned_away(one: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    post = one.post("A", "hello").result()
    held = Held(one)
    monkeypatch.setattr(one._writer._queue, "maxsize", 5)  # noqa: SLF001 — ten thousand would do as well, slowly
    likes = [one.like(post) for _ in range(5)]
    with pytest.raises(Overloaded, match=f"{writer.QUEUE_LIMIT} requests wait for the disk"):
        one.like(post)
    held.go.set()
    assert [like.result().n for like in likes] == [2, 3, 4, 5, 6]
    assert one.like(post).result().n == 7


def test_a_job_that_fails_leaves_no_trace_and_harms_nobody(one: Replica) -> None:
    post = one.post("A", "hello").result()
    held = Held(one)

    def broken(db: sqlite3.Connection, state: store.State) -> tuple[store.State, None]:
        store.append(db, state, feed.Post("A", "half"), 0)
        message = "a defect"
        raise RuntimeError(message)

    first, failing, last = one.like(post), one._writer.submit(broken), one.like(post)  # noqa: SLF001
    held.go.set()
    with pytest.raises(RuntimeError, match="a defect"):
        failing.result()
    assert [first.result().n, last.result().n] == [2, 3]
    assert [shown.update.dot for shown in one.view.posts()] == [post]


def test_a_watcher_hears_of_every_commit_and_cannot_stop_it(one: Replica, caplog: pytest.LogCaptureFixture) -> None:
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


def test_a_closed_replica_answers_what_waited_and_refuses_the_rest(tmp_path: Path) -> None:
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


def test_a_full_disk_refuses_writes_serves_reads_and_recovers(one: Replica, tmp_path: Path) -> None:
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


def test_one_who_asks_for_too_much_space_does_not_spoil_it_for_the_others(one: Replica, tmp_path: Path) -> None:
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


def test_a_failing_disk_is_told_and_survived(one: Replica, tmp_path: Path) -> None:
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


def test_nothing_is_acknowledged_into_a_file_that_is_gone(one: Replica, tmp_path: Path) -> None:
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


def test_a_reader_makes_no_file(one: Replica, tmp_path: Path) -> None:
    (tmp_path / "1.db").rename(tmp_path / "elsewhere")
    with pytest.raises(StorageFailed, match="unable to open"):
        one.view.posts()
    assert not (tmp_path / "1.db").exists()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in {".db", ".db-wal"}}


def a_feed_at_rest(path: Path, posts: int = 60) -> None:
    with Replica(path, "S1") as replica:
        for future in [replica.post("A", "x" * 400) for _ in range(posts)]:
            future.result()


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    a_feed_at_rest(tmp_path / "x.db")
    with closing(sqlite3.connect(tmp_path / "x.db")) as db:
        db.execute("PRAGMA user_version = 2")
        copy = tmp_path / "copy"
        copy.mkdir()
        for path in tmp_path.glob("x.db*"):
            shutil.copy(path, copy)
    before = contents(copy)
    with pytest.raises(NewerSchema, match="has schema 2, this program knows 1; use the program that wrote it"):
        Replica(copy / "x.db", "S1")
    assert contents(copy) == before
    assert "x.db-wal" in before


@pytest.mark.parametrize("page", [0, 1, 5, 12])
def test_a_damaged_database_is_left_alone(tmp_path: Path, page: int) -> None:
    a_feed_at_rest(tmp_path / "x.db")
    data = bytearray((tmp_path / "x.db").read_bytes())
    data[page * 4096 + 1 : page * 4096 + 3000] = b"\xa5" * 2999
    (tmp_path / "x.db").write_bytes(data)
    with pytest.raises(Corrupt, match="left as it is"):
        Replica(tmp_path / "x.db", "S1")
    assert (tmp_path / "x.db").read_bytes() == data


@pytest.mark.parametrize(
    ("damage", "says"), [("DROP TABLE slot", "no table slot"), ("DELETE FROM log WHERE n = 2", "its log has a gap")]
)
def test_a_database_that_lost_rows_or_tables_is_left_alone(tmp_path: Path, damage: str, says: str) -> None:
    a_feed_at_rest(tmp_path / "x.db", posts=3)
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as db:
        db.execute(damage)
    before = contents(tmp_path)
    with pytest.raises(Corrupt, match=f"left as it is.*{says}"):
        Replica(tmp_path / "x.db", "S1")
    assert contents(tmp_path)["x.db"] == before["x.db"]


def test_a_truncated_database_is_left_alone(tmp_path: Path) -> None:
    a_feed_at_rest(tmp_path / "x.db")
    data = (tmp_path / "x.db").read_bytes()[: 4096 * 6]
    (tmp_path / "x.db").write_bytes(data)
    with pytest.raises(Corrupt, match="left as it is"):
        Replica(tmp_path / "x.db", "S1")
    assert (tmp_path / "x.db").read_bytes() == data


def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear reader, " * 400, encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("CREATE TABLE cats (name)")
    before = contents(tmp_path)
    for name in before:
        with pytest.raises(Corrupt, match="left as it "):
            Replica(tmp_path / name, "S1")
    assert contents(tmp_path) == before


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match="unable to open database file"):
        Replica(tmp_path / "absent" / "x.db", "S1")


def test_a_name_that_sqlite_takes_for_memory_is_that_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    a_feed_at_rest(Path(":memory:"), posts=3)
    assert {path.name for path in tmp_path.iterdir()} == {":memory:", ":memory:.lock"}
    with Replica(Path(":memory:"), "S1") as again:
        assert len(again.view.posts()) == 3


def test_a_file_that_keeps_no_log_of_its_writes_is_not_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def in_memory(path: Path | str, **options: Any) -> Any:  # noqa: ANN401 — as sqlite3 takes and gives them
        return connect(":memory:" if str(path).endswith(".db") else path, **options)

    monkeypatch.setattr(sqlite3, "connect", in_memory)
    with pytest.raises(StorageFailed, match="journal mode memory"):
        Replica(tmp_path / "x.db", "S1")


@pytest.mark.parametrize("site", ["\ud800", "x" * 1001, 7])
def test_a_site_that_cannot_be_named_is_refused(tmp_path: Path, site: object) -> None:
    with pytest.raises(Invalid, match="cannot name a server"):
        Replica(tmp_path / "x.db", site)  # type: ignore[arg-type]
    assert not [*tmp_path.iterdir()]


def test_a_file_is_served_by_one_process_at_a_time(tmp_path: Path) -> None:
    with Replica(tmp_path / "x.db", "S1"), pytest.raises(InUse, match="another process serves"):
        Replica(tmp_path / "x.db", "S1")
    Replica(tmp_path / "x.db", "S1").close()


def test_a_file_is_served_by_one_process_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link.db").symlink_to(tmp_path / "x.db")
    with Replica(tmp_path / "x.db", "S1"), pytest.raises(InUse, match="another process serves"):
        Replica(tmp_path / "folder" / "link.db", "S1")
    with Replica(tmp_path / "folder" / "link.db", "S1"), pytest.raises(InUse, match="another process serves"):
        Replica(tmp_path / "x.db", "S1")


def test_a_closed_replica_lets_go_of_its_files(tmp_path: Path) -> None:
    with Replica(tmp_path / "x.db", "S1") as replica:
        replica.post("A", "hello").result()
        replica.view.posts()
    assert replica.view.posts()
    assert {path.name for path in tmp_path.iterdir()} == {"x.db", "x.db.lock"}


def test_a_backup_is_a_whole_feed(one: Replica, tmp_path: Path) -> None:
    post = one.post("A", "hello").result()
    one.like(post).result()
    one.view.backup(tmp_path / "backup.db")
    one.like(post).result()
    with Replica(tmp_path / "backup.db", "S1") as copy:
        assert copy.view.find(post).likes == 1
        assert copy.have.total == 2


@pytest.mark.parametrize("acknowledged", [1, 2, 3, 5, 8, 13, 40, 100, 250, 600])
def test_killed_at_any_moment_it_comes_back_with_all_that_was_acknowledged(tmp_path: Path, acknowledged: int) -> None:
    with Replica(tmp_path / "other.db", "S2") as other:
        post = other.post("B", "hello").result()
        other.like(post, 1000).result()
        (tmp_path / "others").write_bytes(other.export())
    command = [sys.executable, "-c", CLIENTS, str(tmp_path / "x.db"), str(tmp_path / "others"), str(post)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:  # noqa: S603 — our own program
        assert child.stdout
        lines, mine = [], 0
        while mine < acknowledged and (line := child.stdout.readline()):
            lines.append(line)
            mine += line.startswith(b"mine")
        child.kill()
        lines += child.stdout.readlines()
    assert child.returncode == -signal.SIGKILL
    said = [line.decode().split() for line in lines if line.endswith(b"\n")]
    dots = [Dot.parse(words[1]) for words in said if words[0] == "mine"]
    assert len(set(dots)) == len(dots) >= acknowledged
    with Replica(tmp_path / "x.db", "S1") as replica:
        assert all(replica.has(dot) for dot in dots)
        assert all(replica.have[words[1]] >= int(words[2]) for words in said if words[0] == "peers")
        likes = replica.have[dots[0].origin]
        assert replica.view.find(post).likes == 1000 + likes
        assert replica.view.entries(post) == {"S1": (likes, 0), "S2": (1000, 0)}
        assert replica.origin != dots[0].origin
