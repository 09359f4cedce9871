"""Servers of one feed on this machine, each a process of its own, and what can be done to them."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Self

from antichain.impl.client import Feed, Refused
from antichain.impl.clock import Clock
from antichain.impl.failures import Away
from antichain.impl.options import SECRET
from antichain.impl.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["PROGRAM", "Cluster"]

PROGRAM = sys.executable, "-P", "-m", "antichain.impl.trial.server"
"""What is run for each server."""

_BOOT = 30.0
"""Seconds in which a server must answer after its start, on a busy machine."""


class Cluster:
    """The servers of one feed; all of them end when it is closed, or when we end ourselves."""

    def __init__(self, folder: Path, size: int, program: Sequence[str] = PROGRAM) -> None:
        """Start so many servers, which keep their files in ``folder``."""
        self._folder, self._program = folder, program
        self._ports = _free_ports(size)
        self.urls = [f"http://127.0.0.1:{port}" for port in self._ports]
        self._environment = {**os.environ, SECRET: secrets.token_hex(16)}
        self._stack = ExitStack()
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._stack.callback(self._kill_all)
        self.feeds = [self._stack.enter_context(Feed(url)) for url in self.urls]
        for server in range(size):
            self._start(server)

    def ready(self) -> list[Feed]:
        """Return all servers, once they answer.

        Raises:
            TimeoutError: one does not; the message has the end of what it said.

        """
        for server, feed in enumerate(self.feeds):
            try:
                feed.wait_ready(_BOOT)
            except TimeoutError as slow:
                said = self._file(server, "log").read_text(errors="replace")[-2000:]
                message = f"{slow}; it said: {said or 'nothing'}"
                raise TimeoutError(message) from None
        return self.feeds

    def clock(self, servers: Iterable[int]) -> Clock:
        """Return what these servers have, all together."""
        everything = Clock()
        for server in servers:
            everything = everything.merge(Clock(self.feeds[server].wait_ready(_BOOT).state().origins))
        return everything

    def kill(self, server: int) -> None:
        """End a server at once, whatever it is doing, and start it again."""
        self._kill(server)
        self._start(server)

    def back_up(self, server: int) -> None:
        """Copy its disk while it runs, in place of the backup before."""
        view = View(self._data(server))
        backup = self._file(server, "backup")
        backup.unlink(missing_ok=True)
        view.backup(backup)
        view.close()

    def lose_disk(self, server: int, *, restore: bool) -> None:
        """End a server at once, and start it on its backup, or on nothing."""
        self._kill(server)
        data = self._data(server)
        for file in data.parent.glob(f"{data.name}*"):
            file.unlink()
        if restore:
            shutil.copy(self._file(server, "backup"), data)
        self._start(server)

    def link(self, one: int, other: int, *, cut: bool) -> None:
        """Cut or heal the link between two servers, as far as they are up: who starts anew is linked."""
        for here, there in ((one, other), (other, one)):
            with suppress(Away, Refused):
                self.feeds[here].link(self.urls[there], cut=cut)

    def _start(self, server: int) -> None:
        peers = [word for url in self.urls if url != self.urls[server] for word in ("--peer", url)]
        named = "--name", f"S{server + 1}", "--port", str(self._ports[server]), "--data", str(self._data(server))
        with self._file(server, "log").open("ab") as log:
            self._running[server] = subprocess.Popen(  # noqa: S603 — a program of ours
                [*self._program, *named, "--demo", *peers],
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )

    def _kill(self, server: int) -> None:
        with self._running.pop(server) as process:
            process.kill()

    def _kill_all(self) -> None:
        for server in tuple(self._running):
            self._kill(server)

    def _data(self, server: int) -> Path:
        return self._file(server, "db")

    def _file(self, server: int, kind: str) -> Path:
        return self._folder / f"S{server + 1}.{kind}"

    def __enter__(self) -> Self:
        """Return the cluster itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End all servers."""
        self._stack.close()


def _free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on at this moment."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]
