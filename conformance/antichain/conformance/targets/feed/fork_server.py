"""A process that forks servers of the feed: it has imported all modules, so that a server starts in milliseconds.

python -m antichain.conformance.targets.feed.fork_server

It prints the path of its folder, then answers lines of JSON: ``{"fork": true}`` by the process id and the port of a new
server, ``{"kill": 123}`` by ``{}`` once that process has ended and was reaped. When its input ends, it ends all servers
and removes the folder. If it is killed, the servers end too, since each waits for the end of a pipe that only the fork
server holds.

A forked server has no site and no file yet; ``POST /begin`` gives it both. A later ``/begin`` gives it another site and
file, so a process can serve several histories, each with a new replica.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, NoReturn

import msgspec
import uvicorn
from starlette.requests import Request
from starlette.responses import Response

from antichain.impl.feed.replica import Replica
from antichain.impl.settings import Settings
from antichain.impl.web.app import application
from antichain.impl.web.serve import listen

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["main"]

_BEGIN = "/begin"
_MEMORY = Path("/dev/shm")  # noqa: S108 — a folder is made in it; a SIGKILL loses no written data of a memory disk either


class _Begin(msgspec.Struct, frozen=True):
    """The new identity of a server."""

    site: str
    disk: str
    secret: str


class _Stage:
    """An application that is replaced at each ``begin``."""

    def __init__(self) -> None:
        self._app: ASGIApp = Response(status_code=503)
        self._stack = AsyncExitStack()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope.get("path") == _BEGIN:
            await self._begin(msgspec.json.decode(await Request(scope, receive).body(), type=_Begin))
            app = Response(status_code=204)
        await app(scope, receive, send)

    async def _begin(self, begin: _Begin) -> None:
        """Serve another replica; its site may be any text."""
        self._app = Response(status_code=503)
        await self._stack.aclose()
        replica = self._stack.enter_context(Replica(Path(begin.disk), begin.site))
        app = application(replica, Settings(name="forked", secret=begin.secret.encode()))
        await self._stack.enter_async_context(app.router.lifespan_context(app))
        self._app = app


def _configured() -> uvicorn.Config:
    return uvicorn.Config(_Stage(), lifespan="off", log_level="error", access_log=False, timeout_keep_alive=3600)


def _serve(listening: socket.socket, lifeline: int) -> NoReturn:
    """Run as a server until killed or until the lifeline ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        Thread(target=_die_with, args=(lifeline,), daemon=True).start()
        uvicorn.Server(_configured()).run(sockets=[listening])
    finally:
        os._exit(1)


def _die_with(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(0)


class _Servers:
    """The servers that are alive."""

    def __init__(self) -> None:
        self._alive: set[int] = set()
        self._lifeline, self._held = os.pipe()

    def answer(self, asked: Mapping[str, int]) -> Mapping[str, int]:
        """Fork or kill."""
        return self._kill(asked["kill"]) if "kill" in asked else self._fork()

    def close(self) -> None:
        """Kill all."""
        for pid in tuple(self._alive):
            self._kill(pid)

    def _fork(self) -> Mapping[str, int]:
        # The socket listens before the server starts, so an early client waits in its queue.
        with listen("127.0.0.1", 0) as listening:
            pid = os.fork()
            if not pid:
                os.close(self._held)
                _serve(listening, self._lifeline)
            self._alive.add(pid)
            return {"pid": pid, "port": listening.getsockname()[1]}

    def _kill(self, pid: int) -> Mapping[str, int]:
        self._alive.remove(pid)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return {}


def _say(what: Mapping[str, object]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(what) + b"\n")
    sys.stdout.buffer.flush()


def _warm_up(folder: str) -> None:
    """Run the first actions of a server once, so that they are faster in the forked ones; no thread remains."""
    _configured().load()
    with Replica(Path(folder, "warm"), "warm") as replica:
        application(replica, Settings(name="warm"))
    gc.collect()
    gc.freeze()


def main() -> None:
    """Serve the process at the other end of standard input and output, until it ends."""
    servers = _Servers()
    with TemporaryDirectory(prefix="antichain-feed-", dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        _warm_up(folder)
        try:
            _say({"folder": folder})
            for line in sys.stdin.buffer:
                _say(servers.answer(msgspec.json.decode(line)))
        except BrokenPipeError:
            pass  # the parent has ended
        finally:
            servers.close()


if __name__ == "__main__":
    main()
