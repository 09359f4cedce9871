import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from antichain.impl.feed.dots import Dot
from antichain.impl.feed.errors import Corrupt, InUse, Invalid, NewerSchema, StorageFailed
from antichain.impl.feed.replica import Replica
from antichain.impl.feed.storage import schema

CLIENTS = """
import sys
from pathlib import Path
from threading import Lock, Thread
from antichain.impl.crdt.clock import Clock
from antichain.impl.feed.dots import Dot
from antichain.impl.feed.replica import Replica

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


def test_reader_without_a_file_creates_none(one: Replica, tmp_path: Path) -> None:
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


def test_commit_waits_for_the_disk_and_not_for_its_cache(tmp_path: Path) -> None:
    with closing(schema.connect(tmp_path / "1.db")) as db:
        assert db.execute("PRAGMA fullfsync").fetchone() == (1,)  # read by SQLite on macOS alone
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_newer_database_is_left_unchanged(tmp_path: Path) -> None:
    a_feed_at_rest(tmp_path / "x.db")
    with closing(sqlite3.connect(tmp_path / "x.db")) as db:
        db.execute("PRAGMA user_version = 4")
        copy = tmp_path / "copy"
        copy.mkdir()
        for path in tmp_path.glob("x.db*"):
            shutil.copy(path, copy)
    before = contents(copy)
    with pytest.raises(NewerSchema, match="has schema 4, this program knows 3; use the program that wrote it"):
        Replica(copy / "x.db", "S1")
    assert contents(copy) == before
    assert "x.db-wal" in before


@pytest.mark.parametrize("page", [0, 1, 5, 12])
def test_damaged_database_is_left_unchanged(tmp_path: Path, page: int) -> None:
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
def test_database_without_rows_or_tables_is_left_unchanged(tmp_path: Path, damage: str, says: str) -> None:
    a_feed_at_rest(tmp_path / "x.db", posts=3)
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as db:
        db.execute(damage)
    before = contents(tmp_path)
    with pytest.raises(Corrupt, match=f"left as it is.*{says}"):
        Replica(tmp_path / "x.db", "S1")
    assert contents(tmp_path)["x.db"] == before["x.db"]


def test_truncated_database_is_left_unchanged(tmp_path: Path) -> None:
    a_feed_at_rest(tmp_path / "x.db")
    data = (tmp_path / "x.db").read_bytes()[: 4096 * 6]
    (tmp_path / "x.db").write_bytes(data)
    with pytest.raises(Corrupt, match="left as it is"):
        Replica(tmp_path / "x.db", "S1")
    assert (tmp_path / "x.db").read_bytes() == data


def test_file_of_another_type_is_left_unchanged(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear reader, " * 400, encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("CREATE TABLE cats (name)")
    before = contents(tmp_path)
    for name in before:
        with pytest.raises(Corrupt, match="left as it "):
            Replica(tmp_path / name, "S1")
    assert contents(tmp_path) == before


def test_absent_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match="unable to open database file"):
        Replica(tmp_path / "absent" / "x.db", "S1")


def test_database_named_memory_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    a_feed_at_rest(Path(":memory:"), posts=3)
    assert {path.name for path in tmp_path.iterdir()} == {":memory:", ":memory:.lock"}
    with Replica(Path(":memory:"), "S1") as again:
        assert len(again.view.posts()) == 3


def test_database_without_a_write_ahead_log_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def in_memory(path: Path | str, **options: Any) -> Any:  # noqa: ANN401 — as sqlite3 takes and gives them
        return connect(":memory:" if str(path).endswith(".db") else path, **options)

    monkeypatch.setattr(sqlite3, "connect", in_memory)
    with pytest.raises(StorageFailed, match="journal mode memory"):
        Replica(tmp_path / "x.db", "S1")


@pytest.mark.parametrize("site", ["\ud800", "x" * 1025, 7])
def test_malformed_site_name_is_refused(tmp_path: Path, site: object) -> None:
    with pytest.raises(Invalid, match="cannot name a server"):
        Replica(tmp_path / "x.db", site)  # type: ignore[arg-type]
    assert not [*tmp_path.iterdir()]


def test_database_is_served_by_one_process_at_a_time(tmp_path: Path) -> None:
    with Replica(tmp_path / "x.db", "S1"), pytest.raises(InUse, match="another process serves"):
        Replica(tmp_path / "x.db", "S1")
    Replica(tmp_path / "x.db", "S1").close()


def test_database_under_two_names_is_served_once(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link.db").symlink_to(tmp_path / "x.db")
    with Replica(tmp_path / "x.db", "S1"), pytest.raises(InUse, match="another process serves"):
        Replica(tmp_path / "folder" / "link.db", "S1")
    with Replica(tmp_path / "folder" / "link.db", "S1"), pytest.raises(InUse, match="another process serves"):
        Replica(tmp_path / "x.db", "S1")


def test_closed_replica_releases_its_files(tmp_path: Path) -> None:
    with Replica(tmp_path / "x.db", "S1") as replica:
        replica.post("A", "hello").result()
        replica.view.posts()
    assert replica.view.posts()
    assert {path.name for path in tmp_path.iterdir()} == {"x.db", "x.db.lock"}


def test_backup_holds_the_whole_feed(one: Replica, tmp_path: Path) -> None:
    post = one.post("A", "hello").result()
    one.like(post).result()
    one.view.backup(tmp_path / "backup.db")
    one.like(post).result()
    with Replica(tmp_path / "backup.db", "S1") as copy:
        assert copy.view.find(post).likes == 1
        assert copy.have.total == 2


@pytest.mark.parametrize("acknowledged", [1, 2, 5, 13, 100, pytest.param(600, marks=pytest.mark.thorough)])
def test_killed_replica_keeps_all_acknowledged_updates(tmp_path: Path, acknowledged: int) -> None:
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


SCHEMA_2 = (
    "ALTER TABLE post DROP COLUMN likes; ALTER TABLE post DROP COLUMN comments; ALTER TABLE origin DROP COLUMN last;"
    " PRAGMA user_version = 2;"
)


SCHEMA_1 = (
    "DROP TABLE waiting; CREATE TABLE waiting (origin TEXT, n INTEGER, body BLOB, PRIMARY KEY (origin, n));"
    " INSERT INTO waiting VALUES ('S2~9f', 7, x'00'); PRAGMA user_version = 1;"
)


@pytest.mark.parametrize("older", [SCHEMA_2, SCHEMA_2 + SCHEMA_1], ids=["schema 2", "schema 1"])
def test_older_schema_is_brought_up_to_date_and_keeps_its_totals(tmp_path: Path, older: str) -> None:
    path = tmp_path / "x.db"
    with Replica(path, "S1") as replica:
        post, other = replica.post("A", "hello").result(), replica.post("A", "plain").result()
        replica.like(post, 2**70)
        replica.unlike(post, 3)
        replica.unlike(other, 2)
        replica.comment(post, "B", "indeed").result()
        before = replica.view.posts(), replica.view.recent()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(older)
    with Replica(path, "S1") as replica:
        assert (replica.view.posts(), replica.view.recent()) == before
        replica.like(post).result()
        assert (replica.view.find(post).likes, replica.view.find(post).comments) == (2**70 - 2, 1)
        assert (replica.view.find(other).likes, replica.waiting) == (-2, 0)
