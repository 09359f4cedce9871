from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import anyio
import httpx2

from antichain.conformance.commands.feed.demo.event_stream import events

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Silent(httpx2.AsyncByteStream):
    """The events of a server that sends none; several turns of the loop pass until its connection is closed."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.opened.set()
        await asyncio.Event().wait()
        yield b""

    async def aclose(self) -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        self.closed = True


def test_cancelled_events_close_their_connections() -> None:
    async def read(client: httpx2.AsyncClient) -> None:
        async for _ in events(client, dict.fromkeys(("S1", "S2"), "http://localhost")):
            pass

    async def cancel() -> list[bool]:
        streams = [Silent(), Silent()]
        unused = iter(streams)
        transport = httpx2.MockTransport(lambda _: httpx2.Response(200, stream=next(unused)))
        async with httpx2.AsyncClient(transport=transport) as client, anyio.create_task_group() as group:
            group.start_soon(read, client)
            for stream in streams:
                await stream.opened.wait()
            group.cancel_scope.cancel()
        return [stream.closed for stream in streams]

    assert asyncio.run(cancel()) == [True, True]
