"""``python -m antichain.impl.serve``: one server of the feed as a process.

It prints one line, ``listening on http://HOST:PORT``, once it serves; ends with 0 after SIGTERM or SIGINT, within two
seconds and with everything on the disk that it acknowledged; and with 2 and one sentence if it cannot start.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvicorn

from antichain.impl.connections import guarded
from antichain.impl.failures import FeedError, Invalid
from antichain.impl.replica import Replica
from antichain.impl.server import application
from antichain.impl.settings import Settings, is_loopback

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from starlette.applications import Starlette

    from antichain.impl.service import Service

__all__ = ["SECRET", "Process", "listen", "main", "run"]

SECRET = "ANTICHAIN_FEED_SECRET"  # noqa: S105 — the name of the variable, not its value


PORTS = 65535

BACKLOG = 1024
"""Connections that may wait to be accepted."""


class Process(uvicorn.Server):
    """Uvicorn, which says where it listens, and lets go of those who wait before it stops."""

    def __init__(self, app: Starlette, sock: socket.socket) -> None:
        """Serve ``app``, made by :func:`antichain.impl.server.application`, on a socket that listens."""
        limits = app.state.service.settings.limits
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="on",
                ws="none",
                http=guarded(limits),
                loop="asyncio",
                timeout_graceful_shutdown=1,
            )
        )
        self.service: Service = app.state.service
        self._socket = sock

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say so once it listens."""
        await super().startup(sockets)
        print(f"listening on {address(self._socket)}", flush=True)  # noqa: T201 — whoever started us waits for it

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
        SystemExit: it was told to stop.

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
        with Replica(data, settings.name) as replica:
            Process(application(replica, settings), sock).run(sockets=[sock])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there.

    Raises:
        Invalid: it cannot.

    """
    if not 0 <= port <= PORTS:
        message = f"port {port} is none; use 1 to {PORTS}, or 0 for any free one"
        raise Invalid(message)
    # Not socket.create_server: asyncio sends small packets at once only where the protocol is named.
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


def _parser(prog: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog, description="Run one server of the feed.", allow_abbrev=False)
    parser.add_argument("--name", required=True, help="the site that this server is, such as S1")
    parser.add_argument("--data", required=True, type=Path, metavar="FILE", help="its database, made if there is none")
    parser.add_argument("--port", type=int, default=8000, help="0 takes any free one (default: %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--peer", action="append", default=[], metavar="URL", help="a server to sync with; repeatable")
    parser.add_argument(
        "--secret-file", type=Path, metavar="FILE", help=f"what all servers of the feed share; or set {SECRET}"
    )
    parser.add_argument("--token-file", type=Path, metavar="FILE", help="tokens of clients, one a line")
    parser.add_argument("--demo", action="store_true", help="let anybody cut and heal the links of this server")
    return parser


def _settings(given: argparse.Namespace) -> Settings:
    secret = _read(given.secret_file).strip() if given.secret_file else os.environ.get(SECRET, "")
    if given.secret_file and not secret:
        message = f"{given.secret_file} is empty; write the shared secret into it"
        raise Invalid(message)
    tokens = frozenset(_read(given.token_file).split()) if given.token_file else frozenset[str]()
    if given.token_file and not tokens:
        message = f"{given.token_file} is empty; write a token on each line"
        raise Invalid(message)
    return Settings(
        name=given.name,
        peers=tuple(given.peer),
        secret=secret.encode() or None,
        tokens=tokens,
        demo=given.demo,
    )


def _file(path: Path) -> Path:
    if path.is_dir():
        message = f"{path} is a folder; name a file in it"
        raise Invalid(message)
    if not path.absolute().parent.is_dir():
        message = f"folder {path.absolute().parent} does not exist; make it first"
        raise Invalid(message)
    return path


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        message = f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}"
        raise Invalid(message) from None


def main(arguments: Sequence[str] | None = None, prog: str | None = None) -> None:
    """Run the server that the command line asks for.

    Raises:
        SystemExit: always: 0 when told to stop, 2 if it cannot start.

    """
    given = _parser(prog).parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    try:
        run(_settings(given), _file(given.data), given.host, given.port)
    except FeedError as error:
        print("error:", " ".join(str(error).split()), file=sys.stderr)  # noqa: T201 — for whoever started us
        sys.exit(2)


if __name__ == "__main__":
    main()
