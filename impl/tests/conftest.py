from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

import httpx2
import pytest
from starlette.applications import Starlette

from antichain.impl.replica import Replica
from antichain.impl.server import application
from antichain.impl.service import Service
from antichain.impl.settings import Limits, Settings


class App:
    """A server without a network, and a client of it."""

    def __init__(self, replica: Replica, settings: Settings) -> None:
        self.replica = replica
        self.asgi: Starlette = application(replica, settings)
        self.service: Service = self.asgi.state.service
        self.http = httpx2.AsyncClient(transport=httpx2.ASGITransport(self.asgi), base_url="http://server")

    async def post(self, author: str = "A", text: str = "hello") -> str:
        response = await self.http.post("/api/posts", json={"author": author, "text": text})
        dot: str = response.json()["dot"]
        return dot


class Apps(Protocol):
    def __call__(
        self,
        *,
        name: str = "S1",
        limits: Limits = ...,
        secret: bytes | None = None,
        tokens: frozenset[str] = ...,
        peers: tuple[str, ...] = (),
        demo: bool = False,
    ) -> App: ...


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def apps(tmp_path: Path) -> AsyncIterator[Callable[..., App]]:
    async with AsyncExitStack() as stack:

        def make(*, name: str = "S1", **given: object) -> App:
            replica = stack.enter_context(Replica(tmp_path / f"{name}.db", name))
            app = App(replica, Settings(name=name, **given))  # type: ignore[arg-type]  # Apps says which
            stack.push_async_callback(app.service.stop)
            stack.push_async_callback(app.http.aclose)
            return app

        yield make


@pytest.fixture
def app(apps: Apps) -> App:
    return apps()
