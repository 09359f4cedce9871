"""One running server: its replica, its peers, and its metrics."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

import httpx2
from msgspec import json

from antichain.impl.feed.dots import by_site
from antichain.impl.feed.errors import Corrupt, DiskFull, StorageFailed
from antichain.impl.replication.auth import Doorkeeper
from antichain.impl.replication.link import Link
from antichain.impl.replication.metrics import Metrics
from antichain.impl.replication.peer import Peer
from antichain.impl.replication.peer_set import Peers
from antichain.impl.web.admission.deadlines import Deadlines
from antichain.impl.web.admission.request_bodies import Intake
from antichain.impl.web.error_responses import Problem
from antichain.impl.web.jobs import Jobs
from antichain.impl.web.notifications import News
from antichain.impl.web.schemas import Health, State, Written

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from antichain.impl.feed.errors import FeedError
    from antichain.impl.feed.replica import Replica
    from antichain.impl.feed.storage.group_commit import Job
    from antichain.impl.feed.updates import Body
    from antichain.impl.settings import Settings

__all__ = ["Service"]

T = TypeVar("T")

TOGETHER = 0.05
"""Seconds in which several changes are sent as one."""

ILL = 10.0
"""Seconds for which a failure of the disk makes the server unhealthy."""


class Service:
    """The state that the routes share."""

    def __init__(self, replica: Replica, settings: Settings) -> None:
        """Serve ``replica``; no peer is asked before :meth:`start`."""
        limits = settings.limits
        self.replica, self.settings = replica, settings
        self.news, self.metrics = News(), Metrics()
        self.doorkeeper = settings.secret and Doorkeeper(settings.secret, limits.skew, limits.nonces)
        tls = any(url.startswith("https:") for url in settings.peers)  # loading certificates is slow
        self._client = httpx2.AsyncClient(verify=tls, trust_env=False, limits=httpx2.Limits(max_connections=None))
        links = (Link(url, settings, self._client) for url in settings.peers)
        self.peers = Peers(Peer(link, replica, self.metrics, self.news.tell, wait=limits.wait) for link in links)
        # Bodies of peers, read before their signature is checked, have separate memory from those of clients.
        self.intake, self.mail = Intake(limits.held, limits.upload), Intake(limits.mail, limits.upload)
        self._jobs, self._disk = Jobs(replica.enqueue), Deadlines(limits.disk)
        self._listeners = 0
        self._trouble: tuple[float, FeedError] | None = None
        self._forget = replica.watch(self.news.tell)

    def start(self) -> None:
        """Begin to ask the peers."""
        self.peers.start()

    def end(self) -> None:
        """Wake all listeners, since the server is about to stop."""
        self.news.end()

    async def stop(self) -> None:
        """Stop asking peers."""
        self.end()
        self._forget()
        await self.peers.stop()
        await self._client.aclose()

    async def write(self, kind: str, body: Body, key: str | None) -> Written:
        """Return the update that a client made, once it is on the disk.

        Raises:
            FeedError: the update was refused or failed.

        """
        dot = await self.written(self.replica.writing(body, key))
        self.metrics.updates[kind] += 1
        return Written(f"{dot[0]}:{dot[1]}")

    async def written(self, job: Job[T]) -> T:
        """Return the answer of a job after it is on the disk.

        Raises:
            FeedError: the update was refused or failed.

        """
        answer = await self._in_time(self._jobs.done(job))
        self._trouble = None
        return answer

    async def read(self, ask: Callable[[], T]) -> T:
        """Return the result of a query of the file; the loop continues meanwhile.

        Raises:
            FeedError: the update was refused or failed.

        """
        return await self._in_time(asyncio.to_thread(ask))

    async def _in_time(self, waiting: Awaitable[T]) -> T:
        try:
            with self._disk.deadline():
                return await waiting
        except TimeoutError:
            message = "the disk is slow; an update may yet be made, so try again with the same Idempotency-Key"
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "slow", message) from None
        except (DiskFull, StorageFailed, Corrupt) as error:
            self._trouble = monotonic(), error
            raise

    async def health(self) -> Health:
        """Return that the server is healthy.

        Raises:
            FeedError: it is not healthy.

        """
        await self.read(self.replica.check)
        await self.read(lambda: self.replica.view.recent(1))
        troubles: list[FeedError] = [
            error for error in self.peers.failures() if isinstance(error, (DiskFull, StorageFailed, Corrupt))
        ]
        if self._trouble and monotonic() - self._trouble[0] < ILL:
            troubles.append(self._trouble[1])
        for error in troubles:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, error.code, str(error))
        return Health("ok")

    def state(self) -> State:
        """Return the state of this server."""
        have, settings = self.replica.have, self.settings
        origins = dict(sorted(have.entries().items()))
        return State(settings.name, self.replica.origin, by_site(have), origins, self.peers.seen(), settings.demo)

    def refuse_cut(self, name: str) -> None:
        """Pass if the link to the peer of that name is not cut.

        Raises:
            Problem: it is cut.

        """
        if self.peers.is_cut(name):
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "cut", "the link is cut, for demonstration")

    def enter(self) -> None:
        """Count a request in progress; :meth:`leave` ends it.

        Raises:
            Problem: there are too many; then :meth:`leave` must not be called.

        """
        busy = self.metrics.busy
        if busy >= self.settings.limits.requests:
            message = f"{busy} requests are in progress; try again later"
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "overloaded", message, hang_up=True)
        self.metrics.busy = busy + 1

    def leave(self) -> None:
        """Stop counting a request in progress."""
        self.metrics.busy -= 1

    def refuse_listener(self) -> None:
        """Pass if one more may listen to events.

        Raises:
            Problem: there are too many listeners.

        """
        if self._listeners >= self.settings.limits.listeners:
            message = f"{self._listeners} clients listen already; ask for /api/state instead"
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "overloaded", message)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Count one client that listens to events.

        Raises:
            Problem: there are too many listeners.

        """
        self.refuse_listener()
        self._listeners += 1
        try:
            yield
        finally:
            self._listeners -= 1

    async def events(self) -> AsyncIterator[bytes]:
        """Yield the state as events, now and after each change, until the server stops."""
        told, beat = None, self.settings.limits.beat
        while not self.news.over:
            state = self.state()
            event = b"event: state\ndata: " + json.encode(state) + b"\n\n"
            yield event if state != told else b": still here\n\n"
            told = state
            await asyncio.sleep(TOGETHER)
            await self.news.until(partial(self._differs, told), beat)

    def _differs(self, told: State) -> bool:
        return self.state() != told
