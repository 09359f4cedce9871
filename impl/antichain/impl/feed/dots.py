"""Dots: the names of updates. ``(origin, n)`` is the n-th update of one origin, counted from 1.

An *origin* is one incarnation of a site, written ``site~incarnation``. A site is a server as users know it; each
incarnation that wrote is a separate origin, so that no dot is used twice (:mod:`antichain.impl.feed.incarnation`). A
set of dots without gaps is a version vector: for each origin, how many of its updates there are (Preguiça, Baquero,
Almeida, Fonte, Gonçalves, "Dotted version vectors", 2010).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, NamedTuple

from msgspec import Meta

from antichain.impl.feed.errors import Invalid

if TYPE_CHECKING:
    from antichain.impl.crdt.clock import Clock

__all__ = ["COUNT_LIMIT", "Count", "Dot", "Origin", "behind", "by_site", "origin_of", "site_of"]

COUNT_LIMIT = 2**62
"""The largest number of updates of an origin, and of a server; SQLite counts in 64 bits."""

SITE_LIMIT = 1024
"""The largest number of characters in the name of a site."""

REMEMBERED = 1024
"""Names of updates that are not parsed again."""

_DOT = re.compile(rf"(.{{0,{SITE_LIMIT}}}~[0-9a-z]{{1,32}}):([1-9][0-9]{{0,18}})", re.DOTALL)

Origin = Annotated[str, Meta(pattern=r"~[0-9a-z]{1,32}\Z", max_length=SITE_LIMIT + 33)]
Count = Annotated[int, Meta(ge=1, le=COUNT_LIMIT)]


class Dot(NamedTuple):
    """The permanent name of one update.

    >>> str(Dot("S1~9f", 7)), Dot.parse("S1~9f:7")
    ('S1~9f:7', Dot(origin='S1~9f', n=7))
    """

    origin: Origin
    n: Count

    def __str__(self) -> str:
        """Return ``origin:n``, which :meth:`parse` reads."""
        return f"{self.origin}:{self.n}"

    @classmethod
    def parse(cls, text: str) -> Dot:
        """Return the dot that ``str`` wrote.

        >>> Dot.parse("S1")
        Traceback (most recent call last):
        antichain.impl.feed.errors.Invalid: 'S1' names no update; a name reads site~incarnation:number

        Raises:
            Invalid: the text is not the name of an update.

        """
        return _parsed(text)


@lru_cache(REMEMBERED)
def _parsed(text: str) -> Dot:
    """Return the dot that the text names: most requests are about a few posts."""
    match = _DOT.fullmatch(text)
    if not match or int(match[2]) > COUNT_LIMIT:
        message = f"{text[:80]!r} names no update; a name reads site~incarnation:number"
        raise Invalid(message)
    return Dot(match[1], int(match[2]))


def origin_of(site: str, incarnation: str) -> str:
    """Return the origin of this incarnation of the site.

    Raises:
        Invalid: the site is not text, longer than 1024 characters, or holds half of a surrogate pair.

    """
    if not isinstance(site, str) or len(site) > SITE_LIMIT or any("\ud800" <= letter <= "\udfff" for letter in site):
        message = f"site {str(site)[:80]!r} cannot name a server; use text of at most {SITE_LIMIT} characters"
        raise Invalid(message)
    return f"{site}~{incarnation}"


def site_of(origin: str) -> str:
    """Return the site of which ``origin`` is an incarnation.

    >>> site_of("a~b~9f")
    'a~b'
    """
    return origin.rpartition("~")[0]


def by_site(clock: Clock) -> dict[str, int]:
    """Return the clock with the incarnations of each site summed.

    >>> from antichain.impl.crdt.clock import Clock
    >>> by_site(Clock({"S1~a": 2, "S1~b": 1, "S2~c": 1}))
    {'S1': 3, 'S2': 1}
    """
    sites: Counter[str] = Counter()
    for origin, count in sorted(clock.entries().items()):
        sites[site_of(origin)] += count
    return dict(sites)


def behind(have: Clock, peer: Clock) -> int:
    """Return how many updates of ``peer`` are missing in ``have``.

    >>> from antichain.impl.crdt.clock import Clock
    >>> behind(Clock({"S1~a": 2}), Clock({"S1~a": 1, "S2~b": 3}))
    3
    """
    return sum(max(count - have[origin], 0) for origin, count in peer.entries().items())
