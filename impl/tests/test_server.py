from __future__ import annotations

import asyncio
from contextlib import contextmanager
from http import HTTPStatus
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from starlette.routing import Route

from antichain.impl import writer
from antichain.impl.dots import Dot
from antichain.impl.server import ROUTES
from antichain.impl.settings import Limits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from tests.conftest import App

pytestmark = pytest.mark.anyio

JSON = {"Content-Type": "application/json"}
NOBODY = "/api/posts/S9~9f:1"


async def until(ready: Callable[[], object]) -> None:
    """Let others go on until that is so."""
    async with asyncio.timeout(10):
        while not ready():  # noqa: ASYNC110 — what is waited for tells nobody
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


async def test_what_is_written_is_read(app: App) -> None:
    post = await app.post("hello")
    assert (await app.http.post(f"{post}/likes", json={"by": 3})).status_code == HTTPStatus.CREATED
    assert (await app.http.post(f"{post}/likes")).status_code == HTTPStatus.CREATED
    assert (await app.http.post(f"{post}/unlikes", json={})).status_code == HTTPStatus.CREATED
    assert (
        await app.http.post(f"{post}/comments", json={"author": "B", "text": "ä€😀"})
    ).status_code == HTTPStatus.CREATED
    read = (await app.http.get(post)).json()
    assert (read["author"], read["text"], read["likes"], read["comments"]) == ("A", "hello", 3, 1)
    assert [one["text"] for one in (await app.http.get(f"{post}/comments")).json()["comments"]] == ["ä€😀"]
    assert (await app.http.get(f"{post}/entries")).json() == {"S1": [4, 1]}
    explained = (await app.http.get(f"{post}/explain")).json()
    assert [(one["kind"], one.get("by")) for one in explained["updates"]] == [
        ("post", None),
        ("like", 3),
        ("like", 1),
        ("like", -1),
        ("comment", None),
    ]
    assert [sum(one["clock"].values()) for one in (await app.http.get("/api/recent?limit=2")).json()["updates"]] == [
        4,
        5,
    ]
    assert (await app.http.get("/api/state")).json()["clock"] == {"S1": 5}


async def test_pages_hold_everything_once(app: App) -> None:
    posts = [await app.post(str(n)) for n in range(5)]
    for n in range(5):
        await app.http.post(f"{posts[0]}/comments", json={"author": "A", "text": str(n)})
    for path, cursor, texts in ("/api/posts", "before", "43210"), (f"{posts[0]}/comments", "after", "01234"):
        kind = path.rpartition("/")[2]
        found, page = "", (await app.http.get(path, params={"limit": 2})).json()
        while page["next"]:
            found += "".join(one["text"] for one in page[kind])
            page = (await app.http.get(path, params={"limit": 2, cursor: page["next"]})).json()
        assert found + "".join(one["text"] for one in page[kind]) == texts


async def test_a_site_may_be_called_anything(apps: Callable[..., App]) -> None:
    app = apps("a/likes?#%\n~b:1 ä", demo=True)
    dot = (await app.http.post("/api/posts", json={"author": "A", "text": "x"})).json()["dot"]
    post = f"/api/posts/{quote(dot, safe='')}"
    await app.http.post(f"{post}/likes")
    assert await app.likes(post) == 1


@pytest.mark.parametrize("amount", [2**53 - 1, 2**53, 10**3_999], ids=["exact", "more", "long"])
async def test_no_reader_of_json_rounds_a_number(app: App, amount: int) -> None:
    post = await app.post()
    by = str(amount) if amount >= 2**53 else amount
    assert (await app.http.post(f"{post}/likes", json={"by": by})).status_code == HTTPStatus.CREATED
    assert await app.likes(post) == by


async def test_any_amount_may_be_text_and_the_description_says_so(app: App) -> None:
    post = await app.post()
    for by in (1, "1", "12"):
        assert (await app.http.post(f"{post}/likes", json={"by": by})).status_code == HTTPStatus.CREATED
    assert await app.likes(post) == 14
    amount = (await app.http.get("/openapi.json")).json()["components"]["schemas"]["NewLike"]["properties"]["by"]
    assert "as a text of its digits" in amount["description"]


async def test_a_number_too_long_to_be_written_out_is_hexadecimal(app: App) -> None:
    post = await app.post()
    app.replica.like(Dot.parse(post.removeprefix("/api/posts/")), 16**100_000).result()
    assert await app.likes(post) == hex(16**100_000)


async def test_a_request_that_repeats_with_its_key_counts_once(app: App) -> None:
    post = await app.post()
    again = [await app.http.post(f"{post}/likes", json={}, headers={"Idempotency-Key": "k"}) for _ in range(3)]
    assert len({one.text for one in again}) == 1
    assert await app.likes(post) == 1
    other = await app.http.post(f"{post}/likes", json={"by": 2}, headers={"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["error"]["code"]) == (HTTPStatus.CONFLICT, "key-reused")
    await app.http.post(f"{post}/likes", json={}, headers={"Idempotency-Key": "another"})
    assert await app.likes(post) == 2


async def test_a_key_outlives_no_older_copy_and_the_description_says_so(
    apps: Callable[..., App], tmp_path: Path
) -> None:
    app, other = apps(), apps("S2")
    post, key = await app.post(), {"Idempotency-Key": "k"}
    app.replica.view.backup(tmp_path / "3.db")
    await app.http.post(f"{post}/likes", json={}, headers=key)
    other.replica.receive(app.replica.export()).result()
    restored = apps()
    restored.replica.receive(other.replica.export()).result()
    await restored.http.post(f"{post}/likes", json={}, headers=key)
    assert await restored.likes(post) == 2
    operation = (await app.http.get("/openapi.json")).json()["paths"]["/api/posts"]["post"]
    assert "restored from a copy older than the request" in str(operation)


POST, LIKES = "POST /api/posts", "POST {post}/likes"
WRONG: list[tuple[str, bytes, dict[str, str], int, str]] = [
    (POST, b"", JSON, 422, "invalid"),
    (POST, b"{}", JSON, 422, "invalid"),
    (POST, b'{"author": "A"}', JSON, 422, "invalid"),
    (POST, b'{"author": "A", "text": ""}', JSON, 422, "invalid"),
    (POST, b'{"author": "", "text": "x"}', JSON, 422, "invalid"),
    (POST, b'{"author": 1, "text": "x"}', JSON, 422, "invalid"),
    (POST, b'{"author": null, "text": "x"}', JSON, 422, "invalid"),
    (POST, b'{"author": "A", "text": "x", "likes": 9}', JSON, 422, "invalid"),
    (POST, b'{"author": "A", "text": "%b"}' % (b"x" * 10_001), JSON, 422, "invalid"),
    (POST, b'{"author": "%b", "text": "x"}' % (b"x" * 201), JSON, 422, "invalid"),
    (POST, b"[]", JSON, 422, "invalid"),
    (POST, b"{", JSON, 400, "malformed"),
    (POST, b'{"author": "A", "text": "\xff"}', JSON, 400, "malformed"),
    (POST, b'{"author": "A", "text": "\\ud800"}', JSON, 400, "malformed"),
    (POST, b"[" * 100_000, JSON, 422, "invalid"),
    (POST, b'{"author":' * 20_000, JSON, 422, "invalid"),
    (POST, b'{"author": "A", "text": "x"' + b" " * 100_000, JSON, 400, "malformed"),
    (POST, b"\x00", JSON, 400, "malformed"),
    (POST, b"x" * (256 * 1024 + 1), JSON, 413, "too-large"),
    (POST, b'{"author": "A", "text": "x"}', {}, 415, "not-json"),
    (POST, b'{"author": "A", "text": "x"}', {"Content-Type": "text/plain"}, 415, "not-json"),
    (POST, b'{"author": "A", "text": "x"}', {**JSON, "Idempotency-Key": "k" * 201}, 422, "invalid"),
    (POST, b'{"author": "A", "text": "x"}', {**JSON, "Idempotency-Key": ""}, 422, "invalid"),
    (LIKES, b'{"by": 0}', JSON, 422, "invalid"),
    (LIKES, b'{"by": -1}', JSON, 422, "invalid"),
    (LIKES, b'{"by": 1.5}', JSON, 422, "invalid"),
    (LIKES, b'{"by": 1e400}', JSON, 422, "invalid"),
    (LIKES, b'{"by": true}', JSON, 422, "invalid"),
    (LIKES, b'{"by": "-1"}', JSON, 422, "invalid"),
    (LIKES, b'{"by": "01"}', JSON, 422, "invalid"),
    (LIKES, b'{"by": " 1"}', JSON, 422, "invalid"),
    (LIKES, b'{"by": "\xd9\xa1"}', JSON, 422, "invalid"),
    (LIKES, b'{"by": %b}' % (b"9" * 5_000), JSON, 422, "invalid"),
    (LIKES, b'{"by": "%b"}' % (b"9" * 4_001), JSON, 422, "invalid"),
    (LIKES, b'{"by": 9007199254740992}', JSON, 422, "invalid"),
    (f"POST {NOBODY}/likes", b"{}", JSON, 404, "no-such-post"),
    (f"POST {NOBODY}/comments", b'{"author": "A", "text": "x"}', JSON, 404, "no-such-post"),
    ("POST /api/posts/nothing/likes", b"{}", JSON, 422, "invalid"),
    ("POST /api/posts/S1~9f:99999999999999999999/likes", b"{}", JSON, 422, "invalid"),
    ("POST /api/posts/%ff%fe~9f:1/likes", b"{}", JSON, 404, "no-such-post"),
    (f"GET {NOBODY}", b"", {}, 404, "no-such-post"),
    (f"GET {NOBODY}/explain", b"", {}, 404, "no-such-post"),
    (f"GET {NOBODY}/entries", b"", {}, 404, "no-such-post"),
    ("GET /api/posts?limit=0", b"", {}, 422, "invalid"),
    ("GET /api/posts?limit=-1", b"", {}, 422, "invalid"),
    ("GET /api/posts?limit=201", b"", {}, 422, "invalid"),
    ("GET /api/posts?limit=many", b"", {}, 422, "invalid"),
    ("GET /api/posts?before=nonsense", b"", {}, 422, "invalid"),
    ("GET /api/posts?before=99999999999999999999.x", b"", {}, 422, "invalid"),
    ("GET {post}/comments?after=%ff", b"", {}, 422, "invalid"),
    ("GET /api/nothing", b"", {}, 404, "not-found"),
    ("GET /api/posts/", b"", {}, 404, "not-found"),
    ("GET /%00", b"", {}, 404, "not-found"),
    ("DELETE /api/posts", b"", {}, 405, "method-not-allowed"),
    ("BREW /api/posts", b"", {}, 405, "method-not-allowed"),
    ("POST /api/links", b'{"peer": "http://127.0.0.1:1", "cut": true}', JSON, 403, "no-demo"),
    ("POST /peer/answer", b"", {}, 400, "wrong-protocol"),
    ("POST /peer/answer", b"{}", {"Antichain-Protocol": "2"}, 400, "wrong-protocol"),
    ("POST /peer/answer", b"", {"Antichain-Protocol": "1"}, 400, "malformed"),
    ("POST /peer/answer", b'{"protocol":2,"have":{},"size":1}', {"Antichain-Protocol": "1"}, 400, "wrong-protocol"),
    ("POST /peer/news?wait=-1", b'{"protocol":1,"have":{}}', {"Antichain-Protocol": "1"}, 422, "invalid"),
    ("POST /peer/news?wait=nan", b'{"protocol":1,"have":{}}', {"Antichain-Protocol": "1"}, 422, "invalid"),
    ("POST /peer/news", b"\xff" * 1000, {"Antichain-Protocol": "1"}, 400, "malformed"),
    ("POST /peer/deliver", b"[" * 100_000, {"Antichain-Protocol": "1"}, 400, "malformed"),
    ("POST /peer/export", b"{", {"Antichain-Protocol": "1"}, 400, "malformed"),
]


@pytest.mark.parametrize(
    ("request_line", "body", "headers", "status", "code"), WRONG, ids=[f"{one[0]} {one[1][:30]!r}" for one in WRONG]
)
async def test_a_wrong_request_is_told_so_and_changes_nothing(  # noqa: PLR0913, PLR0917 — a row of the table
    app: App, request_line: str, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    post, before = await app.post(), app.replica.have
    method, target = request_line.format(post=post).split(" ")
    response = await app.http.request(method, target, content=body, headers=headers)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    assert error["message"]
    assert "Traceback" not in response.text
    assert app.replica.have in (before, before.tick(app.replica.origin))
    assert await app.likes(post) == 0


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("/api/posts", b'{"author": "A", "text": "\xff"}', "the body is no JSON: byte 25, 0xff, is no UTF-8"),
        (
            "/api/posts",
            b'{"author": "A", "text": "\\ud800"}',
            "the body is no JSON: an escape in it, such as \\ud800, is",
        ),
        ("/api/posts", b'{"author": "A", "text": "\\ud83d\\ude00"', "the body is no JSON: Input data was truncated"),
        ("/api/posts", b'{"author": NaN}', "the body is no JSON: JSON is malformed"),
        ("/peer/answer", b"", "header Antichain-Protocol is missing; this program speaks protocol 1"),
    ],
)
async def test_what_is_wrong_is_said_as_it_is(app: App, path: str, body: bytes, says: str) -> None:
    assert (await app.http.post(path, content=body, headers=JSON)).json()["error"]["message"].startswith(says)


async def test_a_mistake_of_ours_is_told_without_its_details(
    app: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> None:
        message = "a detail"
        raise RuntimeError(message)

    post = await app.post()
    monkeypatch.setattr(app.replica.view, "find", fail)
    response = await app.http.get(post)
    assert (response.status_code, response.json()["error"]["code"]) == (HTTPStatus.INTERNAL_SERVER_ERROR, "internal")
    assert "detail" not in response.text
    assert "a detail" in caplog.text
    assert (await app.http.get("/health")).status_code == HTTPStatus.OK


async def test_a_body_that_does_not_arrive_is_given_up(apps: Callable[..., App]) -> None:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.005)

    app = apps(limits=Limits(upload=0.05))
    response = await app.http.post("/api/posts", content=drip(), headers=JSON)
    assert (response.status_code, response.headers["Connection"]) == (HTTPStatus.REQUEST_TIMEOUT, "close")


async def test_bodies_that_are_too_much_together_are_turned_away(apps: Callable[..., App]) -> None:
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


async def test_too_many_requests_at_once_are_turned_away(apps: Callable[..., App]) -> None:
    app = apps(limits=Limits(requests=1))
    with disk_held(app):
        waiting = asyncio.create_task(app.http.post("/api/posts", json={"author": "A", "text": "x"}))
        await until(lambda: app.service._busy)  # noqa: SLF001 — what the limit is held against
        refused = await app.http.get("/api/state")
        assert (refused.status_code, refused.headers["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "1")
    assert (await waiting).status_code == HTTPStatus.CREATED
    assert (await app.http.get("/api/state")).status_code == HTTPStatus.OK


async def test_when_too_many_wait_for_the_disk_the_next_is_told_to_come_back(
    apps: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "QUEUE_LIMIT", 1)
    app = apps()
    with disk_held(app):
        waiting = asyncio.create_task(app.http.post("/api/posts", json={"author": "A", "text": "x"}))
        await until(lambda: app.replica.queued)
        refused = await app.http.post("/api/posts", json={"author": "A", "text": "y"})
        assert (refused.status_code, refused.headers["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "1")
        assert refused.json()["error"]["code"] == "overloaded"
        assert (await app.http.get("/api/posts")).json()["posts"] == []
    assert (await waiting).status_code == HTTPStatus.CREATED


async def test_a_slow_disk_is_not_waited_for_without_end(apps: Callable[..., App]) -> None:
    app = apps(limits=Limits(disk=0.05))
    with disk_held(app):
        response = await app.http.post("/api/posts", json={"author": "A", "text": "x"})
        assert (response.status_code, response.json()["error"]["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "slow")


async def test_a_full_disk_refuses_writes_serves_reads_and_is_reported(app: App, tmp_path: Path) -> None:
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


async def test_a_file_that_is_damaged_under_a_server_is_reported(app: App, tmp_path: Path) -> None:
    post = await app.post()
    damage(tmp_path)
    app.replica.view._idle.clear()  # noqa: SLF001 — what it has read already it would not read again
    response = await app.http.get(post)
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response.json()["error"]["code"] in {"corrupt", "storage-failed"}
    assert (await app.http.get("/health")).status_code == HTTPStatus.SERVICE_UNAVAILABLE


async def test_a_file_that_was_replaced_under_a_server_is_reported(app: App, tmp_path: Path) -> None:
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
async def test_with_tokens_only_who_shows_one_is_served(apps: Callable[..., App], authorization: str | None) -> None:
    app = apps(tokens=frozenset({"one", "two"}))
    headers = {} if authorization is None else {b"Authorization": authorization.encode()}
    for route in ROUTES:
        if route.whom.value == "clients":
            path = route.path.format(dot="S1~9f:1")
            response = await app.http.request(route.method, path, headers=headers)
            assert (response.status_code, response.json()["error"]["code"]) == (HTTPStatus.UNAUTHORIZED, "no-token")
    assert (await app.http.get("/health")).status_code == HTTPStatus.OK
    assert (await app.http.get("/api/state", headers={"Authorization": "Bearer two"})).status_code == HTTPStatus.OK


async def test_listeners_hear_of_each_change_until_the_end(apps: Callable[..., App]) -> None:
    app = apps(limits=Limits(beat=0.05, listeners=1))
    events = app.service.events()
    assert b'"clock":{}' in await anext(events)
    assert await anext(events) == b": still here\n\n"
    refused = await app.http.get("/api/events")
    assert refused.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    await app.post()
    assert b'event: state\ndata: {"name":"S1"' in (event := await anext(events))
    assert b'"clock":{"S1":1}' in event
    app.service.end()
    assert [event async for event in events] in ([], [b": still here\n\n"])


async def test_who_asks_for_the_head_of_events_takes_no_place_of_a_listener(apps: Callable[..., App]) -> None:
    app = apps(limits=Limits(listeners=1))
    async with asyncio.timeout(2):
        head = await app.http.head("/api/events")
    assert (head.status_code, head.headers["Content-Type"]) == (HTTPStatus.OK, "text/event-stream; charset=utf-8")
    app.service.refuse_listener()


async def test_metrics_count_what_was_done(app: App) -> None:
    post = await app.post()
    await app.http.post(f"{post}/likes")
    await app.http.get("/api/nothing")
    text = (await app.http.get("/metrics")).text
    assert 'antichain_feed_updates_total{kind="like"} 1.0' in text
    assert "antichain_feed_known_updates 2.0" in text
    assert 'request_seconds_count{method="POST",route="/api/posts/{dot}/likes",status="201"} 1.0' in text


async def test_the_description_is_in_order_and_holds_every_route(app: App) -> None:
    description = (await app.http.get("/openapi.json")).json()
    validate(description)
    described = {(method.upper(), path) for path, methods in description["paths"].items() for method in methods}
    served = {
        (method, route.path.replace(":name", ""))
        for route in app.asgi.router.routes
        if isinstance(route, Route) and route.path != "/"
        for method in route.methods or ()
        if method != "HEAD"
    }
    assert served == described == {(route.method, route.path) for route in ROUTES}


async def test_answers_are_as_described(app: App) -> None:
    post = await app.post()
    dot = post.removeprefix("/api/posts/")
    await app.http.post(f"{post}/likes", json={"by": str(2**60)})
    await app.http.post(f"{post}/comments", json={"author": "B", "text": "x"})
    description = (await app.http.get("/openapi.json")).json()
    checked = 0
    for path, methods in description["paths"].items():
        if "get" in methods and "application/json" in methods["get"]["responses"]["200"]["content"]:
            schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            response = await app.http.get(path.format(dot=dot))
            errors = OAS31Validator({**schema, "components": description["components"]}).iter_errors(response.json())
            assert not list(errors), path
            checked += 1
    assert checked == 9
