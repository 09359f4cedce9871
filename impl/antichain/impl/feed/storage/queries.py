"""Queries of the feed: each function reads through a connection that sees only committed data.

Every query uses an index, so its cost does not grow with the feed. The cost of a list of comments, or of a page for a
peer, is that of its content; a post costs a count of its comments and of the origins that liked it.
"""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed import updates
from antichain.impl.feed.dots import COUNT_LIMIT, Dot, site_of

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from sqlite3 import Connection

__all__ = [
    "Place",
    "Shown",
    "clock_of",
    "comments",
    "folded_clocks",
    "lacking",
    "origins",
    "post",
    "posts",
    "recent",
    "slots",
    "tallies",
    "updates_of",
]

Place = tuple[int, str]
"""The place of an update in the total order, which is the same on all servers: its rank and origin."""


class Shown(NamedTuple):
    """A post as users see it."""

    update: updates.Content
    likes: int
    comments: int


def posts(db: Connection, limit: int, before: Place | None) -> list[Shown]:
    """Return the posts before a place in the total order, or the latest ones; the latest first."""
    rank, origin = before or (COUNT_LIMIT, "")
    rows = db.execute(
        "SELECT l.body, p.likes, p.comments FROM post p CROSS JOIN origin o ON o.id = p.origin"
        " CROSS JOIN log l ON l.origin = p.origin AND l.n = p.n"
        " WHERE p.rank <= ?1 AND (p.rank < ?1 OR o.name < ?2) ORDER BY p.rank DESC, o.name DESC LIMIT ?3",
        (rank, origin, limit),
    )
    return [_shown(*row) for row in rows]


def post(db: Connection, dot: Dot) -> tuple[int, Shown] | None:
    """Return the number of the post in the file, and the post; None if it has not arrived."""
    find = (
        "SELECT p.id, l.body, p.likes, p.comments FROM origin o CROSS JOIN post p ON p.origin = o.id"
        " CROSS JOIN log l ON l.origin = p.origin AND l.n = p.n WHERE o.name = ? AND p.n = ?"
    )
    row: tuple[int, bytes, str, int] | None = db.execute(find, dot).fetchone()
    return None if row is None else (row[0], _shown(*row[1:]))


def _shown(body: bytes, likes: str, comments: int) -> Shown:
    return Shown(updates.content(body), int(likes, 16), comments)


def comments(db: Connection, number: int, limit: int, after: Place | None) -> list[updates.Content]:
    """Return the comments on a post after a place in the total order, or the first ones: causes first."""
    rank, origin = after or (0, "")
    rows = db.execute(
        "SELECT l.body FROM log l CROSS JOIN origin o ON o.id = l.origin"
        " WHERE l.post = ?1 AND l.kind = 1 AND l.rank >= ?2 AND (l.rank > ?2 OR o.name > ?3)"
        " ORDER BY l.rank, o.name LIMIT ?4",
        (number, rank, origin, limit),
    )
    return [updates.content(body) for (body,) in rows]


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


def updates_of(db: Connection, number: int, limit: int) -> list[updates.Update]:
    """Return the post and the last updates about it, at most ``limit`` of each kind, causes first."""
    find = "SELECT body FROM log WHERE post = ? AND kind = ? ORDER BY rank DESC LIMIT ?"
    found = [updates.decode(body) for kind in (0, 1, 2) for (body,) in db.execute(find, (number, kind, limit))]
    return sorted(found, key=updates.place)


def origins(db: Connection) -> dict[str, int]:
    """Return the number of each origin in the file."""
    return dict(db.execute("SELECT name, id FROM origin"))


def clock_of(db: Connection, ids: Mapping[str, int], dot: Dot) -> Clock:
    """Return the clock of an update that is there: its causal past, itself included; one statement for all origins."""
    rows = db.execute(
        "SELECT o.name, (SELECT m FROM heard WHERE origin = ?1 AND source = o.id AND n <= ?2 ORDER BY n DESC LIMIT 1)"
        " FROM origin o",
        (ids[dot.origin], dot.n),
    )
    return Clock({name: m for name, m in rows if m is not None} | {dot.origin: dot.n})


def lacking(
    db: Connection, ids: Mapping[str, int], have: Clock, peer: Clock, size: int | None
) -> tuple[list[bytes], bool]:
    """Return updates in ``have`` that a peer lacks, causes first, at most ``size`` bytes, and whether more exist.

    It returns at least one update if there is any, and all without a limit. The cost is that of the answer and of the
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


def recent(db: Connection, limit: int) -> list[updates.Update]:
    """Return the last ``limit`` updates of the total order, causes first. Origins that ended before cost little."""
    ends = db.execute("SELECT id, name, last FROM origin ORDER BY last DESC, name DESC")
    find = "SELECT rank, ?, body FROM log WHERE origin = ? ORDER BY n DESC LIMIT ?"
    last: list[tuple[int, str, bytes]] = []
    for number, name, rank in ends:
        if len(last) == limit and last[-1][:2] > (rank, name):
            break
        rows = db.cursor().execute(find, (name, number, limit)).fetchall()
        last = sorted([*last, *rows], reverse=True)[:limit]
    return [updates.decode(body) for _, _, body in reversed(last)]


def folded_clocks(db: Connection, found: Sequence[updates.Update]) -> list[dict[str, int]]:
    """Return the clock of each of the last updates, with the entries that comparisons need.

    ``found`` is what :func:`recent` returned. A clock counts each origin of one of these updates by itself, and the
    other origins of a site together, under the name of the site and ``~``. So a clock grows with the number of updates,
    not with the number of all past origins.
    """
    ids = origins(db)
    shown = {update.origin for update in found}
    known: dict[str, dict[str, int]] = {}
    folded: dict[str, dict[str, int]] = {}
    clocks = []
    for update in found:
        origin = update.origin
        if origin not in known:
            # The first update of an origin has its whole clock; each later one has the changes since the one before.
            before = {} if update.n == 1 else clock_of(db, ids, Dot(origin, update.n - 1)).entries()
            known[origin], folded[origin] = {}, {}
            _learn(known[origin], folded[origin], before, shown)
        _learn(known[origin], folded[origin], {**update.heard, origin: update.n}, shown)
        clocks.append(folded[origin].copy())
    return clocks


def _learn(known: dict[str, int], folded: dict[str, int], news: Mapping[str, int], shown: Container[str]) -> None:
    for origin, count in news.items():
        name = origin if origin in shown else f"{site_of(origin)}~"
        folded[name] = folded.get(name, 0) + count - known.get(origin, 0)
        known[origin] = count
