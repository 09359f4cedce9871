"""The updates of the feed as values: posts, likes and comments, their delivery condition, and their order.

Every update has a dot (:mod:`antichain.impl.feed.dots`) and knows its causal past: all updates that its origin had at
that time. The feed rests on four facts.

- *An update carries only the new part of its past.* ``heard`` names only the updates that the origin received since its
  previous update. The updates of one origin are applied in order, so the rest of the past is applied already.
- *The gate.* An update is applied after the previous one of its origin, the updates in ``heard``, and its post; until
  then it waits. So the updates of a server are always causally closed (Birman, Schiper, Stephenson,
  "Lightweight causal and atomic group multicast", 1991).
- *The rank.* An update's rank is the size of its past, itself included. A larger past has a larger rank, so ``(rank,
  origin)`` is a total order that respects causality and is the same everywhere (Lamport, "Time, clocks, and the
  ordering of events in a distributed system", 1978).
- *The cheap test.* Of two updates, ``(r, n)`` happened before the other if and only if the other's clock counts at
  least n of r (Schwarz, Mattern, "Detecting causal relationships in distributed computations", 1994).

A like is one update, counted in a slot for each origin, so that none is lost and none counts twice. An unlike is a like
by a negative amount in the slot's other half (a PN-Counter). The value of a post may be below zero: two servers may
take back the same like concurrently.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from antichain.impl.feed.dots import COUNT_LIMIT, Count, Dot, Origin
from antichain.impl.feed.errors import Invalid

if TYPE_CHECKING:
    from antichain.impl.crdt.clock import Clock

__all__ = [
    "AMOUNT_LIMIT",
    "AUTHOR_LIMIT",
    "TEXT_LIMIT",
    "TIME_LIMIT",
    "UPDATE_LIMIT",
    "Author",
    "Body",
    "Comment",
    "Content",
    "Like",
    "Post",
    "Text",
    "Update",
    "checked",
    "clock_at_least",
    "content",
    "decode",
    "deliverable",
    "encode",
    "lacking",
    "like",
    "place",
    "write",
]

TEXT_LIMIT = 10_000
"""Characters in a post or a comment."""
AUTHOR_LIMIT = 200
"""Characters in the name of an author."""
UPDATE_LIMIT = 1 << 20
"""Bytes of one encoded update."""

AMOUNT_LIMIT = 4_096
"""Hexadecimal digits of an amount, its sign included."""
TIME_LIMIT = 253_402_300_799_999
"""The last millisecond of the year 9999; programs in some languages cannot show a later time."""

Author = Annotated[str, Meta(min_length=1, max_length=AUTHOR_LIMIT)]
Text = Annotated[str, Meta(min_length=1, max_length=TEXT_LIMIT)]
Amount = Annotated[str, Meta(pattern=r"\A-?[1-9a-f][0-9a-f]*\Z", max_length=AMOUNT_LIMIT)]


class Post(Struct, frozen=True, tag="post", forbid_unknown_fields=True):
    """A post."""

    author: Author
    text: Text


class Comment(Struct, frozen=True, tag="comment", forbid_unknown_fields=True):
    """A comment on a post."""

    post: Dot
    author: Author
    text: Text


class Like(Struct, frozen=True, tag="like", forbid_unknown_fields=True):
    """A like or an unlike of a post; :func:`like` makes one."""

    post: Dot
    by: Amount
    """Hexadecimal, so that an amount of any size travels without loss."""

    @property
    def amount(self) -> int:
        """The number of likes, negative for unlikes, never 0."""
        return int(self.by, 16)


Body = Post | Comment | Like
B = TypeVar("B", bound=Body)


class Update(Struct, frozen=True, forbid_unknown_fields=True):
    """One update of one origin: its content and its causal past."""

    origin: Origin
    n: Count
    rank: Count
    """The number of updates in its past, including itself."""
    heard: dict[Origin, Count]
    """For each other origin, the number of its updates, if more than at this origin's previous update."""
    at: Annotated[int, Meta(ge=0, le=TIME_LIMIT)]
    """Milliseconds since 1970 on the origin's wall clock: shown to people, never compared."""
    body: Body

    def __post_init__(self) -> None:
        """Refuse an update that depends on itself, because it could never be applied."""
        about = self.about
        on_itself = about is not None and about.n == self.n and about.origin == self.origin
        if on_itself or self.origin in self.heard:
            message = f"update {self.dot} depends on itself"
            raise ValueError(message)

    @property
    def dot(self) -> Dot:
        """The name of this update."""
        return Dot(self.origin, self.n)

    @property
    def about(self) -> Dot | None:
        """The post that this update likes or comments on; None if it is a post."""
        return None if isinstance(self.body, Post) else self.body.post


class Content(Struct, frozen=True):
    """The content of an update for readers: all but its causal past, which may be large."""

    origin: Origin
    n: Count
    rank: Count
    at: int
    body: Body

    @property
    def dot(self) -> Dot:
        """The name of the update."""
        return Dot(self.origin, self.n)


def like(post: Dot, by: int) -> Like:
    """Return a like of ``post`` by that amount, or an unlike by a negative one.

    >>> like(Dot("S1~9f", 1), 2**64).by
    '10000000000000000'

    Raises:
        Invalid: the amount is 0 or not a whole number.

    """
    if not isinstance(by, int) or isinstance(by, bool) or not by:
        message = f"amount {by!r} is not a number of likes; give a whole number other than 0"
        raise Invalid(message)
    return Like(post, f"{by:x}")


_SOUND_ORIGIN = re.compile(r"[\x00-\x7f]{0,1024}~[0-9a-z]{1,32}")
_SOUND_AMOUNT = re.compile(r"-?[1-9a-f][0-9a-f]{0,4094}")


def _is_sound(like: Like) -> bool:
    """Return whether every field of a like is valid; a fast check, since likes are frequent."""
    if type(like.post) is not Dot:
        return False
    (origin, n), by = like.post, like.by
    return (
        type(origin) is str
        and type(n) is int
        and 1 <= n <= COUNT_LIMIT
        and _SOUND_ORIGIN.fullmatch(origin) is not None
        and _SOUND_AMOUNT.fullmatch(by) is not None
    )


def checked(body: B) -> B:
    """Return ``body``, made of a client's data, if every field is valid.

    >>> checked(Post("", "hello"))
    Traceback (most recent call last):
    antichain.impl.feed.errors.Invalid: Expected `str` of length >= 1 - at `$.author`

    Raises:
        Invalid: a field is of the wrong type, empty, too long, or not text.

    """
    if isinstance(body, Like) and _is_sound(body):
        return body
    try:
        again: B = msgspec.convert({"type": body.__struct_config__.tag} | msgspec.structs.asdict(body), type(body))
        data = msgspec.json.encode(again)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise Invalid(str(error)) from None
    if len(data) > UPDATE_LIMIT // 2:
        message = f"an update of {len(data)} bytes is too large; {UPDATE_LIMIT // 2} are allowed"
        raise Invalid(message)
    return again


def write(body: Body, origin: str, have: Clock, news: Clock, at: int) -> Update:
    """Return the next update of ``origin``, which has ``have`` and received ``news`` since its previous one.

    A wall clock that shows a time before 1970 or after 9999 is read as the nearest time between.

    >>> from antichain.impl.crdt.clock import Clock
    >>> update = write(Post("B", "hello"), "S2~b", Clock({"S1~a": 2}), Clock({"S1~a": 2}), 0)
    >>> update.dot, update.rank, update.heard
    (Dot(origin='S2~b', n=1), 3, {'S1~a': 2})
    """
    return Update(origin, have[origin] + 1, have.total + 1, news.entries(), min(max(at, 0), TIME_LIMIT), body)


def deliverable(update: Update, have: Clock) -> bool:
    """Return whether all dependencies of ``update`` are in ``have``, and ``update`` is not.

    The rank must not count more updates than there are, so an update with a false rank waits.

    >>> from antichain.impl.crdt.clock import Clock
    >>> update = write(like(Dot("S1~a", 1), 1), "S2~b", Clock({"S1~a": 1}), Clock({"S1~a": 1}), 0)
    >>> deliverable(update, Clock()), deliverable(update, Clock({"S1~a": 1})), deliverable(update, Clock({"S2~b": 1}))
    (False, True, False)
    """
    about = update.about
    return (
        update.n == have[update.origin] + 1
        and update.rank <= have.total + 1  # its rank counts no more updates than there are
        and all(count <= have[origin] for origin, count in update.heard.items())
        and (about is None or about.n <= have[about.origin])
    )


def lacking(update: Update, have: Clock) -> tuple[str, int] | None:
    """Return one missing dependency of ``update``: an origin, and the number of its updates; None if there is none.

    The origin ``""`` stands for all origins: a false rank needs a larger total.

    >>> from antichain.impl.crdt.clock import Clock
    >>> update = write(like(Dot("S1~a", 1), 1), "S2~b", Clock({"S1~a": 1}), Clock({"S1~a": 1}), 0)
    >>> lacking(update, Clock()), lacking(update, Clock({"S1~a": 1}))
    (('S1~a', 1), None)
    """
    if update.n > have[update.origin] + 1:
        return update.origin, update.n - 1
    for origin, count in update.heard.items():
        if count > have[origin]:
            return origin, count
    about = update.about
    if about is not None and about.n > have[about.origin]:
        return about.origin, about.n
    return ("", update.rank - 1) if update.rank > have.total + 1 else None


def place(update: Update | Content) -> tuple[int, str]:
    """Return the place of the update in the total order: causes first, the same on every server."""
    return update.rank, update.origin


def clock_at_least(clock: Clock, dot: Dot) -> bool:
    """Return whether the update with this clock is ``dot`` or happened after it."""
    return clock[dot.origin] >= dot.n


def encode(update: Update) -> bytes:
    """Return the update as JSON, which :func:`decode` reads."""
    return msgspec.json.encode(update)


_decoder = msgspec.json.Decoder(Update)
_content = msgspec.json.Decoder(Content)


def content(data: bytes) -> Content:
    """Return the content for readers of an update that :func:`encode` wrote, and that was checked before."""
    return _content.decode(data)


def decode(data: bytes | msgspec.Raw) -> Update:
    """Return the update that :func:`encode` wrote.

    Raises:
        Invalid: the bytes are not an update, or more than 1 MiB.

    """
    if len(bytes(data)) > UPDATE_LIMIT:
        message = f"an update of {len(bytes(data))} bytes; {UPDATE_LIMIT} are allowed"
        raise Invalid(message)
    try:
        return _decoder.decode(data)
    except (msgspec.MsgspecError, ValueError) as error:
        message = f"this is not an update: {error}"
        raise Invalid(message) from None
