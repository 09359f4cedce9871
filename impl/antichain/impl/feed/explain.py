"""Explanations of a post's value: the contributions, the concurrent updates, and their clocks."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from msgspec import Struct

from antichain.impl.feed.dots import Dot, site_of
from antichain.impl.feed.updates import Update, clock_at_least

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from antichain.impl.crdt.clock import Clock

__all__ = ["Contribution", "Explanation", "Told", "explain"]


class Contribution(Struct, frozen=True):
    """The contribution of one incarnation of a site to the post."""

    origin: str
    site: str
    likes: int
    unlikes: int
    comments: int


class Told(Struct, frozen=True):
    """One update about the post, and the clock of its origin at that time."""

    update: Update
    clock: dict[str, int]


class Explanation(Struct, frozen=True):
    """The explanation of a post's value."""

    post: Dot
    likes: int
    """The sum over ``contributions`` of likes less unlikes."""
    contributions: list[Contribution]
    updates: list[Told]
    """The updates, causes first; only the latest ones, if there are too many."""
    concurrent: list[tuple[Dot, Dot]]
    """The pairs of concurrent updates among ``updates``."""


def explain(
    post: Dot,
    slots: Mapping[str, tuple[int, int]],
    comments: Mapping[str, int],
    updates: Sequence[tuple[Update, Clock]],
) -> Explanation:
    """Return the explanation of ``post``, from the slots, the numbers of comments, and updates with their clocks.

    >>> from antichain.impl.crdt.clock import Clock
    >>> from antichain.impl.feed.updates import like, write
    >>> post, known = Dot("S1~a", 1), Clock({"S1~a": 1})
    >>> updates = [(write(like(post, 1), origin, known, known, 0), known.tick(origin)) for origin in ("S2~b", "S3~c")]
    >>> told = explain(post, {"S2~b": (1, 0), "S3~c": (1, 0)}, {}, updates)
    >>> told.likes, [[str(dot) for dot in pair] for pair in told.concurrent]
    (2, [['S2~b:1', 'S3~c:1']])
    """
    contributions = [
        Contribution(origin, site_of(origin), *slots.get(origin, (0, 0)), comments.get(origin, 0))
        for origin in sorted(slots.keys() | comments.keys() | {post.origin})
    ]
    concurrent = [
        (x.dot, y.dot)
        for (x, x_clock), (y, y_clock) in combinations(updates, 2)
        if not clock_at_least(y_clock, x.dot) and not clock_at_least(x_clock, y.dot)
    ]
    told = [Told(update, dict(sorted(clock.entries().items()))) for update, clock in updates]
    likes = sum(added - taken for added, taken in slots.values())
    return Explanation(post, likes, contributions, told, concurrent)
