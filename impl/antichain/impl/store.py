"""Taking updates in: what a server knows as a value, and the rows that make it durable.

:class:`State` is immutable. Every function here writes rows into the transaction that its caller has opened and returns
the state as it will be *if* that commits; until then nobody else sees either.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from antichain.impl import feed
from antichain.impl.clock import Clock
from antichain.impl.dots import Dot
from antichain.impl.failures import KeyReused, NoSuchPost

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from sqlite3 import Connection

__all__ = ["KEYS_KEPT", "WAITING_LIMIT", "Received", "State", "append", "load", "once", "receive", "renewed"]

KEYS_KEPT = 100_000
"""So many idempotency keys are remembered, the newest ones."""

WAITING_LIMIT = 10_000
"""So many updates may wait for what they depend on; what does not fit is asked for again."""

_KINDS = {feed.Post: 0, feed.Comment: 1, feed.Like: 2}


@dataclass(frozen=True, slots=True)
class State:
    """What one server knows, in memory: of the size of its version vector, whatever the number of posts."""

    origin: str
    """The incarnation that is alive."""
    have: Clock
    """How many updates of each origin are there, without gaps and with their pasts."""
    news: Clock
    """Of other origins, what is there and was not at the previous update of this one."""
    ids: Mapping[str, int]
    """The number of each origin in the file."""
    waiting: int = 0
    """How many updates wait for what they depend on."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of the updates that a peer sent."""

    applied: int
    """So many are there now and were not before, those that had waited included."""
    repeated: int
    """So many were there already."""
    waiting: int
    """So many wait now for what they depend on, whoever sent them."""
    refused: int
    """So many had no room to wait; they will be asked for again."""
    peer: Clock = field(default_factory=Clock)
    """What the peer said it has."""
    more: bool = False
    """Whether it has more to send."""


def load(db: Connection, origin: str) -> State:
    """Return what the file knows, for an incarnation that never wrote."""
    ids = dict(db.execute("SELECT name, id FROM origin"))
    last = "SELECT max(n) FROM log WHERE origin = ?"
    have = Clock({name: db.execute(last, (number,)).fetchone()[0] or 0 for name, number in ids.items()})
    (waiting,) = db.execute("SELECT count(*) FROM waiting").fetchone()
    return State(origin, have, have, ids, waiting)


def renewed(state: State, origin: str) -> State:
    """Return the state under a fresh incarnation, which has heard all that is there."""
    return replace(state, origin=origin, news=state.have)


def append(db: Connection, state: State, body: feed.Body, at: int) -> tuple[State, Dot]:
    """Write the next update of this server, made ``at`` milliseconds since 1970.

    Raises:
        NoSuchPost: it is about a post that is not there.

    """
    update = feed.write(body, state.origin, state.have, state.news, at)
    about = update.about
    if about is not None and _post(db, state, about) is None:
        message = f"no post {about} has arrived here"
        raise NoSuchPost(message)
    return _deliver(db, state, update), update.dot


def once(db: Connection, state: State, body: feed.Body, at: int, key: str) -> tuple[State, Dot]:
    """Write the update unless a request with this key did so already; either way return its dot.

    The key is stored in the transaction of the update: both are there, or neither.

    Raises:
        KeyReused: that request asked for something else.
        NoSuchPost: it is about a post that is not there.

    """
    digest = blake2b(msgspec.json.encode(body), digest_size=16).digest()
    find = "SELECT digest, name, n FROM request JOIN origin ON origin.id = request.origin WHERE key = ?"
    if row := db.execute(find, (key,)).fetchone():
        if row[0] != digest:
            message = f"key {key[:80]!r} was used for another request; take a new key for each request"
            raise KeyReused(message)
        return state, Dot(row[1], row[2])
    state, dot = append(db, state, body, at)
    remember = "INSERT INTO request (key, digest, origin, n) VALUES (?, ?, ?, ?)"
    latest = db.execute(remember, (key, digest, state.ids[dot.origin], dot.n)).lastrowid or 0
    db.execute("DELETE FROM request WHERE id <= ?", (latest - KEYS_KEPT,))
    return state, dot


def receive(db: Connection, state: State, updates: Iterable[feed.Update]) -> tuple[State, Received]:
    """Take in what a peer sent, in any order, however often; what depends on something missing waits.

    Causes have smaller ranks than what they caused, so one pass in that order delivers all that can be delivered.
    """
    given = list(updates)
    new = {update.dot: update for update in given if update.n > state.have[update.origin]}
    rows = db.execute("SELECT body FROM waiting").fetchall() if new and state.waiting else []
    held = {update.dot: update for update in (feed.decode(body) for (body,) in rows)}
    applied, waiting, refused = 0, state.waiting, 0
    for dot, update in sorted((held | new).items(), key=lambda item: feed.place(item[1])):
        if feed.deliverable(update, state.have):
            state = _deliver(db, state, update)
            applied += 1
            if dot in held:
                db.execute("DELETE FROM waiting WHERE origin = ? AND n = ?", dot)
                waiting -= 1
        elif dot not in held and waiting < WAITING_LIMIT:
            db.execute("INSERT INTO waiting VALUES (?, ?, ?)", (*dot, feed.encode(update)))
            waiting += 1
        elif dot not in held:
            refused += 1
    return replace(state, waiting=waiting), Received(applied, len(given) - len(new), waiting, refused)


def _deliver(db: Connection, state: State, update: feed.Update) -> State:
    """Write the rows of an update whose gate is open."""
    ids = state.ids
    if update.origin not in ids:
        number = db.execute("INSERT INTO origin (name) VALUES (?)", (update.origin,)).lastrowid or 0
        ids = {**ids, update.origin: number}
    origin = ids[update.origin]
    post: int | None
    if update.about is None:
        insert = "INSERT INTO post (origin, n, rank) VALUES (?, ?, ?)"
        post = db.execute(insert, (origin, update.n, update.rank)).lastrowid
    else:
        post = _post(db, state, update.about)
    db.execute(
        "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)",
        (origin, update.n, update.rank, _KINDS[type(update.body)], post, feed.encode(update)),
    )
    if update.heard:
        rows = [(origin, ids[source], update.n, count) for source, count in update.heard.items()]
        db.executemany("INSERT INTO heard VALUES (?, ?, ?, ?)", rows)
    if post is not None and isinstance(update.body, feed.Like):
        _count(db, post, origin, update.body.amount)
    if update.origin == state.origin:
        news = Clock()
    else:
        news = state.news.advance(update.origin, update.n - state.news[update.origin])
    return replace(state, have=state.have.advance(update.origin, 1), news=news, ids=ids)


def _post(db: Connection, state: State, dot: Dot) -> int | None:
    find = "SELECT id FROM post WHERE origin = ? AND n = ?"
    row = db.execute(find, (state.ids.get(dot.origin, 0), dot.n)).fetchone()
    return None if row is None else int(row[0])


def _count(db: Connection, post: int, origin: int, amount: int) -> None:
    """Grow one half of the slot, in Python: amounts outgrow what SQLite adds."""
    row = db.execute("SELECT added, taken FROM slot WHERE post = ? AND origin = ?", (post, origin)).fetchone()
    added, taken = (int(half, 16) for half in row or ("0", "0"))
    added, taken = added + max(amount, 0), taken + max(-amount, 0)
    db.execute("INSERT OR REPLACE INTO slot VALUES (?, ?, ?, ?)", (post, origin, f"{added:x}", f"{taken:x}"))
