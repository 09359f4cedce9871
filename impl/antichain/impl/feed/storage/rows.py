"""The rows of a transaction, kept until its end: one statement writes many rows, and each number once.

SQLite releases Python's lock in every statement, and the writing thread then waits for it; so the number of statements
matters more than their length. Rows that were read are kept for the next transaction, since no other thread writes to
the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antichain.impl.feed.dots import Dot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from sqlite3 import Connection

__all__ = ["KEYS_KEPT", "Request", "Rows"]

KEYS_KEPT = 100_000
"""The number of idempotency keys that are kept, the newest ones."""

REMEMBERED = 4_096
"""The number of posts and slots that are kept from one transaction to the next."""

_SIZES = 64, 8, 1
"""Rows of the log that one statement writes."""

_INSERT = {size: f"INSERT INTO log VALUES {', '.join(['(?, ?, ?, ?, ?, ?)'] * size)}" for size in _SIZES}  # noqa: S608 — made of constants
_WIDTH = 6


class Request(NamedTuple):
    """The request under an idempotency key, and the update that it made."""

    digest: bytes
    dot: Dot


class Rows:
    """The tables as one transaction sees them, including its own changes."""

    def __init__(self, db: Connection) -> None:
        """Read and write through ``db``; the caller begins and ends transactions."""
        self.db = db
        """The connection for immediate writes."""
        self._made = 0
        self._log: list[object] = []
        self._last: dict[int, int] = {}
        self._heard: list[tuple[int, int, int, int]] = []
        self._keys: dict[str, tuple[Request, int]] = {}
        self._posts: dict[Dot, int] = {}
        self._totals: dict[int, tuple[int, int]] = {}
        self._slots: dict[tuple[int, int], tuple[int, int]] = {}
        self._grown_totals: set[int] = set()
        self._grown_slots: set[tuple[int, int]] = set()

    @property
    def changes(self) -> int:
        """A number that grows with each change."""
        return self._made + self.db.total_changes

    def add_origin(self, name: str) -> int:
        """Write a new origin, and return its number."""
        return self.db.execute("INSERT INTO origin (name) VALUES (?)", (name,)).lastrowid or 0

    def add_post(self, origin: int, n: int, rank: int) -> int:
        """Write a new post, and return its number."""
        insert = "INSERT INTO post (origin, n, rank) VALUES (?, ?, ?)"
        number = self.db.execute(insert, (origin, n, rank)).lastrowid or 0
        self._totals[number] = 0, 0
        return number

    def add_update(self, origin: int, n: int, rank: int, kind: int, post: int | None, body: bytes) -> None:  # noqa: PLR0913, PLR0917 — the columns of the table
        """Write an update into the log."""
        self._made += 1
        self._last[origin] = rank
        self._log += (origin, n, rank, kind, post, body)

    def add_heard(self, rows: Iterable[tuple[int, int, int, int]]) -> None:
        """Write a new entry of an update's clock: its origin, the source, its number, and the count of the source."""
        self._made += 1
        self._heard += rows

    def post(self, ids: Mapping[str, int], dot: Dot) -> int | None:
        """Return the number of a post; None if it has not arrived."""
        number = self._posts.get(dot)
        if number is None:
            find = "SELECT id FROM post WHERE origin = ? AND n = ?"
            row = self.db.execute(find, (ids.get(dot.origin, 0), dot.n)).fetchone()
            if row is None:
                return None
            number = self._posts[dot] = int(row[0])
        return number

    def count_likes(self, post: int, origin: int, amount: int) -> None:
        """Add to half of the slot of an origin, and to the total of the post; amounts may be too large for SQLite."""
        self._made += 1
        slot = post, origin
        half = self._slots.get(slot)
        if half is None:
            row = self.db.execute("SELECT added, taken FROM slot WHERE post = ? AND origin = ?", slot).fetchone()
            half = (int(row[0], 16), int(row[1], 16)) if row else (0, 0)
        added, taken = half
        self._slots[slot] = (added + amount, taken) if amount > 0 else (added, taken - amount)
        self._grown_slots.add(slot)
        self._grow(post, amount, 0)

    def count_comment(self, post: int) -> None:
        """Count one more comment on a post."""
        self._made += 1
        self._grow(post, 0, 1)

    def _grow(self, post: int, likes: int, comments: int) -> None:
        total = self._totals.get(post)
        if total is None:
            row = self.db.execute("SELECT likes, comments FROM post WHERE id = ?", (post,)).fetchone()
            total = int(row[0], 16), int(row[1])
        self._totals[post] = total[0] + likes, total[1] + comments
        self._grown_totals.add(post)

    def request(self, key: str) -> Request | None:
        """Return the request under an idempotency key, if it is kept."""
        if key in self._keys:
            return self._keys[key][0]
        find = "SELECT digest, name, n FROM request JOIN origin ON origin.id = request.origin WHERE key = ?"
        row = self.db.execute(find, (key,)).fetchone()
        return None if row is None else Request(row[0], Dot(row[1], row[2]))

    def add_request(self, key: str, request: Request, origin: int) -> None:
        """Keep the request under an idempotency key."""
        self._made += 1
        self._keys[key] = request, origin

    def write(self) -> None:
        """Write all kept rows, at the end of a transaction."""
        at = 0
        for size in _SIZES:
            while len(self._log) - at >= size * _WIDTH:
                self.db.execute(_INSERT[size], self._log[at : at + size * _WIDTH])
                at += size * _WIDTH
        if self._last:
            ends = [(rank, origin) for origin, rank in self._last.items()]
            self.db.executemany("UPDATE origin SET last = ? WHERE id = ?", ends)
        if self._heard:
            self.db.executemany("INSERT INTO heard VALUES (?, ?, ?, ?)", self._heard)
        if self._grown_slots:
            slots = [(*slot, *map(_hexadecimal, self._slots[slot])) for slot in self._grown_slots]
            self.db.executemany("INSERT OR REPLACE INTO slot VALUES (?, ?, ?, ?)", slots)
        if self._grown_totals:
            totals = [(_hexadecimal(likes), comments, post) for post, (likes, comments) in self._grown()]
            self.db.executemany("UPDATE post SET likes = ?, comments = ? WHERE id = ?", totals)
        if self._keys:
            rows = [(key, one.digest, origin, one.dot.n) for key, (one, origin) in self._keys.items()]
            self.db.executemany("INSERT INTO request (key, digest, origin, n) VALUES (?, ?, ?, ?)", rows)
            self.db.execute("DELETE FROM request WHERE id <= (SELECT max(id) FROM request) - ?", (KEYS_KEPT,))

    def _grown(self) -> list[tuple[int, tuple[int, int]]]:
        return [(post, self._totals[post]) for post in self._grown_totals]

    def committed(self) -> None:
        """Begin with the next transaction: all kept rows are in the file."""
        for kept in (self._log, self._last, self._heard, self._keys, self._grown_slots, self._grown_totals):
            kept.clear()
        for read in (self._posts, self._totals, self._slots):
            if len(read) > REMEMBERED:
                read.clear()

    def rolled_back(self) -> None:
        """Begin with the next transaction: no row of this one is in the file."""
        for read in (self._posts, self._totals, self._slots):
            read.clear()
        self.committed()


def _hexadecimal(number: int) -> str:
    return f"{number:x}"
