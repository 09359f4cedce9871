"""Conversions between values of the feed and the JSON of clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from antichain.impl.feed import updates
from antichain.impl.feed.dots import site_of
from antichain.impl.feed.errors import Invalid
from antichain.impl.web.schemas import (
    EXACT,
    LONG,
    CommentSeen,
    ContributionSeen,
    Explained,
    Number,
    PostSeen,
    UpdateSeen,
)

if TYPE_CHECKING:
    from antichain.impl.feed import explain
    from antichain.impl.feed.storage.queries import Place, Shown

__all__ = ["comment_seen", "cursor", "explained", "number", "place", "post_seen", "update_seen"]

_TOO_LONG = 10**LONG


def number(value: int) -> Number:
    """Return ``value`` in a form that every reader of JSON reads exactly.

    >>> number(2**53 - 1), number(2**53)
    (9007199254740991, '9007199254740992')
    """
    if abs(value) <= EXACT:
        return value
    return str(value) if abs(value) < _TOO_LONG else hex(value)


def cursor(update: updates.Content) -> str:
    """Return the end of a page, where the next page starts."""
    rank, origin = updates.place(update)
    return f"{rank}.{origin}"


def place(text: str) -> Place | None:
    """Return the place that :func:`cursor` wrote; None for the first page.

    Raises:
        Invalid: the text is not a cursor.

    """
    if not text:
        return None
    rank, dot, origin = text.partition(".")
    if not dot or not (rank.isascii() and rank.isdecimal()) or len(rank) > 18:  # noqa: PLR2004 — fits SQLite
        message = f"cursor {text[:80]!r} is not valid; use the `next` of the page before"
        raise Invalid(message)
    return int(rank), origin


def post_seen(shown: Shown) -> PostSeen:
    """Return a post as clients see it."""
    update = shown.update
    if not isinstance(update.body, updates.Post):
        raise TypeError(update.body)
    return PostSeen(
        str(update.dot), update.body.author, update.body.text, update.at, number(shown.likes), shown.comments
    )


def comment_seen(update: updates.Content) -> CommentSeen:
    """Return a comment as clients see it."""
    if not isinstance(update.body, updates.Comment):
        raise TypeError(update.body)
    return CommentSeen(str(update.dot), update.body.author, update.body.text, update.at)


def update_seen(told: explain.Told) -> UpdateSeen:
    """Return an update as clients see it."""
    update, body = told.update, told.update.body
    return UpdateSeen(
        str(update.dot),
        site_of(update.origin),
        str(body.__struct_config__.tag),
        update.at,
        told.clock,
        UNSET if update.about is None else str(update.about),
        number(body.amount) if isinstance(body, updates.Like) else UNSET,
        UNSET if isinstance(body, updates.Like) else body.author,
        UNSET if isinstance(body, updates.Like) else body.text,
    )


def explained(why: explain.Explanation) -> Explained:
    """Return an explanation as clients see it."""
    return Explained(
        str(why.post),
        number(why.likes),
        [
            ContributionSeen(one.origin, one.site, number(one.likes), number(one.unlikes), one.comments)
            for one in why.contributions
        ],
        [update_seen(told) for told in why.updates],
        [(str(x), str(y)) for x, y in why.concurrent],
    )
