"""The application of updates: the version vector of a server as a value, and the rows that make it durable.

:class:`State` is immutable. Every function here adds rows to the open transaction of its caller, and returns the state
that holds *if* that commits; until then readers see neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed import updates
from antichain.impl.feed.errors import KeyReused, NoSuchPost
from antichain.impl.feed.storage.rows import Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from sqlite3 import Connection

    from antichain.impl.feed.dots import Dot
    from antichain.impl.feed.storage.rows import Rows

__all__ = [
    "WAITING_BYTES",
    "WAITING_LIMIT",
    "Received",
    "State",
    "append",
    "load",
    "once",
    "receive",
    "renewed",
]

WAITING_LIMIT = 10_000
"""The number of updates that may wait for their dependencies; this server asks again for others."""

WAITING_BYTES = 16 * 1024 * 1024
"""The same in bytes of updates."""

_NOTHING = Clock()

_KINDS = {updates.Post: 0, updates.Comment: 1, updates.Like: 2}


class State(msgspec.Struct, frozen=True):
    """The state of one server in memory; its size is that of the version vector, for any number of posts."""

    origin: str
    """The present incarnation."""
    have: Clock
    """The number of applied updates of each origin, without gaps and with their pasts."""
    news: Clock
    """The updates of other origins that arrived since the previous update of this one."""
    ids: Mapping[str, int]
    """The number of each origin in the file."""
    waiting: int = 0
    """The number of updates that wait for their dependencies."""
    held: int = 0
    """The bytes of these updates."""


@dataclass(frozen=True, slots=True)
class Received:
    """The result of applying the updates of a peer."""

    applied: int
    """The number of newly applied updates, including those that had waited."""
    repeated: int
    """The number of updates that were applied before."""
    waiting: int
    """The number of updates that wait for their dependencies."""
    refused: int
    """The number of updates without room to wait; this server will ask for them again."""
    peer: Clock = field(default_factory=Clock)
    """The version vector of the peer."""
    more: bool = False
    """Whether the peer has more to send."""


def load(db: Connection, origin: str) -> State:
    """Return the state in the file, for an incarnation that never wrote."""
    ids = dict(db.execute("SELECT name, id FROM origin"))
    last = "SELECT max(n) FROM log WHERE origin = ?"
    have = Clock({name: db.execute(last, (number,)).fetchone()[0] or 0 for name, number in ids.items()})
    waiting, held = db.execute("SELECT count(*), coalesce(sum(length(body)), 0) FROM waiting").fetchone()
    return State(origin, have, have, ids, waiting, held)


def renewed(state: State, origin: str) -> State:
    """Return the state under a fresh incarnation, which knows all updates in it."""
    return replace(state, origin=origin, news=state.have)


def append(rows: Rows, state: State, body: updates.Body, at: int) -> tuple[State, Dot]:
    """Write the next update of this server, made ``at`` milliseconds since 1970.

    Raises:
        NoSuchPost: its post is not here.

    """
    update = updates.write(body, state.origin, state.have, state.news, at)
    about = update.about
    post = None if about is None else rows.post(state.ids, about)
    if about is not None and post is None:
        message = f"no post {about} has arrived here"
        raise NoSuchPost(message)
    return _deliver(rows, state, update, post), update.dot


def once(rows: Rows, state: State, body: updates.Body, at: int, key: str) -> tuple[State, Dot]:
    """Write the update unless a request with this key did so already; return its dot in both cases.

    The key is stored in the transaction of the update, so both are stored or neither.

    Raises:
        KeyReused: the earlier request was another one.
        NoSuchPost: its post is not here.

    """
    digest = blake2b(msgspec.json.encode(body), digest_size=16).digest()
    if (before := rows.request(key)) is not None:
        if before.digest != digest:
            message = f"key {key[:80]!r} was used for another request; take a new key for each request"
            raise KeyReused(message)
        return state, before.dot
    state, dot = append(rows, state, body, at)
    rows.add_request(key, Request(digest, dot), state.ids[dot.origin])
    return state, dot


def receive(rows: Rows, state: State, offered: Iterable[updates.Update]) -> tuple[State, Received]:
    """Apply the updates of a peer, in any order and with repetitions; an update with missing dependencies waits.

    Causes have smaller ranks than their effects, so one pass in that order delivers all deliverable updates. Of the
    waiting updates, only those that lacked the arrived ones are read.
    """
    given = list(offered)
    new = {update.dot: update for update in given if update.n > state.have[update.origin]}
    applied = refused = 0
    for dot, update in sorted(new.items(), key=lambda item: updates.place(item[1])):
        if dot.n <= state.have[dot.origin]:
            continue  # it had waited, and an earlier one delivered it
        lack = updates.lacking(update, state.have)
        if lack is None:
            state = _drop(rows.db, state, dot) if state.waiting else state
            state = _deliver(rows, state, update)
            state, woken = _wake(rows, state, dot) if state.waiting else (state, 0)
            applied += 1 + woken
        elif not _waits(rows.db, state, dot):
            body = updates.encode(update)
            if state.waiting < WAITING_LIMIT and state.held + len(body) <= WAITING_BYTES:
                rows.db.execute("INSERT INTO waiting VALUES (?, ?, ?, ?, ?)", (*dot, *lack, body))
                state = replace(state, waiting=state.waiting + 1, held=state.held + len(body))
            else:
                refused += 1
    return state, Received(applied, len(given) - len(new), state.waiting, refused)


def _waits(db: Connection, state: State, dot: Dot) -> bool:
    find = "SELECT 1 FROM waiting WHERE origin = ? AND n = ?"
    return bool(state.waiting) and db.execute(find, dot).fetchone() is not None


def _drop(db: Connection, state: State, dot: Dot) -> State:
    """Remove the update from the waiting ones, if it waits."""
    row = db.execute("DELETE FROM waiting WHERE origin = ? AND n = ? RETURNING length(body)", dot).fetchone()
    return state if row is None else replace(state, waiting=state.waiting - 1, held=state.held - row[0])


def _wake(rows: Rows, state: State, arrived: Dot) -> tuple[State, int]:
    """Deliver the updates that waited for the arrived one, and so on; return the number of delivered ones."""
    find = "SELECT body FROM waiting WHERE source = ? AND m <= ?"
    move = "UPDATE waiting SET source = ?, m = ? WHERE origin = ? AND n = ?"
    begun = state.have.total
    fresh = [arrived]
    while fresh:
        origin, _ = fresh.pop()
        found = rows.db.execute(find, (origin, state.have[origin])).fetchall()
        found += rows.db.execute(find, ("", state.have.total)).fetchall()
        for update in sorted((updates.decode(body) for (body,) in found), key=updates.place):
            if update.n <= state.have[update.origin]:
                state = _drop(rows.db, state, update.dot)
            elif (lack := updates.lacking(update, state.have)) is None:
                state = _deliver(rows, _drop(rows.db, state, update.dot), update)
                fresh.append(update.dot)
            else:
                rows.db.execute(move, (*lack, *update.dot))
    return state, state.have.total - begun


def _deliver(rows: Rows, state: State, update: updates.Update, post: int | None = None) -> State:
    """Write the rows of a deliverable update; ``post`` is the number of its post, if the caller knows it."""
    ids, body = state.ids, update.body
    if update.origin not in ids:
        ids = {**ids, update.origin: rows.add_origin(update.origin)}
    origin = ids[update.origin]
    if isinstance(body, updates.Post):
        post = rows.add_post(origin, update.n, update.rank)
    elif post is None:
        post = rows.post(ids, body.post)
    rows.add_update(origin, update.n, update.rank, _KINDS[type(body)], post, updates.encode(update))
    if update.heard:
        rows.add_heard((origin, ids[source], update.n, count) for source, count in update.heard.items())
    if post is not None and isinstance(body, updates.Like):
        rows.count_likes(post, origin, body.amount)
    elif post is not None and isinstance(body, updates.Comment):
        rows.count_comment(post)
    have = state.have.tick(update.origin)
    if update.origin == state.origin:
        news = _NOTHING
    else:
        news = state.news.advance(update.origin, update.n - state.news[update.origin])
    return State(state.origin, have, news, ids, state.waiting, state.held)
