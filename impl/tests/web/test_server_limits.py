from __future__ import annotations

import asyncio
from contextlib import contextmanager
from http import HTTPStatus
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from antichain.impl.feed.storage import group_commit
from antichain.impl.settings import Limits
from antichain.impl.web.app import ROUTES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from tests.conftest import App


pytestmark = pytest.mark.anyio


JSON = {"Content-Type": "application/json"}


async def until(ready: Callable[[], object]) -> None:
    """Let others go on until that is so."""
    async with asyncio.timeout(10):
        while not ready():  # noqa: ASYNC110 — the condition sends no event
            await asyncio.sleep(0.001)


def damage(folder: Path) -> None:
    """Write nonsense over a database."""
    for path in folder.glob("*.db*"):
        if path.suffix != ".lock":
            path.write_bytes(b"\xff" * max(path.stat().st_size, 4096))


@contextmanager
def disk_held(app: App) -> Iterator[None]:
    """Keep the writer at work on something that does not end."""
    busy, free = Event(), Event()

    def job(_: object, state: Any) -> tuple[Any, None]:  # noqa: ANN401 — a state, returned as it was
        busy.set()
        free.wait(10)
        return state, None

    app.replica._writer.submit(job)  # noqa: SLF001 — no public way makes a disk slow
    busy.wait(10)
    try:
        yield
    finally:
        free.set()


async def test_body_that_does_not_arrive_is_given_up(apps: Callable[..., App]) -> None:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.005)

    app = apps(limits=Limits(upload=0.05))
    response = await app.http.post("/api/posts", content=drip(), headers=JSON)
    assert (response.status_code, response.headers["Connection"]) == (HTTPStatus.REQUEST_TIMEOUT, "close")


async def test_bodies_beyond_the_total_limit_are_refused(apps: Callable[..., App]) -> None:
    async def half(stop: asyncio.Event) -> AsyncIterator[bytes]:
        yield b" " * 1_000
        arrived.set()
        await stop.wait()

    app, arrived, stop = apps(limits=Limits(held=1_500)), asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(app.http.post("/api/posts", content=half(stop), headers=JSON))
    await arrived.wait()
    second = await app.http.post("/api/posts", content=b" " * 1_000, headers=JSON)
    assert (second.status_code, second.headers["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "1")
    stop.set()
    await first
    assert (await app.http.post("/api/posts", content=b" " * 1_000, headers=JSON)).status_code == HTTPStatus.BAD_REQUEST


async def test_requests_beyond_the_limit_are_refused(apps: Callable[..., App]) -> None:
    app = apps(limits=Limits(requests=1))
    with disk_held(app):
        waiting = asyncio.create_task(app.http.post("/api/posts", json={"author": "A", "text": "x"}))
        await until(lambda: app.service.metrics.busy)
        refused = await app.http.get("/api/state")
        assert (refused.status_code, refused.headers["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "1")
    assert (await waiting).status_code == HTTPStatus.CREATED
    assert (await app.http.get("/api/state")).status_code == HTTPStatus.OK


async def test_full_queue_answers_retry_later(apps: Callable[..., App], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "QUEUE_LIMIT", 1)
    app = apps()
    with disk_held(app):
        waiting = asyncio.create_task(app.http.post("/api/posts", json={"author": "A", "text": "x"}))
        await until(lambda: app.replica.queued)
        refused = await app.http.post("/api/posts", json={"author": "A", "text": "y"})
        assert (refused.status_code, refused.headers["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "1")
        assert refused.json()["error"]["code"] == "overloaded"
        assert (await app.http.get("/api/posts")).json()["posts"] == []
    assert (await waiting).status_code == HTTPStatus.CREATED


async def test_write_to_a_slow_disk_times_out(apps: Callable[..., App]) -> None:
    app = apps(limits=Limits(disk=0.05))
    with disk_held(app):
        response = await app.http.post("/api/posts", json={"author": "A", "text": "x"})
        assert (response.status_code, response.json()["error"]["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "slow")


async def test_full_disk_refuses_writes_and_is_reported(app: App, tmp_path: Path) -> None:
    post = await app.post()
    app.replica.quota((tmp_path / "1.db").stat().st_size).result()
    text = {"author": "A", "text": "x" * 10_000}
    while (response := await app.http.post("/api/posts", json=text)).status_code == HTTPStatus.CREATED:
        pass
    assert (response.status_code, response.json()["error"]["code"]) == (HTTPStatus.INSUFFICIENT_STORAGE, "disk-full")
    sick = await app.http.get("/health")
    assert (sick.status_code, sick.json()["error"]["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "disk-full")
    assert await app.likes(post) == 0
    app.replica.quota(None).result()
    assert (await app.http.post("/api/posts", json=text)).status_code == HTTPStatus.CREATED
    assert (await app.http.get("/health")).json() == {"status": "ok"}


async def test_file_damaged_under_a_server_is_reported(app: App, tmp_path: Path) -> None:
    post = await app.post()
    damage(tmp_path)
    app.replica.view._idle.clear()  # noqa: SLF001 — what it has read already it would not read again
    response = await app.http.get(post)
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response.json()["error"]["code"] in {"corrupt", "storage-failed"}
    assert (await app.http.get("/health")).status_code == HTTPStatus.SERVICE_UNAVAILABLE


async def test_file_replaced_under_a_server_is_reported(app: App, tmp_path: Path) -> None:
    post = await app.post()
    await app.http.get(post)
    (tmp_path / "1.db").rename(tmp_path / "elsewhere")
    (tmp_path / "1.db").touch()
    for response in (await app.http.get("/health"), await app.http.post(f"{post}/likes")):
        error = response.json()["error"]
        assert (response.status_code, error["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "storage-failed")
        assert error["message"] == "the file was removed or replaced; restart the server"


@pytest.mark.parametrize(
    "authorization", [None, "Bearer", "Bearer wrong", "Basic one", "Bearer one two", "one", "Bearer ü"]
)
async def test_request_without_a_required_token_is_refused(apps: Callable[..., App], authorization: str | None) -> None:
    app = apps(tokens=frozenset({"one", "two"}))
    headers = {} if authorization is None else {b"Authorization": authorization.encode()}
    for route in ROUTES:
        if route.whom.value == "clients":
            path = route.path.format(dot="S1~9f:1")
            response = await app.http.request(route.method, path, headers=headers)
            assert (response.status_code, response.json()["error"]["code"]) == (HTTPStatus.UNAUTHORIZED, "no-token")
    assert (await app.http.get("/health")).status_code == HTTPStatus.OK
    assert (await app.http.get("/api/state", headers={"Authorization": "Bearer two"})).status_code == HTTPStatus.OK


async def test_listeners_get_each_change_until_the_end(apps: Callable[..., App]) -> None:
    app = apps(limits=Limits(beat=0.05, listeners=1))
    events = app.service.events()
    assert b'"clock":{}' in await anext(events)
    assert await anext(events) == b": still here\n\n"
    with app.service.listening():
        refused = await app.http.get("/api/events")
    assert refused.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    await app.post()
    assert b'event: state\ndata: {"name":"S1"' in (event := await anext(events))
    assert b'"clock":{"S1":1}' in event
    app.service.end()
    assert [event async for event in events] in ([], [b": still here\n\n"])


async def test_head_of_events_is_not_counted_as_a_listener(apps: Callable[..., App]) -> None:
    app = apps(limits=Limits(listeners=1))
    async with asyncio.timeout(2):
        head = await app.http.head("/api/events")
    assert (head.status_code, head.headers["Content-Type"]) == (HTTPStatus.OK, "text/event-stream; charset=utf-8")
    app.service.refuse_listener()
