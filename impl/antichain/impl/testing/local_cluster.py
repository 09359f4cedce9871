"""Several servers of one feed as processes of this machine, for demonstrations and tests.

Each listens on a free port of the loopback, has its file in one temporary folder, and is the peer of all others. After
the ``with`` block no process and no file remains, even after an error. If this process is killed, the servers end too,
and the files remain.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from antichain.impl.feed.errors import FeedError
from antichain.impl.web.cli_options import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

__all__ = ["PROGRAM", "Cluster", "Died", "Server", "undisturbed"]

PROGRAM = sys.executable, "-P", "-m", "antichain.impl.testing.server_process"
"""The command that starts a server."""

PATIENCE = 15.0
"""Seconds until a server must listen."""

GRACE = 3.0
"""Seconds until a server must have ended after a request to end."""

ATTEMPTS = 3
"""Attempts to find free ports; another process may take a port before the server listens."""


class Died(FeedError):  # noqa: N818 — named like its base class
    """A server has ended unexpectedly."""

    code = "died"


@contextmanager
def undisturbed() -> Iterator[None]:
    """Delay Ctrl-C, SIGTERM and SIGHUP until the block ends; only the main thread receives them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[tuple[int, FrameType | None]] = []
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, lambda *arrived: held.append(arrived)) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        if held:
            signal.raise_signal(held[0][0])


@dataclass(slots=True)
class Server:
    """One server: a process, once it was started."""

    name: str
    port: int
    folder: Path
    options: tuple[str, ...] = ()
    """Further arguments of its command line."""
    peers: tuple[str, ...] = ()
    program: tuple[str, ...] = PROGRAM
    secret: str | None = None
    """The secret that it shares with its peers; empty for none."""
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """The address at which it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        """The path of its database."""
        return self.folder / f"{self.port}.db"

    @property
    def errors(self) -> Path:
        """The path of its log of errors."""
        return self.folder / f"{self.port}.log"

    def begin(self) -> None:
        """Start its process, without waiting for it."""
        options = ["--name", self.name, "--port", str(self.port), "--data", str(self.data), *self.options]
        options += [option for peer in self.peers for option in ("--peer", peer)]
        with self.errors.open("a", encoding="utf-8") as errors, undisturbed():
            self.process = subprocess.Popen(  # noqa: S603 — a program of this project
                [*self.program, *options],
                env=None if self.secret is None else {**os.environ, SECRET: self.secret},
                stdin=subprocess.PIPE,  # the server ends when this process does
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                start_new_session=True,  # Ctrl-C is for us
            )

    def listening(self) -> None:
        """Wait until it listens.

        Raises:
            Died: it ended, or does not listen in time.

        """
        if self.process is None or self.process.stdout is None:
            return
        late = threading.Timer(PATIENCE, self.process.kill)
        late.daemon = True  # a Ctrl-C during its start does not cancel it
        try:
            late.start()
            if not self.process.stdout.readline().startswith("listening on "):
                self.process.wait()
                if late.finished.is_set():
                    message = f"server {self.name} did not listen within {PATIENCE:.0f} s"
                    raise Died(message)
                self.check()
        finally:
            late.cancel()

    def check(self) -> None:
        """Raise Died if it has ended."""
        if self.process is None or (code := self.process.poll()) is None:
            return
        if code < 0:
            message = f"server {self.name} was ended by {Signals(-code).name}"
        else:
            words = self.errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            message = f"server {self.name} ended with exit code {code}: {words[-1] if words else 'it said nothing'}"
        raise Died(message)

    def end(self, number: Signals = Signals.SIGTERM) -> None:
        """End its process, and wait until it has ended."""
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(number)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


class Cluster:
    """``n`` servers, each a peer of all others."""

    def __init__(
        self,
        names: Sequence[str],
        options: Sequence[str] = ("--demo",),
        *,
        program: Sequence[str] = PROGRAM,
        secret: str | None = None,
    ) -> None:
        """Name the servers; none starts before the ``with`` block."""
        self._names, self._options = tuple(names), tuple(options)
        self._program, self._secret = tuple(program), secret
        self._stack = ExitStack()
        self.servers: tuple[Server, ...] = ()

    def __enter__(self) -> Self:
        """Start the servers, and return when all of them listen.

        Raises:
            Died: one of them does not listen in time.

        """
        with ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="antichain-feed-")))
            stack.callback(self._end)
            self._start(folder)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """End them, and remove their files."""
        with undisturbed():
            self._stack.close()

    def check(self) -> None:
        """Raise Died if a server has ended."""
        for server in self.servers:
            server.check()

    def _start(self, folder: Path) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            ports = _free_ports(len(self._names))
            servers = [Server(name, port, folder, self._options) for name, port in zip(self._names, ports, strict=True)]
            for server in servers:
                server.program, server.secret = self._program, self._secret
                server.peers = tuple(other.url for other in servers if other is not server)
            self.servers = tuple(servers)
            try:
                for server in self.servers:
                    server.begin()
                for server in self.servers:
                    server.listening()
            except Died:
                self._end()
                if attempt == ATTEMPTS:
                    raise
            else:
                return

    def _end(self) -> None:
        with undisturbed():
            for server in self.servers:
                if server.process is not None:
                    server.process.terminate()  # first all at once, then one after the other
            for server in self.servers:
                server.end()


def _free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(closing(socket.socket())) for _ in range(number)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
