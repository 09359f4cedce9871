"""One stream of the events of all servers, since a browser opens only a few connections to one address."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING

import anyio
import httpx2

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

__all__ = ["events"]

AGAIN = 0.25
"""Seconds until the events of a server are requested again after they ended."""

BEAT = 15.0
"""Seconds without an event after which a beat is sent, to show that the stream is alive."""

SILENCE = 40.0
"""Seconds without a line of a server after which it counts as away; a server sends beats more often."""


async def events(client: httpx2.AsyncClient, servers: Mapping[str, str]) -> AsyncIterator[bytes]:
    """Yield an event for each event of a server, with its name and its state; the state is null if it is away."""
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    tasks = [asyncio.create_task(_follow(client, name, url, queue)) for name, url in servers.items()]
    try:
        while True:
            try:
                async with asyncio.timeout(BEAT):
                    yield await queue.get()
            except TimeoutError:
                yield b": beat\n\n"
    finally:
        for task in tasks:
            task.cancel()
        # Starlette cancels a response again at each await. Without the shield, the tasks would be cancelled again, too,
        # while they close their connections.
        with anyio.CancelScope(shield=True):
            await asyncio.gather(*tasks, return_exceptions=True)


async def _follow(client: httpx2.AsyncClient, name: str, url: str, queue: asyncio.Queue[bytes]) -> None:
    timeout = httpx2.Timeout(SILENCE)
    while True:
        with suppress(httpx2.HTTPError):  # the server is away, as if it had ended its events
            async with client.stream("GET", f"{url}/api/events", timeout=timeout) as answer:
                async for line in answer.aiter_lines():
                    if line.startswith("data: "):
                        queue.put_nowait(_event(name, line.removeprefix("data: ")))
        queue.put_nowait(_event(name, "null"))
        await asyncio.sleep(AGAIN)


def _event(name: str, state: str) -> bytes:
    """Return the event that carries the state of a server, which is JSON already.

    >>> _event("S1", "null").decode().strip()
    'data: {"server": "S1", "state": null}'
    """
    return f'data: {{"server": {json.dumps(name)}, "state": {state}}}\n\n'.encode()
