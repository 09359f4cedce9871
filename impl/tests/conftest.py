from __future__ import annotations

from contextlib import AsyncExitStack
from itertools import count
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from antichain.impl.feed.replica import Replica
from antichain.impl.settings import Settings
from antichain.impl.web.app import application

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from antichain.impl.web.service import Service


class App:
    """A server without a network, and a client of it."""

    def __init__(self, replica: Replica, settings: Settings) -> None:
        self.replica = replica
        self.asgi = application(replica, settings)
        self.service: Service = self.asgi.state.service
        self.http = httpx2.AsyncClient(transport=httpx2.ASGITransport(self.asgi), base_url="http://localhost")

    async def post(self, text: str = "hello") -> str:
        """Return the path of a new post."""
        response = await self.http.post("/api/posts", json={"author": "A", "text": text})
        return f"/api/posts/{response.json()['dot']}"

    async def likes(self, post: str) -> int | str:
        likes: int | str = (await self.http.get(post)).json()["likes"]
        return likes


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def apps(tmp_path: Path) -> AsyncIterator[Callable[..., App]]:
    number = count(1)
    async with AsyncExitStack() as stack:

        def make(name: str = "S1", **settings: Any) -> App:  # noqa: ANN401 — whatever Settings takes
            replica = stack.enter_context(Replica(tmp_path / f"{next(number)}.db", name))
            app = App(replica, Settings(name=name, **settings))
            stack.push_async_callback(app.service.stop)
            stack.push_async_callback(app.http.aclose)
            return app

        yield make


@pytest.fixture
def app(apps: Callable[..., App]) -> App:
    return apps()
