"""A peer: this server asks it for missing updates, at once after news, and with growing delays while it is away.

One task asks, page by page, until no update is missing, and then waits at the peer for new ones. Clients and that task
never wait for each other. A peer that does not answer is asked again after a growing delay
(:mod:`antichain.impl.replication.backoff`), or at once after a question of the peer.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from random import Random
from time import monotonic, time_ns
from typing import TYPE_CHECKING, Protocol

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed import anti_entropy
from antichain.impl.feed.dots import behind
from antichain.impl.feed.errors import Away, FeedError, Invalid, Malformed, Unauthentic
from antichain.impl.replication.backoff import delays
from antichain.impl.replication.status import PeerSeen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from antichain.impl.feed.replica import Replica
    from antichain.impl.replication.metrics import Metrics

__all__ = ["Asks", "Peer"]

FIRST, LONGEST = 0.05, 5.0
"""The first and the largest number of seconds before an absent peer is asked again."""

GATHER = 0.02
"""Seconds that new updates may accumulate before a question."""

SOON = 1.0
"""Seconds that a peer without new updates waits with its answer."""

PATIENCE = 10.0
"""Seconds that an answer may take."""

REASON = 500
"""The largest number of characters of a reason."""

_log = logging.getLogger(__name__)


class Asks(Protocol):
    """The carrier of a message to a peer: :class:`antichain.impl.replication.link.Link`, or one of a test."""

    @property
    def url(self) -> str:
        """The address of the peer."""

    async def ask(self, target: str, body: bytes, seconds: float) -> tuple[str, bytes]:
        """Return the name of the peer and its answer."""


async def _rest(woken: asyncio.Event, seconds: float) -> None:
    """Wait the given seconds, or until woken."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):  # in 3.11, wait_for may lose a cancellation at the moment of waking
            await woken.wait()
    woken.clear()


def _told(failure: Exception | None) -> str | None:
    """Return the reason as one line, since a peer may have written it; a defect of this server is only in the log."""
    if failure is None:
        return None
    reason = str(failure) if isinstance(failure, FeedError) else "a mistake of this server; its log has more"
    return "".join(letter if letter.isprintable() else "�" for letter in reason)[:REASON]


class Peer:
    """One peer, and the task that asks it."""

    def __init__(  # noqa: PLR0913 — what a test replaces
        self,
        link: Asks,
        replica: Replica,
        metrics: Metrics,
        changed: Callable[[], None],
        *,
        wait: float = 25.0,
        random: Random | None = None,
        rest: Callable[[asyncio.Event, float], Awaitable[None]] = _rest,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Ask through ``link`` for ``replica``; ``changed`` is called if the peer comes, goes, or has new updates."""
        self.url = link.url
        self.name: str | None = None
        self.cut = False
        self._link, self._replica, self._metrics, self._changed = link, replica, metrics, changed
        self._wait, self._rest, self._clock = wait, rest, clock
        self._random = random or Random()  # noqa: S311 — the delay is not a secret
        self._known = Clock()
        self._in_touch = False
        self.failure: Exception | None = None
        """The reason of the last failed attempt to sync; None after a success."""
        self._seen: int | None = None
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def seen(self) -> PeerSeen:
        """Return the peer as this server sees it."""
        have = self._replica.have
        state = "cut" if self.cut else "in touch" if self._in_touch else "away"
        lack, lead = behind(have, self._known), behind(self._known, have)
        return PeerSeen(self.url, self.name, state, lack, lead, self._seen, _told(self.failure))

    def start(self) -> None:
        """Begin to ask, unless the link is cut."""
        if self._task is None and not self.cut:
            self._task = asyncio.create_task(self._run(), name=f"ask {self.url}")

    async def stop(self) -> None:
        """Stop asking."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._in_touch, self.failure = False, None

    async def set_cut(self, *, cut: bool) -> None:
        """Cut the link, or heal it."""
        self.cut = cut
        if cut:
            await self.stop()
        else:
            self.start()
        self._changed()

    def heard(self, have: Clock) -> None:
        """Record the version vector of a question of the peer, which is no longer away."""
        self._known = have
        self.wake()
        self._changed()

    def wake(self) -> None:
        """Ask the peer again at once, if it is away."""
        if not self._in_touch:
            self._woken.set()

    async def _run(self) -> None:
        patience = self._delays()
        while True:
            try:
                pause = GATHER if await self.exchange() else next(patience)
            except (Away, Malformed, Unauthentic) as error:
                self._fail(error, "cannot sync with %s: %s")
                self._touch(in_touch=False)
                pause = next(patience)
            except FeedError as error:
                self._fail(error, "what %s sent cannot be taken in: %s")
                pause = next(patience)
            except Exception as error:  # noqa: BLE001 — a defect of this server must not end the task
                _log.exception("asking %s failed", self.url)
                self._fail(error, "asking %s failed: %s")
                pause = next(patience)
            if pause == GATHER:
                patience = self._delays()
            await self._rest(self._woken, pause)

    async def exchange(self) -> bool:
        """Apply all updates of the peer, then wait once for new ones; return whether there was progress.

        Raises:
            FeedError: the peer is away, or its updates cannot be applied now.

        """
        applied = await self._pull()
        if not applied and behind(self._replica.have, self._known):
            return False  # It has no update to send, or sends some whose dependencies are missing.
        have, begun = self._replica.have, self._clock()
        question = self._replica.ask()
        _, answer = await self._ask(f"/peer/news?wait={self._wait:g}", question, self._wait + PATIENCE)
        self._known, _, _ = anti_entropy.decode_answer(answer)
        waited = self._clock() - begun >= min(SOON, self._wait / 2)
        return waited or applied > 0 or behind(have, self._known) > 0

    async def _pull(self) -> int:
        applied, more = 0, True
        while more:
            self.name, answer = await self._ask("/peer/answer", self._replica.ask(), PATIENCE)
            received = await asyncio.wrap_future(self._replica.receive(answer))
            self._metrics.synced += received.applied
            self._metrics.repeated += received.repeated
            self._known = received.peer
            self._touch(in_touch=True)
            if self.name == self._replica.site:
                message = f"it has this server's name, {self.name!r}, as well; give each server a separate --name"
                self._fail(Invalid(message), "check %s: %s")
            applied += received.applied
            more = received.more and received.applied > 0
        return applied

    async def _ask(self, target: str, question: bytes, seconds: float) -> tuple[str, bytes]:
        name, answer = await self._link.ask(target, question, seconds)
        self._metrics.bytes["sent"] += len(question)
        self._metrics.bytes["received"] += len(answer)
        return name, answer

    def _fail(self, error: Exception, message: str) -> None:
        """Keep the reason, and log it once."""
        before, self.failure = _told(self.failure), error
        if (reason := _told(error)) != before:
            _log.warning(message, self.url, reason)
            self._changed()

    def _touch(self, *, in_touch: bool) -> None:
        if in_touch:
            self._seen = time_ns() // 1_000_000
            self.failure = self.failure if isinstance(self.failure, Invalid) else None
        if in_touch or self._in_touch:
            self._in_touch = in_touch
            self._changed()

    def _delays(self) -> Iterator[float]:
        return delays(FIRST, LONGEST, self._random)
