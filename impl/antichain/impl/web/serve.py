"""``python -m antichain.impl.web.serve``: one server of the feed as a process.

It prints one line, ``listening on http://HOST:PORT``, once it serves; ends with 0 after SIGTERM or SIGINT, within two
seconds and with everything on the disk that it acknowledged; and with 2 and one sentence if it cannot start.
"""

from __future__ import annotations

import gc
import logging
import signal
import socket
import sys
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvicorn

from antichain.impl.feed.errors import FeedError, Invalid
from antichain.impl.feed.replica import Replica
from antichain.impl.settings import is_loopback
from antichain.impl.web import cli_options
from antichain.impl.web.admission.connection_limits import guarded
from antichain.impl.web.app import application

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import FrameType

    from starlette.applications import Starlette

    from antichain.impl.settings import Settings
    from antichain.impl.web.service import Service

__all__ = ["Process", "listen", "main", "run"]

PORTS = 65535

COLLECTED_AFTER = 10_000, 20, 20
"""Objects between two searches for cycles, of which a request makes none; Python's own 700 cost a tenth of the time."""

BACKLOG = 1024
"""Connections that may wait to be accepted."""


class Process(uvicorn.Server):
    """A Uvicorn server that prints its address, and wakes waiting requests before it stops."""

    def __init__(self, app: Starlette, sock: socket.socket) -> None:
        """Serve ``app``, made by :func:`antichain.impl.web.app.application`, on a socket that listens."""
        limits = app.state.service.settings.limits
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                lifespan="on",
                ws="none",
                http=guarded(limits),
                loop="asyncio",
                timeout_keep_alive=limits.idle,
                timeout_graceful_shutdown=1,
            )
        )
        self.service: Service = app.state.service
        self._socket = sock

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Print the address once it listens."""
        await super().startup(sockets)
        print(f"listening on {address(self._socket)}", flush=True)  # noqa: T201 — the parent process waits for it

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop."""
        self.service.end()
        super().handle_exit(sig, frame)


def address(sock: socket.socket) -> str:
    """Return the address at which a socket listens."""
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(settings: Settings, data: Path, host: str = "127.0.0.1", port: int = 0) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        FeedError: it cannot start.
        SystemExit: a signal stopped it.

    """
    for sig in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sig, lambda *_: sys.exit(0))
    if settings.secret is None and not is_loopback(host):
        message = (
            f"host {host!r} can be reached from other machines; give the servers a shared secret, or use 127.0.0.1"
        )
        raise Invalid(message)
    with closing(listen(host, port)) as sock:
        _refuse_itself(settings, sock)
        with Replica(data, settings.name, reserve=True) as replica:
            process = Process(application(replica, settings), sock)
            gc.freeze()  # the modules stay until the end
            gc.set_threshold(*COLLECTED_AFTER)
            process.run(sockets=[sock])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at this address.

    Raises:
        Invalid: it cannot.

    """
    if not 0 <= port <= PORTS:
        message = f"port {port} is out of range; use 1 to {PORTS}, or 0 for any free one"
        raise Invalid(message)
    # Not socket.create_server: asyncio sends small packets at once only if the protocol is named.
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        message = f"cannot listen on host {host} port {port}: {error.strerror}"
        raise Invalid(message) from None
    return sock


def _refuse_itself(settings: Settings, sock: socket.socket) -> None:
    host, port = sock.getsockname()[:2]
    for url in settings.peers:
        parts = urlsplit(url)
        peer = parts.hostname or ""
        same = peer == host or (is_loopback(peer) and (is_loopback(host) or host in {"0.0.0.0", "::"}))  # noqa: S104 — compared, not bound
        if same and parts.port == port:
            message = f"peer {url} is this server itself; name the others"
            raise Invalid(message)


def main(arguments: Sequence[str] | None = None, prog: str | None = None) -> None:
    """Run the server of the command line.

    Raises:
        SystemExit: always: with 0 after a signal, with 2 if it cannot start.

    """
    given = cli_options.parser(prog).parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    try:
        run(cli_options.settings(given), cli_options.database(given), given.host, given.port)
    except FeedError as error:
        print("error:", " ".join(str(error).split()), file=sys.stderr)  # noqa: T201 — for the parent process
        sys.exit(2)


if __name__ == "__main__":
    main()
