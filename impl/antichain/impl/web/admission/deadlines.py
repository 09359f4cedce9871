"""One time limit for many waits: one timer for all of them instead of a timer for each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Deadline", "Deadlines"]


class Deadlines:
    """The waits of one event loop that may each take the same number of seconds."""

    def __init__(self, seconds: float) -> None:
        """Give each wait a limit in seconds."""
        self.seconds = seconds
        # In the order of their begin, which is the order of their end.
        self._begun: dict[Deadline, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def deadline(self) -> Deadline:
        """Return the limit of one wait: a context that raises TimeoutError at its end if the wait was too long."""
        return Deadline(self)

    def begin(self, deadline: Deadline) -> None:
        """Watch a wait."""
        loop = asyncio.get_running_loop()
        deadline.end = loop.time() + self.seconds
        self._begun[deadline] = None
        if self._timer is None:
            self._timer = loop.call_at(deadline.end, self._ring, loop)

    def finish(self, deadline: Deadline) -> None:
        """Stop watching it."""
        self._begun.pop(deadline, None)

    def _ring(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        while self._begun:
            first = next(iter(self._begun))
            if first.end > loop.time():
                self._timer = loop.call_at(first.end, self._ring, loop)
                return
            del self._begun[first]
            first.interrupt()


class Deadline:
    """The limit of one wait of one task."""

    __slots__ = ("_all", "_cancelled", "_late", "_task", "end")

    def __init__(self, all_: Deadlines) -> None:
        """Join ``all_``."""
        self._all = all_
        self._late = False
        self._cancelled = 0
        self._task: asyncio.Task[object] | None = None
        self.end = 0.0

    def interrupt(self) -> None:
        """End the wait, which is late."""
        self._late = True
        if self._task is not None:
            self._task.cancel()

    def __enter__(self) -> Self:
        """Begin to wait."""
        self._task = task = asyncio.current_task()
        if task is not None:
            self._cancelled = task.cancelling()
        self._all.begin(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """End the wait.

        Raises:
            TimeoutError: it took too long.

        """
        self._all.finish(self)
        if not self._late or self._task is None:
            return
        # As in asyncio.timeout, another cancellation of the task is not confused with this one.
        if self._task.uncancel() <= self._cancelled and kind is asyncio.CancelledError:
            raise TimeoutError from error
