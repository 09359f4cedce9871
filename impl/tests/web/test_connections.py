from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import time
from typing import TYPE_CHECKING

import pytest
from tests.web.connecting import close, connected, listening, said, until

from antichain.impl.settings import Limits

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.mark.anyio
@pytest.mark.parametrize("head", [b"", b"GET /api/st", b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /hea"])
async def test_request_head_that_does_not_arrive_is_given_up(tmp_path: Path, head: bytes) -> None:
    async with listening(tmp_path, Limits(head=0.05, idle=1)) as server:
        answer = await said(server, head)
        assert answer.startswith(b"HTTP/1.1 200 OK") if b"\r\n\r\n" in head else not answer


@pytest.mark.anyio
async def test_answer_may_take_longer_than_a_request_head(tmp_path: Path) -> None:
    async with listening(tmp_path, Limits(head=0.05, beat=0.02)) as server:
        reader, writer = await connected(server)
        writer.write(b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        async with asyncio.timeout(10):
            for _ in range(4):
                await reader.readuntil(b": still here")
        await close(writer)


EXPORT = b"POST /peer/export HTTP/1.1\r\nHost: localhost\r\nAntichain-Protocol: 1\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.anyio
async def test_unread_answer_is_dropped(tmp_path: Path) -> None:
    async with listening(tmp_path, Limits(unread=0.05)) as server:
        posts = [server.service.replica.post("A", "x" * 10_000) for _ in range(1_000)]
        posts[-1].result()
        reader, writer = await connected(server)
        writer.write(EXPORT)
        state = server.server_state
        await asyncio.to_thread(until, lambda: state.total_requests and not state.connections)
        with contextlib.suppress(ConnectionError):
            assert len(await reader.read()) < 10_000_000
        await close(writer)


@pytest.mark.anyio
async def test_answer_read_in_time_is_not_dropped(tmp_path: Path) -> None:
    async with listening(tmp_path, Limits(unread=0.1)) as server:
        posts = [server.service.replica.post("A", "x" * 10_000) for _ in range(100)]
        posts[-1].result()
        reader, writer = await connected(server)
        writer.write(EXPORT)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.split()[-1]))
        end = time.monotonic() + 0.2
        while time.monotonic() < end:
            writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await reader.readuntil(b"}")
        await close(writer)


@pytest.mark.anyio
async def test_connections_beyond_the_limit_are_refused(tmp_path: Path) -> None:
    async with listening(tmp_path, Limits(connections=2)) as server:
        kept = [await connected(server) for _ in range(2)]
        answer = await said(server, b"")
        assert answer.startswith(b"HTTP/1.1 503")
        assert b"Retry-After: 1" in answer
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["code"] == "overloaded"
        for _, writer in kept:
            await close(writer)
        assert b"200 OK" in await said(server, b"GET /health HTTP/1.0\r\n\r\n")


@pytest.mark.anyio
@pytest.mark.parametrize(
    "request_",
    [
        b"\x00\xff" * 100 + b"\r\n\r\n",
        b"GET /nowhere HTTP/9.9\r\n\r\n",
        b"GET /%ff HTTP/1.1\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100_000,
        b"POST /api/posts HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/posts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999999999999999\r\n\r\n",
        b"POST /api/posts HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"POST /api/posts HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        b"POST /api/posts HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
    ],
)
async def test_malformed_request_is_refused_and_harms_no_other(
    tmp_path: Path, request_: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(tmp_path, Limits(head=0.2, idle=1, upload=0.2)) as server:
        answer = await said(server, request_)
        assert answer.startswith(b"HTTP/1.1 4")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["code"]
        assert not caplog.records
        assert b"Traceback" not in answer
        assert b"200 OK" in await said(server, b"GET /health HTTP/1.0\r\n\r\n")


@pytest.mark.anyio
async def test_answer_body_is_sent_without_a_delayed_ack(tmp_path: Path) -> None:
    async with listening(tmp_path, Limits()) as server:
        reader, writer = await connected(server)
        writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readuntil(b"}")
        (connection,) = server.server_state.connections
        sock = connection.transport.get_extra_info("socket")
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        await close(writer)


@pytest.mark.anyio
async def test_chunked_body_is_read_and_an_endless_one_refused(tmp_path: Path) -> None:
    head = b"POST /api/posts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
    body = b'{"author": "A", "text": "hello"}'
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
    async with listening(tmp_path, Limits(body=1_000)) as server:
        assert b"201 Created" in await said(server, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
        endless = b"Transfer-Encoding: chunked\r\n\r\n" + b"3e8\r\n%b\r\n" % (b" " * 1_000) * 3
        assert b"413 " in await said(server, head + endless)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "head",
    [
        b"GET /health HTTP/1.1\r\n" + b"Name: value\r\n" * 10_000,
        b"GET /" + b"x" * 100_000,
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 1_000_000,
    ],
    ids=["fields", "target", "value"],
)
async def test_head_beyond_the_limit_is_refused(tmp_path: Path, head: bytes) -> None:
    async with listening(tmp_path, Limits()) as server:
        reader, writer = await connected(server)
        with contextlib.suppress(ConnectionError):
            writer.write(head)
            assert (await reader.readline()).startswith(b"HTTP/1.1 431 ")
        await close(writer)
        assert b"200 OK" in await said(server, b"GET /health HTTP/1.0\r\n\r\n")


@pytest.mark.anyio
async def test_two_lengths_of_one_body_close_the_connection(tmp_path: Path) -> None:
    both = b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"
    second = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    async with listening(tmp_path, Limits()) as server:
        answer = await said(server, b"POST /api/posts HTTP/1.1\r\nHost: localhost\r\n" + both + second)
        assert answer.count(b"HTTP/1.1 ") == 1
        assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.anyio
async def test_request_for_another_protocol_is_served_and_closed(tmp_path: Path) -> None:
    asks = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    async with listening(tmp_path, Limits()) as server:
        assert b"200 OK" in await said(server, asks)


@pytest.mark.anyio
async def test_connections_of_one_address_are_limited(tmp_path: Path) -> None:
    async with listening(tmp_path, Limits(connections_each=1)) as server:
        _, writer = await connected(server)
        assert (await said(server, b"")).startswith(b"HTTP/1.1 503 ")
        await close(writer)
        assert b"200 OK" in await said(server, b"GET /health HTTP/1.0\r\n\r\n")
