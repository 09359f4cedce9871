"""Jobs of the writing thread, and their answers, passed between it and the event loop many at a time.

Each waking of a thread or of the loop costs a system call. So the jobs of all requests of one round of the loop enter
the queue together, and a commit wakes the loop once for all its answers.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from antichain.impl.feed.errors import FeedError
from antichain.impl.feed.storage.group_commit import Entry, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antichain.impl.feed.storage.group_commit import Job

__all__ = ["Jobs"]

T = TypeVar("T")


class Jobs:
    """The jobs of one event loop."""

    def __init__(self, enqueue: Callable[[Sequence[Entry]], None]) -> None:
        """Put jobs into a queue with ``enqueue``."""
        self._enqueue = enqueue
        self._new: list[Entry] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    async def done(self, job: Job[T]) -> T:
        """Return the answer of ``job``, once it is on the disk, or raise its failure."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[T] = loop.create_future()
        if not self._new:
            self._loop = loop
            loop.call_soon(self._send)
        self._new.append(Entry(job, waiter, self))
        return await waiter

    def wanted(self, ticket: asyncio.Future[Any], /) -> bool:
        """Return whether the request still waits; asked in the writing thread."""
        return not ticket.done()

    def settle(self, outcomes: Sequence[Outcome], /) -> None:
        """Wake all requests that a commit answers; called in the writing thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop was closed, so no request waits
                self._loop.call_soon_threadsafe(_wake, outcomes)

    def _send(self) -> None:
        entries, self._new = self._new, []
        try:
            self._enqueue(entries)
        except FeedError:
            for entry in entries:  # some of them may still fit
                try:
                    self._enqueue([entry])
                except FeedError as error:
                    _wake([Outcome(entry.ticket, None, error)])


def _wake(outcomes: Sequence[Outcome]) -> None:
    for waiter, answer, failure in outcomes:
        if waiter.done():
            continue
        if failure is None:
            waiter.set_result(answer)
        else:
            waiter.set_exception(failure)
