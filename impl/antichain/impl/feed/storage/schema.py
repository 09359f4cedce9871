"""The file: its tables, the lock that allows one process to open it, and the meaning of SQLite's errors.

SQLite in WAL mode with ``synchronous=FULL``: a commit is on the disk before it returns, and no other connection sees it
earlier. The log holds all data; every other table is an index into it.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from errno import ENOSPC
from typing import TYPE_CHECKING

from antichain.impl.feed.errors import Corrupt, DiskFull, FeedError, InUse, NewerSchema, StorageFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["SCHEMA", "connect", "kept", "lock", "reader", "reserve", "restrict", "translated"]

SCHEMA = 3
"""The version of the tables below."""

LOG_ROOM = 32 + 1_100 * (24 + 4_096)
"""Bytes of the log of writes: SQLite moves it into the file after 1000 pages; a last commit may add some."""

_APPLICATION = 0x616E7469  # "anti"
_PAGES = 4294967294  # the largest page number of SQLite

_TABLES = """
-- The origins that are known, numbered as they came: a number is shorter than a name. `last` is the rank of their last
-- updates.
CREATE TABLE origin (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, last INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Every update, as it travels. `post` is the post that it is, or is about; NULL if it is about something else.
CREATE TABLE log (
    origin INTEGER NOT NULL, n INTEGER NOT NULL, rank INTEGER NOT NULL,
    kind INTEGER NOT NULL, post INTEGER, body BLOB NOT NULL, PRIMARY KEY (origin, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX log_of_post ON log (post, kind, rank);

-- At its update n, `origin` had m updates of `source`; a row only where m grew.
CREATE TABLE heard (
    origin INTEGER NOT NULL, source INTEGER NOT NULL, n INTEGER NOT NULL, m INTEGER NOT NULL,
    PRIMARY KEY (origin, source, n)
) STRICT, WITHOUT ROWID;

-- Likes less unlikes, hexadecimal, and the number of comments: the sums over `slot` and `log`, kept with the post.
CREATE TABLE post (
    id INTEGER PRIMARY KEY, origin INTEGER NOT NULL, n INTEGER NOT NULL, rank INTEGER NOT NULL,
    likes TEXT NOT NULL DEFAULT '0', comments INTEGER NOT NULL DEFAULT 0, UNIQUE (origin, n)
) STRICT;
CREATE INDEX post_by_rank ON post (rank);

-- How many likes of a post each origin counted, and how many it took back: hexadecimal, of any length.
CREATE TABLE slot (
    post INTEGER NOT NULL, origin INTEGER NOT NULL, added TEXT NOT NULL, taken TEXT NOT NULL, PRIMARY KEY (post, origin)
) STRICT, WITHOUT ROWID;

-- Idempotency keys, the oldest of which are forgotten.
CREATE TABLE request (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, digest BLOB NOT NULL,
    origin INTEGER NOT NULL, n INTEGER NOT NULL
) STRICT;
"""

_WAITING = """
-- Updates that arrived before what they depend on, each by one thing that it lacks: m updates of `source`.
CREATE TABLE waiting (
    origin TEXT NOT NULL, n INTEGER NOT NULL, source TEXT NOT NULL, m INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (origin, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_for ON waiting (source, m);
"""

_TOTALS = """
-- Schema 3: totals are kept with the post, and the last rank with the origin.
ALTER TABLE origin ADD COLUMN last INTEGER NOT NULL DEFAULT 0;
UPDATE origin SET last = coalesce((SELECT rank FROM log WHERE log.origin = origin.id ORDER BY n DESC LIMIT 1), 0);
ALTER TABLE post ADD COLUMN likes TEXT NOT NULL DEFAULT '0';
ALTER TABLE post ADD COLUMN comments INTEGER NOT NULL DEFAULT 0;
UPDATE post SET comments = (SELECT count(*) FROM log WHERE log.post = post.id AND kind = 1);
UPDATE post SET likes = coalesce(
    (SELECT hexadecimal_sum(added, taken) FROM slot WHERE slot.post = post.id), '0');
"""

_NAMES = re.findall(r"CREATE TABLE (\w+)", _TABLES + _WAITING)
_GAP = "SELECT 1 FROM log GROUP BY origin HAVING count(*) != max(n) LIMIT 1"


def connect(path: Path) -> sqlite3.Connection:
    """Return the connection that writes to the feed at ``path``, which is created if it does not exist.

    A malformed file is left unchanged.

    Raises:
        Corrupt: the file is damaged, or of another type.
        NewerSchema: a newer version wrote it.
        DiskFull, StorageFailed: it cannot be read or made.

    """
    db: sqlite3.Connection | None = None
    try:
        if path.exists() and path.stat().st_size:
            # Read only, since a connection that may write moves the log into the file when it closes.
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as seen:
                _inspect(seen, path)
        db = sqlite3.connect(path.absolute(), isolation_level=None, check_same_thread=False, cached_statements=256)
        (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            db.close()
            message = (
                f"{path} cannot keep a log of its writes (journal mode {mode}); use a file on a disk of this machine"
            )
            raise StorageFailed(message)
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA fullfsync = ON")  # on macOS, fsync alone may leave a commit in the cache of the disk
        _bring_up_to_date(db)
    except sqlite3.Error as error:
        if db is not None:
            db.close()
        raise translated(error, path) from error
    return db


class _Sum:
    """The total of slots, as a function for SQLite: in Python, for amounts of any length."""

    def __init__(self) -> None:
        self._sum = 0

    def step(self, added: str, taken: str) -> None:
        self._sum += int(added, 16) - int(taken, 16)

    def finalize(self) -> str:
        return f"{self._sum:x}"


def _bring_up_to_date(db: sqlite3.Connection) -> None:
    """Create the missing tables, in one transaction."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if not version:
        steps = [_TABLES, _WAITING, f"PRAGMA application_id = {_APPLICATION};"]
    else:
        steps = [f"DROP TABLE waiting; {_WAITING}"] if version < 2 else []  # what waited is asked for again  # noqa: PLR2004 — a version
        steps += [_TOTALS] if version < SCHEMA else []
    if steps:
        db.create_aggregate("hexadecimal_sum", 2, _Sum)  # type: ignore[arg-type]  # typeshed has one argument
        db.executescript(f"BEGIN; {' '.join(steps)} PRAGMA user_version = {SCHEMA}; COMMIT;")


def _inspect(db: sqlite3.Connection, path: Path) -> None:
    (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    (application,) = db.execute("PRAGMA application_id").fetchone()
    if not tables and not version and not application:
        return
    if application != _APPLICATION:
        message = f"{path} is not a database of a feed; it was left as it is"
        raise Corrupt(message)
    if version > SCHEMA:
        message = (
            f"{path} has schema {version}, this program knows {SCHEMA}; use the program that wrote it, or a newer one"
        )
        raise NewerSchema(message)
    (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
    there = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if verdict == "ok" and not there >= set(_NAMES):
        verdict = f"it has no table {min(set(_NAMES) - there)}"
    elif verdict == "ok" and db.execute(_GAP).fetchone():
        verdict = "its log has a gap"
    if verdict != "ok":
        message = f"{path} is damaged and was left as it is; restore a backup or start empty, and sync: {verdict}"
        raise Corrupt(message)


def restrict(db: sqlite3.Connection, size: int | None) -> None:
    """Limit the file of ``db`` to about ``size`` bytes, or to the limit of SQLite."""
    (page,) = db.execute("PRAGMA page_size").fetchone()
    db.execute(f"PRAGMA max_page_count = {_PAGES if size is None else max(size // page, 1)}")


def reserve(path: Path) -> None:
    """Extend the log of writes of an open file to its final length by zeros, which SQLite does not read.

    A write inside a file becomes durable several times faster than a write that extends it. SQLite restarts at the
    beginning of the log after 1000 pages, so the log does not grow further.
    """
    file = path.resolve()
    with file.with_name(file.name + "-wal").open("ab") as log:
        log.write(bytes(max(LOG_ROOM - log.tell(), 0)))
        log.flush()
        os.fsync(log.fileno())


def reader(path: Path) -> sqlite3.Connection:
    """Return a connection that only reads, from one thread at a time; it never creates the file."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA query_only = ON")
    return db


def kept(path: Path) -> Callable[[], None]:
    """Return a check that passes while the present file at ``path`` exists, and then raises StorageFailed.

    Writes to a file that was deleted or replaced under its connections are lost.
    """

    def seen() -> tuple[int, int]:
        stat = path.stat()
        return stat.st_dev, stat.st_ino

    first = seen()

    def check() -> None:
        try:
            same = seen() == first
        except OSError:
            same = False
        if not same:
            message = "the file was removed or replaced; restart the server"
            raise StorageFailed(message)

    return check


def lock(path: Path) -> sqlite3.Connection:
    """Return a lock of the feed at ``path`` for this process, which lasts until it is closed or the process ends.

    Raises:
        InUse: another process holds it.
        StorageFailed: the file beside it, ``path.lock``, cannot be made.

    """
    file = path.resolve()  # under its real path, since a symbolic link has no separate lock
    beside = file.with_name(file.name + ".lock")
    try:
        db = sqlite3.connect(beside, timeout=0, isolation_level=None, check_same_thread=False)
        db.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            message = f"another process serves {path}; give each server a separate file"
            raise InUse(message) from None
        raise translated(error, beside) from error
    return db


def translated(error: sqlite3.Error | OSError, path: Path | str = "the database") -> FeedError:
    """Return the error of the feed for an error of SQLite."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", 0) == ENOSPC:
        return DiskFull(f"no space left for {path}; free some and try again")
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return Corrupt(f"{path} is damaged and was left as it is; restore a backup or start empty, and sync: {error}")
    return StorageFailed(f"{path}: {error}")
