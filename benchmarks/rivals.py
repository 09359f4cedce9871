"""Other stores that make a counter durable before they answer, with clients that each wait for their answer.

Only installed stores are measured; the benchmark installs none. Each keeps its files in the folder of the benchmark, on
the same disk as the feed.
"""

from __future__ import annotations

import os
import selectors
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["RIVALS", "Postgres", "Redis", "Talk", "throughput"]

PATIENCE = 30.0
"""Seconds in which a store must answer after its start."""


@dataclass(frozen=True, slots=True)
class Talk:
    """The bytes by which a client requests one like."""

    address: tuple[str, int]
    opening: bytes
    """The first request of a client, which is answered too; empty if there is none."""
    request: bytes
    is_whole: Callable[[bytes], bool]
    """Whether these bytes are a complete answer."""
    good: bytes
    """The beginning of the answer to a successful request."""


def throughput(talk: Talk, clients: int, seconds: float) -> float:
    """Return the answers a second for a number of clients, each on a separate connection."""
    answered = 0
    with ExitStack() as stack:
        ready = stack.enter_context(selectors.DefaultSelector())
        connections = [stack.enter_context(_opened(talk)) for _ in range(clients)]
        for client in connections:
            ready.register(client, selectors.EVENT_READ, bytearray())
        begun = time.perf_counter()
        for client in connections:
            client.sendall(talk.request)
        while (now := time.perf_counter()) - begun < seconds:
            for key, _ in ready.select(seconds):
                client = key.fileobj  # type: ignore[assignment]  # only sockets are registered
                key.data.extend(client.recv(65536))
                if talk.is_whole(bytes(key.data)):
                    assert key.data.startswith(talk.good), bytes(key.data)
                    key.data.clear()
                    client.sendall(talk.request)
                    answered += 1
    return answered / (now - begun)


def _opened(talk: Talk) -> socket.socket:
    """Return a connection on which requests can be sent; a store that has just started may refuse the first ones."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            client = socket.create_connection(talk.address)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if not talk.opening or _answer(client, talk, talk.opening):
                return client
            client.close()
        except ConnectionError:
            pass
        assert time.monotonic() < end, f"nothing answers at {talk.address}"
        time.sleep(0.05)


def _answer(client: socket.socket, talk: Talk, request: bytes) -> bytes:
    """Return the complete answer to a request, or nothing if the connection ends before."""
    client.sendall(request)
    answer = b""
    while not talk.is_whole(answer):
        part = client.recv(65536)
        if not part:
            return b""
        answer += part
    return answer


class Redis:
    """Redis, which writes its log to the disk before it answers: ``appendfsync always``."""

    name, package = "Redis, fsync always", "apt-get install redis-server"

    def is_installed(self) -> bool:
        """Return whether the program is on the path."""
        return shutil.which("redis-server") is not None

    @contextmanager
    def serving(self, folder: Path) -> Iterator[Talk]:
        """Start a server; a like is INCR."""
        port = _free_port()
        options = "--port", str(port), "--dir", str(folder), "--appendonly", "yes", "--appendfsync", "always"
        talk = Talk(("127.0.0.1", port), b"", b"*2\r\n$4\r\nINCR\r\n$4\r\nlike\r\n", _ends_a_line, b":")
        with _running(["redis-server", *options, "--save", ""], port, None):
            yield talk


class Postgres:
    """PostgreSQL with its defaults, which is durable before it answers; all clients update one row."""

    name, package = "PostgreSQL, one row", "apt-get install postgresql"

    def _programs(self) -> list[Path]:
        return sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))

    def is_installed(self) -> bool:
        """Return whether the package of Debian is installed."""
        return bool(self._programs())

    @contextmanager
    def serving(self, folder: Path) -> Iterator[Talk]:
        """Start a server; a like is UPDATE."""
        port, data, programs = _free_port(), folder / "postgres", self._programs()[-1].parent
        user = "postgres" if os.geteuid() == 0 else None  # it refuses to be run by root
        data.mkdir()
        if user is not None:
            shutil.chown(data, user)
            folder.chmod(0o755)
        create: list[str | Path] = [programs / "initdb", "--pgdata", data, "--auth", "trust"]
        create += ["--username", "feed", "--encoding", "UTF8"]
        subprocess.run(create, check=True, stdout=subprocess.DEVNULL, user=user, cwd="/")  # noqa: S603  # see above
        options = ["-D", str(data), "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", str(data)]
        hello = b"user\0feed\0database\0postgres\0\0"
        opening = (len(hello) + 8).to_bytes(4, "big") + (196_608).to_bytes(4, "big") + hello
        with _running([str(programs / "postgres"), *options], port, user):
            address = "127.0.0.1", port
            talk = Talk(address, opening, b"", _is_ready, b"")
            for statement in ("CREATE TABLE post (id int PRIMARY KEY, likes bigint)", "INSERT INTO post VALUES (1, 0)"):
                with closing(_opened(talk)) as client:
                    assert _answer(client, talk, _query(statement)).startswith(b"C")
            update = _query("UPDATE post SET likes = likes + 1 WHERE id = 1")
            yield Talk(address, opening, update, _is_ready, b"C")


def _query(statement: str) -> bytes:
    text = statement.encode() + b"\0"
    return b"Q" + (len(text) + 4).to_bytes(4, "big") + text


def _ends_a_line(answer: bytes) -> bool:
    return answer.endswith(b"\r\n")


def _is_ready(answer: bytes) -> bool:
    return answer.endswith(b"Z\0\0\0\x05I")


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as sock:
        return int(sock.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int, user: str | None) -> Iterator[None]:
    with subprocess.Popen(  # noqa: S603  # a program that is installed
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user, cwd="/"
    ) as process:
        try:
            _opened(Talk(("127.0.0.1", port), b"", b"", bool, b"")).close()
            yield
        finally:
            process.terminate()
            process.wait()


RIVALS: tuple[Redis | Postgres, ...] = (Redis(), Postgres())
