"""Notifications of changes: waiting tasks wake after a change; changes in between count as one."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["News"]


class News:
    """A source of notifications with an end, on one event loop; :meth:`tell` may be called from any thread."""

    def __init__(self) -> None:
        """Begin without a change."""
        self._changed = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.over = False

    def tell(self, *_: object) -> None:
        """Wake all waiting tasks."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop was closed: no listener waits
                self._loop.call_soon_threadsafe(self._wake)

    def end(self) -> None:
        """Wake every waiting listener."""
        self.over = True
        self.tell()

    async def until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait until ``ready`` holds, for at most ``seconds`` and to the end; return whether it holds."""
        self._loop = asyncio.get_running_loop()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    changed = self._changed
                    if ready() or self.over:
                        break
                    await changed.wait()
        return ready()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
