"""Limits of connections: their number, the size and time of a head, and the time to read an answer.

Uvicorn waits without end for a client that sends no byte, or one byte a minute, and for a client that does not read its
answer. Its parser, llhttp, takes heads of any size. Here such a connection is closed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

import httptools
import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from antichain.impl.settings import Limits
from antichain.impl.web.schemas import Failed, Told

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

__all__ = ["Guarded", "guarded"]


def _refusal(status: str, code: str, message: str, extra: str = "") -> bytes:
    """Return a complete answer, in the form of all errors, after which the connection is closed."""
    body = msgspec.json.encode(Failed(Told(code, message)))
    head = f"HTTP/1.1 {status}\r\n{extra}Connection: close\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


_BUSY = _refusal(
    "503 Service Unavailable", "overloaded", "too many connections are open; try again later", "Retry-After: 1\r\n"
)
_MALFORMED = _refusal(
    "400 Bad Request", "malformed", "the bytes are not a request of HTTP/1.1; the connection is closed"
)
_CONTINUE = b"HTTP/1.1 100 "
_TOO_LARGE = _refusal("431 Request Header Fields Too Large", "too-large", "the head of the request is too large")


class _Joined:
    """The transport of one response, which sends its head together with the first part of its body.

    Uvicorn writes them one after the other, and each write is a system call and a packet.
    """

    __slots__ = ("_head", "_transport", "_waits")

    def __init__(self, transport: Transport) -> None:
        """Write to ``transport``."""
        self._transport, self._head, self._waits = transport, b"", True

    def write(self, data: bytes) -> None:
        """Write the bytes, or keep them until the next ones if they are the head."""
        if self._waits and not data.startswith(_CONTINUE):
            self._waits, self._head = False, data
        elif self._head:
            self._head, data = b"", self._head + data
            self._transport.write(data)
        else:
            self._transport.write(data)

    def close(self) -> None:
        """Write what was kept, and close the connection."""
        if self._head:
            self.write(b"")
        self._transport.close()

    def is_closing(self) -> bool:
        """Return whether the connection is closed, or will be."""
        return self._transport.is_closing()


class Guarded(HttpToolsProtocol):
    """One connection, as uvicorn serves it, within limits."""

    limits: ClassVar[Limits] = Limits()
    addresses: ClassVar[Counter[str]] = Counter()
    """The number of connections of each address."""
    _patience: TimerHandle | None = None
    _unread: TimerHandle | None = None
    _head = 0
    """Bytes of this request's head, and of the fields after its body."""
    _progress = False
    """Whether the parsed bytes end a head, or belong to a body."""
    _silent = 0
    """Bytes received since the last such bytes; the parser may hold them in memory."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # the signature of uvicorn
        """Serve a new connection, or refuse it if there are too many in all or from its address."""
        super().connection_made(transport)
        address = self._address
        self.addresses[address] += 1
        if len(self.connections) > self.limits.connections or self.addresses[address] > self.limits.connections_each:
            transport.write(_BUSY)
            transport.close()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        """Parse the bytes, and refuse malformed HTTP; uvicorn's own method writes a line into the log for each."""
        self._unset_keepalive_if_required()
        self._progress = False
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # the request was served without the change of protocol
        except httptools.HttpParserError:
            self._refuse(_TOO_LARGE if self._head > self.limits.head_bytes else _MALFORMED)
            return
        self._silent = 0 if self._progress else self._silent + len(data)
        if self._silent > self.limits.head_bytes:
            self._refuse(_TOO_LARGE)
            return
        self._watch()

    def on_message_begin(self) -> None:
        """Begin to count the bytes of a head."""
        super().on_message_begin()
        self._head = 0

    def on_url(self, url: bytes) -> None:
        """Count a part of the target."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a field."""
        self._count(len(name) + len(value) + 4)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to serve the request; after one that asks for another protocol the parser stops."""
        self._progress = True
        super().on_headers_complete()
        if self.scope["method"] != "HEAD":  # no body follows such an answer
            self.cycle.transport = _Joined(self.transport)  # type: ignore[assignment]  # the methods that a cycle calls
        if self.parser.should_upgrade():
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """Receive a part of a body."""
        self._progress = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Receive the end of a request."""
        self._progress = True
        super().on_message_complete()

    def pause_writing(self) -> None:
        """Begin to wait for the client to read."""
        super().pause_writing()
        self._unread = self.loop.call_later(self.limits.unread, self.transport.abort)

    def resume_writing(self) -> None:
        """Continue, since the client has read."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all timers of the connection."""
        super().connection_lost(exc)
        self._relax()
        if self._unread is not None:
            self._unread.cancel()
        address = self._address
        self.addresses[address] -= 1
        if self.addresses[address] <= 0:
            del self.addresses[address]

    @property
    def _address(self) -> str:
        return self.client[0] if self.client else ""

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > self.limits.head_bytes:
            message = "the head is too large"
            raise ValueError(message)  # the parser turns it into HttpParserCallbackError

    def _refuse(self, answer: bytes) -> None:
        """Close the connection; answer first, unless an earlier request is being answered."""
        self._relax()
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(answer)
        elif not self.cycle.response_started:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self.transport.write(answer)
        self.transport.close()

    def _watch(self) -> None:
        """Close the connection if a head does not arrive in time, unless its request is being answered."""
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
    return type("Guarded", (Guarded,), {"limits": limits, "addresses": Counter()})
