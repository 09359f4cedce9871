from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import httpx2
import pytest

from antichain.impl.client import Feed, Refused
from antichain.impl.feed.errors import Away
from antichain.impl.feed.replica import Replica
from antichain.impl.feed.storage import schema
from antichain.impl.settings import Limits
from antichain.impl.web import cli_options, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
from tests.web.connecting import until

pytestmark = pytest.mark.slow


SECRET = b"a secret of sixteen bytes or more"

PATIENCE = 10
"""Seconds in which a server must end: more than a busy machine needs, and fewer than a server waits for its clients."""


def free_ports(number: int) -> list[int]:
    """Return ports that no process listens on now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [sock.getsockname()[1] for sock in sockets]


def start(*arguments: str | Path, secret: bytes | None = None) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != cli_options.SECRET}
    if secret is not None:
        environment[cli_options.SECRET] = secret.decode()
    command = [sys.executable, "-m", "antichain.impl.web.serve", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)  # noqa: S603 — our own command


class Server(Feed):
    """A server as a process, and a client of it."""

    def __init__(self, *arguments: str | Path, secret: bytes | None = None) -> None:
        self.process = start(*arguments, secret=secret)
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line.startswith("listening on http://"), self.process.communicate()
        super().__init__(line.split()[-1], secret=secret)

    def end(self, sig: signal.Signals = signal.SIGTERM) -> int:
        """Return the exit status; a server that waits for its clients takes longer than this wait."""
        assert Limits().wait > Limits().upload > PATIENCE
        self.process.send_signal(sig)
        return self.process.wait(PATIENCE)

    def __exit__(self, *_: object) -> None:
        self.close()
        self.process.kill()
        self.process.communicate()


Servers = list[Server]


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Servers]:
    ports = free_ports(3)
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                Server(
                    *("--name", f"S{n}", "--port", str(port), "--data", tmp_path / f"{n}.db", "--demo"),
                    *(word for url in urls if not url.endswith(str(port)) for word in ("--peer", url)),
                    secret=SECRET,
                )
            )
            for n, port in enumerate(ports, 1)
        ]


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Server]:
    with Server("--name", "S1", "--port", "0", "--data", tmp_path / "1.db") as server:
        yield server


def in_touch(servers: Servers) -> bool:
    return all(peer.state == "in touch" for server in servers for peer in server.state().peers)


HEAVY = "antichain.conformance", "antichain.model", "antichain.proofs", "hypothesis", "networkx", "rich", "z3"


LISTED = """
import sys
from antichain.impl.web import serve
print(*sorted({name for name in sys.modules if name.split(".")[0] in sys.argv[1:] or name in sys.argv[1:]}))
"""


def test_server_imports_no_heavy_package() -> None:
    listed = subprocess.run([sys.executable, "-c", LISTED, *HEAVY], capture_output=True, text=True, check=True)  # noqa: S603
    assert listed.stdout.split() == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_server_occupies_little_memory(one: Server) -> None:
    post = one.post("A", "hello")
    for _ in range(50):
        one.like(post)
    one.recent()
    status = Path(f"/proc/{one.process.pid}/status").read_text(encoding="ascii")
    resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    assert int(resident) * 1024 < 45_000_000


def test_servers_after_a_partition_converge(three: Servers) -> None:
    one, two, _ = three
    until(lambda: in_touch(three))
    post = one.post("A", "hello")
    until(lambda: all(server.state().clock == {"S1": 1} for server in three))
    for server in three:
        for peer in server.state().peers:
            server.link(peer.url, cut=True)
    one.like(post)
    two.like(post)
    two.comment(post, "C", "from the other side")
    assert [server.value(post) for server in three] == [1, 1, 0]
    assert [peer.state for peer in one.state().peers] == ["cut", "cut"]
    for server in three:
        for peer in server.state().peers:
            server.link(peer.url, cut=False)
    until(lambda: all(server.state().clock == {"S1": 2, "S2": 2} for server in three))
    assert [server.value(post) for server in three] == [2, 2, 2]
    assert [server.entries(post) for server in three] == [{"S1": (1, 0), "S2": (1, 0)}] * 3
    assert len({json.dumps([comment.dot for comment in server.comments(post)]) for server in three}) == 1
    likes = {update.dot for update in one.explain(post).updates if update.kind == "like"}
    assert likes in [set(pair) for pair in one.explain(post).concurrent]
    assert [server.end() for server in three] == [0, 0, 0]


def test_returning_peer_is_in_touch_again(three: Servers, tmp_path: Path) -> None:
    one, two, _ = three
    until(lambda: in_touch(three))
    post = one.post("A", "hello")
    until(lambda: two.state().clock == {"S1": 1})
    assert two.end(signal.SIGKILL) == -signal.SIGKILL
    until(lambda: {peer.state for peer in one.state().peers} == {"away", "in touch"})
    one.like(post)
    peers = [word for server in three if server is not two for word in ("--peer", server.url)]
    port = two.url.rpartition(":")[2]
    with Server("--name", "S2", "--port", port, "--data", tmp_path / "2.db", *peers, secret=SECRET) as again:
        until(lambda: in_touch([one, again]))
        until(lambda: again.value(post) == 1)


def test_killed_server_keeps_all_acknowledged_updates(one: Server, tmp_path: Path) -> None:
    post, done, numbers = one.post("A", "hello"), list[int](), count()

    def like() -> None:
        with Feed(one.url) as client, contextlib.suppress(Away):
            while True:
                client.like(post)
                done.append(next(numbers))

    clients = [Thread(target=like) for _ in range(8)]
    for client in clients:
        client.start()
    until(lambda: len(done) > 100)
    one.end(signal.SIGKILL)
    for client in clients:
        client.join()
    with Replica(tmp_path / "1.db", "S1") as replica:
        assert len(done) <= replica.view.find(post).likes <= len(done) + len(clients)


def test_stopping_server_finishes_its_requests(one: Server) -> None:
    post = one.post("A", "hello")
    host, port = one.url.removeprefix("http://").split(":")
    listening, slow, idle = (socket.create_connection((host, int(port))) for _ in range(3))
    listening.sendall(b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b"200 OK" in listening.recv(4096)
    slow.sendall(b"POST /api/posts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{")
    asked = one.answer(b'{"protocol":1,"have":{}}')
    assert post.origin.encode() in asked
    assert one.end() == 0
    assert one.process.stdout
    assert not one.process.stdout.read()
    for sock in listening, slow, idle:
        sock.close()


def test_stopping_server_wakes_waiting_clients(one: Server) -> None:
    host, port = one.url.removeprefix("http://").split(":")
    listening, peer = (socket.create_connection((host, int(port))) for _ in range(2))
    listening.sendall(b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b"200 OK" in listening.recv(4096)
    ask = b'{"protocol":1,"have":{}}'
    head = b"POST /peer/news?wait=20 HTTP/1.1\r\nHost: localhost\r\nAntichain-Protocol: 1\r\nContent-Length: %d\r\n\r\n"
    peer.sendall(head % len(ask) + ask)
    until(lambda: "antichain_feed_requests_in_progress 2.0" in one.metrics())
    assert one.end() == 0
    assert b'"have":{}' in b"".join(iter(lambda: peer.recv(4096), b""))
    assert one.process.stderr
    assert not one.process.stderr.read()
    listening.close()
    peer.close()


def test_update_acknowledged_during_stop_is_kept(one: Server, tmp_path: Path) -> None:
    post, done = one.post("A", "hello"), list[int]()

    def like() -> None:
        with Feed(one.url) as client, contextlib.suppress(Away, Refused):
            while True:
                client.like(post)
                done.append(1)

    clients = [Thread(target=like) for _ in range(8)]
    for client in clients:
        client.start()
    until(lambda: len(done) > 50)
    status = one.end()
    for client in clients:
        client.join()
    assert status == 0
    with Replica(tmp_path / "1.db", "S1") as replica:
        assert len(done) <= replica.view.find(post).likes <= len(done) + len(clients)


def test_signal_before_listening_ends_the_server(tmp_path: Path) -> None:
    process = start("--name", "S1", "--port", "0", "--data", tmp_path / "1.db")
    until((tmp_path / "1.db").exists)
    process.terminate()
    _, said = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"<html>", b"\xff", b"[" * 100_000], ids=["empty", "other", "page", "no text", "deep"]
)
def test_server_with_foreign_answers_is_away(content: bytes) -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=content))
    with Feed("http://localhost", transport=transport) as client:
        for ask in (client.state, partial(client.post, "A", "x"), partial(client.deliver, b"")):
            with pytest.raises(Away, match="http://localhost answered what no server of the feed does"):
                ask()


def test_client_with_a_wrong_secret_is_not_a_peer(tmp_path: Path) -> None:
    arguments = "--name", "S1", "--port", "0", "--data", tmp_path / "1.db"
    with Server(*arguments, secret=SECRET) as server:
        with Feed(server.url, secret=SECRET + b"!") as stranger, pytest.raises(Refused, match="not signed"):
            stranger.export()
        with Feed(server.url) as stranger, pytest.raises(Refused, match="Antichain-Signature"):
            stranger.deliver(b"")


BAD: list[tuple[list[str], str]] = [
    ([], "--name"),
    (["--name", ""], "a server needs a name"),
    (["--name", "S1", "--port", "many"], "invalid int value"),
    (["--name", "S1", "--port", "70000"], "port 70000"),
    (["--name", "S1", "--port", "-1"], "port -1"),
    (["--name", "S1", "--port", "{used}"], "Address already in use"),
    (["--name", "S1", "--host", "nowhere.invalid"], "nowhere.invalid"),
    (["--name", "S1", "--host", "0.0.0.0"], "shared secret"),  # noqa: S104 — it is refused
    (["--name", "S1", "--peer", "localhost:8001"], "http://host:port"),
    (["--name", "S1", "--peer", "ftp://127.0.0.1"], "http://host:port"),
    (["--name", "S1", "--peer", "http://127.0.0.1:8001/feed"], "http://host:port"),
    (["--name", "S1", "--peer", "http://127.0.0.1:99999"], "http://host:port"),
    (["--name", "S1", "--peer", "http://"], "http://host:port"),
    (["--name", "S1", "--peer", "http://10.0.0.1:8001"], "shared secret"),
    (["--name", "S1", "--port", "{free}", "--peer", "http://localhost:{free}"], "is this server itself"),
    (["--name", "S1", "--secret-file", "{folder}/none"], "cannot be read"),
    (["--name", "S1", "--secret-file", "{folder}/empty"], "is empty"),
    (["--name", "S1", "--secret-file", "{folder}/short"], "has 5 bytes"),
    (["--name", "S1", "--token-file", "{folder}/empty"], "is empty"),
    (["--name", "S1", "--data", "{folder}/none/1.db"], "does not exist"),
    (["--name", "S1", "--data", "{folder}"], "is a folder"),
    (["--name", "S1", "--data", "/dev/null"], "is not a regular file"),
    (["--name", "S1", "--data", "{folder}/newer.db"], "schema 99"),
    (["--name", "S1", "--data", "{folder}/damaged.db"], "damaged"),
    (["--name", "S1", "--data", "{folder}/other.db"], "is not a database of a feed"),
    (["--name", "S1", "--data", "{folder}/used.db"], "another process"),
    (["--name", "S1", "--speed", "9"], "unrecognized arguments"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder with everything in it that a server cannot start on."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "empty").write_text("\n")
    (folder / "short").write_text("short")
    for name in "newer", "damaged":
        with Replica(folder / f"{name}.db", "S1") as replica:
            for _ in range(100):
                replica.post("A", "x" * 100).result()
    with contextlib.closing(sqlite3.connect(folder / "newer.db")) as db:
        db.execute("PRAGMA user_version = 99")
    damaged = folder / "damaged.db"
    damaged.write_bytes(damaged.read_bytes()[:4096] + b"\xff" * (damaged.stat().st_size - 4096))
    with contextlib.closing(sqlite3.connect(folder / "other.db")) as db:
        db.execute("CREATE TABLE something (else_ INTEGER)")
    with contextlib.closing(schema.lock(folder / "used.db")):
        yield folder


@pytest.fixture
def signal_handlers() -> Iterator[None]:
    """Restore the handlers of this process, since a start in it replaces them."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signal_handlers")
@pytest.mark.parametrize(("arguments", "says"), BAD, ids=[" ".join(one[0]) or "nothing" for one in BAD])
def test_failed_start_gives_the_reason_in_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as used:
        values = {"used": used.getsockname()[1], "free": free_ports(1)[0], "folder": folder}
        given = [argument.format(**values) for argument in arguments]
        if "--port" not in given:
            given += ["--port", "0"]
        if "--data" not in given:
            given += ["--data", str(folder / "1.db")]
        with pytest.raises(SystemExit) as ended:
            serve.main(given)
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert says in said.err
    assert "Traceback" not in said.err
    assert said.err.startswith("usage:") or said.err.count("\n") == 1
