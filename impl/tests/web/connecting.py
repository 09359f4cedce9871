"""Waiting for a condition, and connections to a server of the feed in this process."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

from antichain.impl.feed.replica import Replica
from antichain.impl.settings import Limits, Settings
from antichain.impl.web import serve
from antichain.impl.web.app import application

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path


def until(ready: Callable[[], object], seconds: float = 10) -> None:
    """Ask until that is so."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "it never was so"
        time.sleep(0.005)


@contextlib.asynccontextmanager
async def listening(folder: Path, limits: Limits) -> AsyncIterator[serve.Process]:
    """Serve on this very loop, within limits."""
    with Replica(folder / "1.db", "S1") as replica, serve.listen("127.0.0.1", 0) as sock:
        server = serve.Process(application(replica, Settings(name="S1", limits=limits)), sock)
        running = asyncio.create_task(server.serve([sock]))
        try:
            await asyncio.to_thread(until, lambda: server.started)
            yield server
        finally:
            server.should_exit = True
            await running


async def connected(server: serve.Process) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(*server.servers[0].sockets[0].getsockname())


async def said(server: serve.Process, request: bytes) -> bytes:
    """Return all that a server says to those bytes before it closes the connection."""
    reader, writer = await connected(server)
    writer.write(request)
    async with asyncio.timeout(10):
        answer = await reader.read()
    await close(writer)
    return answer


async def close(writer: asyncio.StreamWriter) -> None:
    """Close a connection, and wait until its socket is closed: the loop of a test may end right after."""
    writer.close()
    async with asyncio.timeout(10):
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
