"""A peer of an application, over a link that a test can replace."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx2

from antichain.impl.feed import anti_entropy
from antichain.impl.feed.errors import Away
from antichain.impl.replication.link import Link
from antichain.impl.replication.peer import Peer
from antichain.impl.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import App

    from antichain.impl.feed.replica import Replica


SECRET = b"a secret of sixteen bytes or more"


async def until(ready: Callable[[], object]) -> None:
    """Let others go on until that is so."""
    async with asyncio.timeout(10):
        while not ready():  # noqa: ASYNC110 — the condition sends no event
            await asyncio.sleep(0.001)


class Wire:
    """A peer without a network, which can be away, and can lie."""

    url = "http://peer"

    def __init__(self, replica: Replica) -> None:
        self.replica = replica
        self.away = 0
        """So many questions more will not be answered."""
        self.asked: list[str] = []
        self.says: bytes | None = None
        self.news = asyncio.Event()
        self.lively = False
        """Whether there is something new whenever it is asked for news."""

    async def ask(self, target: str, body: bytes, seconds: float) -> tuple[str, bytes]:
        self.asked.append(target)
        assert seconds > 0
        if self.away:
            self.away -= 1
            message = "absent"
            raise Away(message)
        if self.says is not None:
            return "S2", self.says
        if target == "/peer/answer":
            return "S2", self.replica.answer(body)
        if self.lively:
            self.replica.post("A", "x").result()
        else:
            await self.news.wait()
        return "S2", anti_entropy.answer_of(self.replica.have, [], more=False)


def linked(asking: App, asked: App, secret: bytes | None = SECRET, wait: float = 25.0) -> Peer:
    """Return the peer by which one server asks another, over HTTP without a network."""
    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(asked.asgi))
    link = Link("http://localhost", Settings(name=asking.service.settings.name, secret=secret), client)
    return Peer(link, asking.replica, asking.service.metrics, asking.service.news.tell, wait=wait)
