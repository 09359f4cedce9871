"""The JSON of requests and answers, as values; the OpenAPI document is made of these."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from antichain.impl.feed.updates import Author, Text  # noqa: TC001 — msgspec reads the annotations
from antichain.impl.replication.status import PeerSeen  # noqa: TC001 — msgspec reads the annotations

__all__ = [
    "EXACT",
    "LONG",
    "After",
    "Before",
    "CommentSeen",
    "Comments",
    "ContributionSeen",
    "Explained",
    "Failed",
    "Health",
    "Last",
    "LinkChange",
    "Links",
    "NewComment",
    "NewLike",
    "NewPost",
    "Number",
    "PostSeen",
    "Posts",
    "Recent",
    "State",
    "Taken",
    "Told",
    "UpdateSeen",
    "Written",
]

EXACT = 2**53 - 1
"""The largest whole number that every reader of JSON reads exactly."""

LONG = 4_000
"""The largest number of decimal digits; a longer number is hexadecimal, which is fast to write."""

Number = int | str
"""A whole number; beyond 2**53 - 1 a text of its digits, with 0x in front if it is hexadecimal."""

Whole = Annotated[int, Meta(ge=1, le=EXACT)] | Annotated[str, Meta(pattern=rf"^[1-9][0-9]{{0,{LONG - 1}}}$")]
Limit = Annotated[int, Meta(ge=1, le=200)]
Cursor = Annotated[
    str, Meta(max_length=1_200, pattern=r"^([0-9]{1,18}\.[\s\S]*)?$", description="the `next` of the page before")
]


NOT_BLANK = Meta(
    pattern=r"[^\s\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    r"\u200b-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]",
    description="at least one character that is visible",
)
"""A text of spaces, controls and characters without a width shows nothing."""


class NewPost(Struct, frozen=True, forbid_unknown_fields=True):
    """A post to write."""

    author: Annotated[Author, NOT_BLANK]
    text: Annotated[Text, NOT_BLANK]


class NewComment(Struct, frozen=True, forbid_unknown_fields=True):
    """A comment to write."""

    author: Annotated[Author, NOT_BLANK]
    text: Annotated[Text, NOT_BLANK]


class NewLike(Struct, frozen=True, forbid_unknown_fields=True):
    """A like to add or to take back."""

    by: Annotated[
        Whole, Meta(description="how many; as a text of its digits if it is beyond 2**53 - 1, or any time")
    ] = 1


class LinkChange(Struct, frozen=True, forbid_unknown_fields=True):
    """A link of this server is cut, or healed."""

    peer: str
    cut: bool


class Before(Struct, frozen=True, forbid_unknown_fields=True):
    """A page of posts."""

    limit: Limit = 50
    before: Cursor = ""


class After(Struct, frozen=True, forbid_unknown_fields=True):
    """A page of comments."""

    limit: Limit = 50
    after: Cursor = ""


class Last(Struct, frozen=True, forbid_unknown_fields=True):
    """The number of latest updates."""

    limit: Limit = 20


class Written(Struct, frozen=True):
    """An update that is on the disk."""

    dot: str


class PostSeen(Struct, frozen=True):
    """A post with its present value on this server."""

    dot: str
    author: str
    text: str
    at: int
    likes: Number
    comments: int


class Posts(Struct, frozen=True):
    """Some posts, the latest first."""

    posts: list[PostSeen]
    next: str | None


class CommentSeen(Struct, frozen=True):
    """A comment."""

    dot: str
    author: str
    text: str
    at: int


class Comments(Struct, frozen=True):
    """Some comments on a post, causes first, in the order that is the same on every server."""

    comments: list[CommentSeen]
    next: str | None


class UpdateSeen(Struct, frozen=True):
    """One update, and the clock of its server at that time."""

    dot: str
    site: str
    kind: str
    """``post``, ``comment`` or ``like``; an unlike is a like by a negative number."""
    at: int
    clock: dict[str, int]
    """The number of known updates of each origin, including this one.

    ``/api/recent`` counts each origin of the updates in its answer by itself, and the other origins of a site together,
    under the name of the site and ``~``.
    """
    about: str | UnsetType = UNSET
    by: Number | UnsetType = UNSET
    author: str | UnsetType = UNSET
    text: str | UnsetType = UNSET


class Recent(Struct, frozen=True):
    """The last updates, causes first."""

    updates: list[UpdateSeen]


class ContributionSeen(Struct, frozen=True):
    """The contribution of one incarnation of a site to a post."""

    origin: str
    site: str
    likes: Number
    unlikes: Number
    comments: int


class Explained(Struct, frozen=True):
    """The explanation of a post's value: all likes minus all unlikes."""

    post: str
    likes: Number
    contributions: list[ContributionSeen]
    updates: list[UpdateSeen]
    """The latest updates about the post, causes first."""
    concurrent: list[tuple[str, str]]
    """The pairs of concurrent updates among ``updates``."""


class State(Struct, frozen=True):
    """The version vector of a server."""

    name: str
    origin: str
    clock: dict[str, int]
    """The number of its updates of each site."""
    origins: dict[str, int]
    """The same for each incarnation."""
    peers: list[PeerSeen]
    demo: bool


class Links(Struct, frozen=True):
    """The links of this server."""

    peers: list[PeerSeen]


class Taken(Struct, frozen=True):
    """The result of applying the updates of a peer."""

    applied: int
    repeated: int
    waiting: int
    refused: int
    more: bool


class Health(Struct, frozen=True):
    """Whether the server is healthy."""

    status: str


class Told(Struct, frozen=True):
    """The error."""

    code: str
    message: str


class Failed(Struct, frozen=True):
    """The body of every answer with an error."""

    error: Told
