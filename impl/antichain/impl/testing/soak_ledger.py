"""The ledger of requests and answers, and the outcome of each update by the final readings.

Like number k of a post has the amount 16**k, and so has each unlike. So each hexadecimal digit of a post's value shows
the fate of one like: digit k is 0 if the like is absent, 1 if it counts, and 2 if it counts twice. Every post has a
unique text, by which it is counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from threading import Lock
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from random import Random

    from antichain.impl.crdt.clock import Clock
    from antichain.impl.feed.dots import Dot

__all__ = ["Asked", "Fate", "Ledger", "Like", "Outcome", "Post", "Reading"]

BASE = 16
PLACES = 32
"""The largest number of likes of one post, so that numbers stay short."""
UNLIKES = 0.25
"""The share of unlikes."""


class Fate(Enum):
    """The expected outcome of one update."""

    UNKNOWN = "unknown"
    """The request has no answer: the update counts once or not at all, on all servers alike."""
    ACKNOWLEDGED = "acknowledged"
    """The update counts once, on all servers."""
    REFUSED = "refused"
    """The update counts on no server."""


@dataclass(slots=True, eq=False, kw_only=True)
class Asked:
    """One update."""

    server: int
    life: int
    """The number of disks that the server had lost before."""
    key: str = field(default_factory=lambda: uuid4().hex)
    fate: Fate = Fate.UNKNOWN
    dot: Dot | None = None
    """Its dot, if it was acknowledged."""


@dataclass(slots=True, eq=False, kw_only=True)
class Like(Asked):
    """A like or an unlike."""

    post: Dot
    place: int
    unlike: bool

    @property
    def by(self) -> int:
        """The amount that gives it a separate digit."""
        return int(BASE**self.place)


@dataclass(slots=True, eq=False, kw_only=True)
class Post(Asked):
    """A post, whose key is its text, and its likes."""

    likes: list[Like] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """The final reading of one server."""

    texts: Counter[str]
    """The number of posts with each text."""
    likes: dict[Dot, tuple[int, int]]
    """The sums of likes and of unlikes of each post."""

    def times(self, asked: Asked) -> int:
        """Return how often an update counts, a like or an unlike."""
        if isinstance(asked, Like):
            return sum(half // asked.by % BASE for half in self.likes.get(asked.post, (0, 0)))
        return self.texts[asked.key]


@dataclass(slots=True)
class Outcome:
    """The outcome of all updates."""

    acknowledged: int = 0
    refused: int = 0
    unknown: int = 0
    counted: int = 0
    """The number of unknown updates that count."""
    lost: int = 0
    """Acknowledged updates that are absent on some server."""
    twice: int = 0
    """Updates that count more than once on some server."""
    invented: int = 0
    """Updates that were refused or never requested, and that count on some server."""
    differing: int = 0
    """Unanswered updates that count on some servers only."""

    @property
    def right(self) -> bool:
        """Whether the ledger matches."""
        return not (self.lost or self.twice or self.invented or self.differing)


class Ledger:
    """All requests of a trial; clients write to it from separate threads."""

    def __init__(self) -> None:
        """Begin without requests."""
        self.posts: list[Post] = []
        self._lives = Counter[int]()
        self._lock = Lock()

    def post(self, server: int) -> Post:
        """Return a post to request of a server."""
        with self._lock:
            self.posts.append(Post(server=server, life=self._lives[server]))
            return self.posts[-1]

    def like(self, server: int, chance: Random) -> Like | None:
        """Return a like or unlike to request of a server; None if no post has room for one."""
        with self._lock:
            room = [post for post in self.posts if post.dot and len(post.likes) < PLACES]
            if not room:
                return None
            post, unlike, life = chance.choice(room), chance.random() < UNLIKES, self._lives[server]
            assert post.dot  # noqa: S101 — see above
            post.likes.append(Like(server=server, life=life, post=post.dot, place=len(post.likes), unlike=unlike))
            return post.likes[-1]

    def acknowledge(self, asked: Asked, dot: Dot) -> None:
        """Record an acknowledgement, unless the server has lost its disk meanwhile: then the update may be lost."""
        with self._lock:
            asked.dot = dot
            if asked.life == self._lives[asked.server]:
                asked.fate = Fate.ACKNOWLEDGED

    def losing(self, server: int) -> list[Asked]:
        """Record that a server is about to lose its disk; return all updates acknowledged by any server so far."""
        with self._lock:
            self._lives[server] += 1
            return [asked for asked in self._all() if asked.fate is Fate.ACKNOWLEDGED]

    def lost(self, acknowledged: Iterable[Asked], elsewhere: Clock) -> None:
        """Record that the outcome is unknown for those of these updates that no other server has."""
        for asked in acknowledged:
            if asked.dot and elsewhere[asked.dot.origin] < asked.dot.n:
                asked.fate = Fate.UNKNOWN

    def judge(self, servers: Sequence[Reading]) -> Outcome:
        """Return the outcome of all updates, from the readings of the servers.

        >>> from random import Random
        >>> from antichain.impl.feed.dots import Dot
        >>> ledger, dot = Ledger(), Dot("S1~a", 1)
        >>> post = ledger.post(0)
        >>> ledger.acknowledge(post, dot)
        >>> first, second = ledger.like(0, Random(1)), ledger.like(0, Random(1))
        >>> ledger.acknowledge(first, Dot("S1~a", 2))
        >>> said = Counter([post.key])
        >>> ledger.judge([Reading(said, {dot: (1 + 16, 0)}), Reading(said, {dot: (2, 0)})])
        Outcome(acknowledged=2, refused=0, unknown=1, counted=0, lost=0, twice=1, invented=0, differing=1)
        """
        outcome = Outcome()
        for asked in self._all():
            _count(outcome, asked.fate, [server.times(asked) for server in servers])
        beyond = {post.dot: BASE ** len(post.likes) for post in self.posts if post.dot}
        for server in servers:
            outcome.invented += sum(max(read) >= beyond.get(dot, 1) for dot, read in server.likes.items())
        return outcome

    def _all(self) -> Iterator[Asked]:
        for post in self.posts:
            yield post
            yield from post.likes


def _count(outcome: Outcome, fate: Fate, times: Sequence[int]) -> None:
    outcome.twice += max(times) > 1
    match fate:
        case Fate.ACKNOWLEDGED:
            outcome.acknowledged += 1
            outcome.lost += min(times) == 0
        case Fate.REFUSED:
            outcome.refused += 1
            outcome.invented += max(times) > 0
        case Fate.UNKNOWN:
            outcome.unknown += 1
            outcome.counted += min(times) > 0
            outcome.differing += (min(times) == 0) != (max(times) == 0)
