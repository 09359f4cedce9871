"""Connections: so many and no more; none that keeps us waiting for the head of a request, or for our answer to be read.

Uvicorn waits without end for a client that sends nothing, or a letter a minute, and for one that does not read what it
asked for; here the connection is closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import msgspec
from uvicorn.protocols.http.h11_impl import H11Protocol

from antichain.impl.api import Failed, Told
from antichain.impl.settings import Limits

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

__all__ = ["Guarded", "guarded"]

_BODY = msgspec.json.encode(Failed(Told("overloaded", "too many connections are open; try again later")))
_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(_BODY), _BODY)
)


class Guarded(H11Protocol):
    """One connection, as uvicorn serves it, within limits."""

    limits: ClassVar[Limits] = Limits()
    _patience: TimerHandle | None = None
    _unread: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Serve a new connection, or say that there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            transport.write(_BUSY)
            transport.close()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        """Read on."""
        super().data_received(data)
        self._watch()

    def pause_writing(self) -> None:
        """Begin to wait for the client to read."""
        super().pause_writing()
        self._unread = self.loop.call_later(self.limits.unread, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: it has read."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        super().connection_lost(exc)
        self._relax()
        if self._unread is not None:
            self._unread.cancel()

    def _watch(self) -> None:
        """See to it that a head arrives in time, unless its request is being answered already."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._relax()
        elif self._patience is None and not self.transport.is_closing():
            self._patience = self.loop.call_later(self.limits.head, self.transport.close)

    def _relax(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def guarded(limits: Limits) -> type[Guarded]:
    """Return the protocol within these limits."""
    return type("Guarded", (Guarded,), {"limits": limits})
