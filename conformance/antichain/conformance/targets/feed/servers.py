"""Servers of the feed: forked by a fork server, used over HTTP, killed by SIGKILL."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from weakref import finalize

import msgspec

from antichain.conformance.protocol.claims import amount
from antichain.impl.feed.anti_entropy import PROTOCOL
from antichain.impl.feed.dots import Dot
from antichain.impl.feed.errors import Invalid
from antichain.impl.replication.auth import HEADER, Message, sign
from antichain.impl.replication.link import FROM, VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from antichain.conformance.protocol.requests import During

__all__ = ["FORK_SERVER", "POST", "ForkServer", "ForkedServers", "Server"]

POST = Dot("genesis~0", 1)
"""The post that is liked; its name belongs to no incarnation of a server."""

FORK_SERVER = sys.executable, "-P", "-m", "antichain.conformance.targets.feed.fork_server"
"""The command of the fork server."""

_POST = f"/api/posts/{quote(str(POST))}"
_NAME = "harness"
_SECRET = secrets.token_hex(16)
_JSON = "Content-Type: application/json\r\n"
_REFUSED = HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY


class ForkServer:
    """The process that forks servers; it and the servers end when this object is closed, or with this process."""

    def __init__(self, program: Sequence[str]) -> None:
        """Start it, which takes as long as its imports."""
        self.process = subprocess.Popen(  # noqa: S603 — a program of this project
            program,
            # Without the mark by which the harness kills descendants of a target: it ends by itself, and removes its
            # files.
            env={name: value for name, value in os.environ.items() if name != "ANTICHAIN_TARGET"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the parent
        )
        self.close = finalize(self, subprocess.Popen[bytes].communicate, self.process)
        self.folder = Path(self._heard()["folder"])
        """It is removed when the fork server ends."""

    def fork(self) -> tuple[int, int]:
        """Return the process id and the port of a new server."""
        born = self._ask({"fork": 1})
        return born["pid"], born["port"]

    def kill(self, pid: int) -> None:
        """Kill a server, and return once it is dead."""
        self._ask({"kill": pid})

    def _ask(self, what: Mapping[str, int]) -> dict[str, Any]:
        assert self.process.stdin  # noqa: S101 — it is a pipe
        self.process.stdin.write(msgspec.json.encode(what) + b"\n")
        self.process.stdin.flush()
        return self._heard()

    def _heard(self) -> dict[str, Any]:
        assert self.process.stdout  # noqa: S101 — the pipe was asked for above
        if not (line := self.process.stdout.readline()):
            message = f"the process that starts servers ended with status {self.process.wait()}"
            raise RuntimeError(message)
        heard: dict[str, Any] = msgspec.json.decode(line)
        return heard


class ForkedServers:
    """The servers of one fork server."""

    def __init__(self, program: Sequence[str] = FORK_SERVER) -> None:
        """Start the fork server, and no server yet."""
        self.fork_server = ForkServer(program)
        self._idle: list[Server] = []

    def folder(self) -> Path:
        """Return the folder for disks."""
        return self.fork_server.folder

    def start(self, site: str, disk: Path) -> Server:
        """Start a server, in an idle process or in a new one."""
        server = self._idle.pop() if self._idle else Server(self.fork_server, self._idle)
        server.begin(site, disk)
        return server


class Server:
    """One server process."""

    def __init__(self, fork_server: ForkServer, idle: list[Server]) -> None:
        """Fork it; after a history it becomes idle."""
        self._fork_server, self._idle = fork_server, idle
        self.pid, port = fork_server.fork()
        self._socket = socket.create_connection(("127.0.0.1", port))
        finalize(self, self._socket.close)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def begin(self, site: str, disk: Path) -> None:
        """Serve that site on that file instead of the one before."""
        body = msgspec.json.encode({"site": site, "disk": str(disk), "secret": _SECRET})
        self._send("POST", "/begin", body, _JSON)
        self._received()

    def like(self, by: float | str) -> None:
        """Like the post."""
        self._write("increment", by)
        self._received()

    def unlike(self, by: float | str) -> None:
        """Take back likes."""
        self._write("decrement", by)
        self._received()

    def likes(self) -> int:
        """Return the value of the post."""
        return _whole(self._read(_POST)["likes"])

    def slots(self) -> dict[str, tuple[int, int]]:
        """Return the sums that each site added and subtracted."""
        slots = self._read(f"{_POST}/entries")
        return {site: (_whole(added), _whole(taken)) for site, (added, taken) in slots.items()}

    def origins(self) -> dict[str, int]:
        """Return the version vector."""
        origins: dict[str, int] = self._read("/api/state")["origins"]
        return origins

    def export(self) -> bytes:
        """Return all its updates."""
        return self._as_peer("/peer/export", b"")

    def deliver(self, answer: bytes) -> None:
        """Import the export of another server."""
        self._as_peer("/peer/deliver", answer)

    def die(self, during: During | None = None) -> bool:
        """Kill it, during an update if one is given; return whether that was acknowledged."""
        if during is not None:
            self._write(during.op, during.by)
        self._fork_server.kill(self.pid)
        with self._socket:
            try:
                return during is not None and self._answer()[0] == HTTPStatus.CREATED
            except (HTTPException, OSError):
                return False

    def rest(self) -> None:
        """Wait for the next history."""
        self._idle.append(self)

    def _write(self, op: str, by: float | str) -> None:
        body = msgspec.json.encode({"by": amount(by)})
        self._send("POST", f"{_POST}/{'likes' if op == 'increment' else 'unlikes'}", body, _JSON)

    def _read(self, path: str) -> dict[str, Any]:
        self._send("GET", path, b"", "")
        read: dict[str, Any] = msgspec.json.decode(self._received())
        return read

    def _as_peer(self, path: str, body: bytes) -> bytes:
        signature, _nonce = sign(_SECRET.encode(), Message(_NAME, f"POST {path}", body))
        self._send("POST", path, body, f"{VERSION}: {PROTOCOL}\r\n{FROM}: {_NAME}\r\n{HEADER}: {signature}\r\n")
        return self._received()

    def _send(self, method: str, path: str, body: bytes, headers: str) -> None:
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        self._socket.sendall(head.encode() + body)

    def _received(self) -> bytes:
        status, body = self._answer()
        if status in _REFUSED:
            raise Invalid(body.decode(errors="replace"))
        if status not in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT):
            message = f"status {status}: {body!r:.300}"
            raise RuntimeError(message)
        return body

    def _answer(self) -> tuple[int, bytes]:
        with HTTPResponse(self._socket) as answer:
            answer.begin()
            return answer.status, answer.read()


def _whole(number: int | str) -> int:
    """Return a number of the service, which is a text if a reader of JSON might round it."""
    return int(number, 0) if isinstance(number, str) else number
