"""Reading the feed: each function asks a connection of its own, which sees only what is committed.

Every question is put to an index, so none costs more for the size of the feed. A list of comments or a page of what a
peer lacks costs what it holds; a post, that its comments and the origins that liked it are counted at each read.
"""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from antichain.impl import feed
from antichain.impl.clock import Clock
from antichain.impl.dots import COUNT_LIMIT, Dot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from sqlite3 import Connection

__all__ = [
    "Place",
    "Shown",
    "clock_of",
    "comments",
    "lacking",
    "origins",
    "post",
    "posts",
    "recent",
    "shown",
    "slots",
    "tallies",
    "updates_of",
]

Place = tuple[int, str]
"""Where an update stands in the order that is the same everywhere: its rank and origin."""


class Shown(NamedTuple):
    """A post as people see it."""

    update: feed.Update
    likes: int
    comments: int


def shown(db: Connection, number: int, body: bytes) -> Shown:
    """Return the post of that number, with its counts."""
    likes = sum(added - taken for added, taken in slots(db, number).values())
    (answers,) = db.execute("SELECT count(*) FROM log WHERE post = ? AND kind = 1", (number,)).fetchone()
    return Shown(feed.decode(body), likes, answers)


def posts(db: Connection, limit: int, before: Place | None) -> list[Shown]:
    """Return the posts that stand before that place, or the last ones: the last first."""
    rank, origin = before or (COUNT_LIMIT, "")
    rows = db.execute(
        "SELECT p.id, l.body FROM post p CROSS JOIN origin o ON o.id = p.origin"
        " CROSS JOIN log l ON l.origin = p.origin AND l.n = p.n"
        " WHERE p.rank <= ?1 AND (p.rank < ?1 OR o.name < ?2) ORDER BY p.rank DESC, o.name DESC LIMIT ?3",
        (rank, origin, limit),
    )
    return [shown(db, number, body) for number, body in rows.fetchall()]


def post(db: Connection, dot: Dot) -> tuple[int, bytes] | None:
    """Return the number of the post in the file and its bytes; none if it has not arrived."""
    find = (
        "SELECT p.id, l.body FROM origin o CROSS JOIN post p ON p.origin = o.id"
        " CROSS JOIN log l ON l.origin = p.origin AND l.n = p.n WHERE o.name = ? AND p.n = ?"
    )
    row: tuple[int, bytes] | None = db.execute(find, dot).fetchone()
    return row


def comments(db: Connection, number: int, limit: int, after: Place | None) -> list[feed.Update]:
    """Return the comments on a post that stand after that place, or the first ones: causes first."""
    rank, origin = after or (0, "")
    rows = db.execute(
        "SELECT l.body FROM log l CROSS JOIN origin o ON o.id = l.origin"
        " WHERE l.post = ?1 AND l.kind = 1 AND l.rank >= ?2 AND (l.rank > ?2 OR o.name > ?3)"
        " ORDER BY l.rank, o.name LIMIT ?4",
        (number, rank, origin, limit),
    )
    return [feed.decode(body) for (body,) in rows]


def slots(db: Connection, number: int) -> dict[str, tuple[int, int]]:
    """Return how many likes of a post each origin counted, and how many it took back."""
    rows = db.execute(
        "SELECT o.name, added, taken FROM slot CROSS JOIN origin o ON o.id = slot.origin WHERE post = ?", (number,)
    )
    return {name: (int(added, 16), int(taken, 16)) for name, added, taken in rows}


def tallies(db: Connection, number: int) -> dict[str, int]:
    """Return how many comments each origin made on a post."""
    rows = db.execute(
        "SELECT o.name, count(*) FROM log CROSS JOIN origin o ON o.id = log.origin WHERE post = ? AND kind = 1"
        " GROUP BY o.name",
        (number,),
    )
    return dict(rows)


def updates_of(db: Connection, number: int, limit: int) -> list[feed.Update]:
    """Return the post and the last updates about it, at most ``limit`` of each kind, causes first."""
    find = "SELECT body FROM log WHERE post = ? AND kind = ? ORDER BY rank DESC LIMIT ?"
    found = [feed.decode(body) for kind in (0, 1, 2) for (body,) in db.execute(find, (number, kind, limit))]
    return sorted(found, key=feed.place)


def origins(db: Connection) -> dict[str, int]:
    """Return the number of each origin in the file."""
    return dict(db.execute("SELECT name, id FROM origin"))


def clock_of(db: Connection, ids: Mapping[str, int], dot: Dot) -> Clock:
    """Return the clock of an update that is there: its causal past, itself included; one look-up an origin."""
    find = "SELECT m FROM heard WHERE origin = ? AND source = ? AND n <= ? ORDER BY n DESC LIMIT 1"
    counts = {dot.origin: dot.n}
    for name, number in ids.items():
        if row := db.execute(find, (ids[dot.origin], number, dot.n)).fetchone():
            counts[name] = row[0]
    return Clock(counts)


def lacking(
    db: Connection, ids: Mapping[str, int], have: Clock, peer: Clock, size: int | None
) -> tuple[list[bytes], bool]:
    """Return the updates in ``have`` that a peer lacks, causes first, at most ``size`` bytes; and if there are more.

    One update is always returned if there is any; without a limit, all are. The cost is that of the answer and of the
    two clocks.
    """
    find = "SELECT rank, origin, body FROM log WHERE origin = ? AND n > ? AND n <= ? ORDER BY n"
    streams = [
        db.cursor().execute(find, (ids[origin], peer[origin], count))
        for origin, count in have.entries().items()
        if count > peer[origin]
    ]
    room = float("inf") if size is None else size
    page: list[bytes] = []
    try:
        for _, _, body in merge(*streams):
            if page and len(body) > room:
                return page, True
            room -= len(body)
            page.append(body)
    finally:
        for stream in streams:
            stream.close()
    return page, False


def recent(db: Connection, ids: Mapping[str, int], limit: int) -> list[feed.Update]:
    """Return the updates that stand last, at most ``limit``, causes first."""
    find = "SELECT rank, ?, body FROM log WHERE origin = ? ORDER BY n DESC LIMIT ?"
    last = merge(*(db.cursor().execute(find, (name, number, limit)) for name, number in ids.items()), reverse=True)
    return sorted((feed.decode(body) for _, (_, _, body) in zip(range(limit), last, strict=False)), key=feed.place)
