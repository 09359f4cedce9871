"""Adds the counts if the clocks are concurrent, so the shared past counts twice.

This is the rule of a widely read article on vector clocks. It is commutative, idempotent, and right on the first sync.
"""

from __future__ import annotations

from typing import NamedTuple

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong


class _Likes(NamedTuple):
    clock: dict[str, int]
    total: int


def _like(mine: _Likes, replica: str, by: object) -> _Likes:
    if not isinstance(by, int):
        code = "not-an-integer"
        raise Rejected(code)
    if by < 0:
        code = "negative"
        raise Rejected(code)
    return _Likes({**mine.clock, replica: mine.clock.get(replica, 0) + by}, mine.total + by)


def _sync(mine: _Likes, theirs: _Likes) -> _Likes:
    servers = mine.clock | theirs.clock
    joined = {s: max(mine.clock.get(s, 0), theirs.clock.get(s, 0)) for s in servers}
    if joined == theirs.clock:
        return _Likes(joined, theirs.total)
    if joined == mine.clock:
        return _Likes(joined, mine.total)
    return _Likes(joined, mine.total + theirs.total)


@wrong(
    breaks=("CNT-ONCE",),
    history="A+1 A>m B<m A+1 B+1 A>n B<n",
    events=5,
    seen="a widely read article on vector clocks",
)
def target() -> ValueTarget:
    likes = Library(new=lambda _: _Likes({}, 0), increment=_like, merge=_sync, value=lambda mine: mine.total)
    return ValueTarget(Hello(name="the article's rule", kinds={Kind.G_COUNTER: Options()}), {Kind.G_COUNTER: likes})
