"""Requests at the edges: methods, pages, listeners, blank text, and fields that no route has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from antichain.impl.settings import Limits
from antichain.impl.web.client_routes import EventStream

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Message
    from tests.conftest import App

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("request_", "allow"),
    [
        ("DELETE /api/posts", "GET, HEAD, POST"),
        ("GET /api/posts/S1~9f:1/likes", "POST"),
        ("PUT /api/posts/S1~9f:1", "GET, HEAD"),
        ("GET /peer/answer", "POST"),
    ],
)
async def test_wrong_method_gets_405_and_the_allowed_methods(app: App, request_: str, allow: str) -> None:
    answer = await app.http.request(*request_.split())
    assert (answer.status_code, answer.headers["Allow"]) == (405, allow)
    assert answer.json()["error"]["code"] == "method-not-allowed"


@pytest.mark.parametrize(
    "path", ["/api/posts?limits=3", "/api/recent?x=", "/api/state?x", "/api/posts?limit=1&limit=1"]
)
async def test_unknown_or_repeated_query_field_is_refused(app: App, path: str) -> None:
    answer = await app.http.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")


async def test_query_field_of_a_write_is_refused(app: App) -> None:
    post = await app.post()
    assert (await app.http.post(f"{post}/likes?by=5")).status_code == 422
    assert (await app.http.post("/peer/export?x=1", headers={"Antichain-Protocol": "1"})).status_code == 422
    assert await app.likes(post) == 0


async def test_full_last_page_has_no_next(app: App) -> None:
    post = await app.post()
    await app.post()
    for _ in range(2):
        await app.http.post(f"{post}/comments", json={"author": "A", "text": "x"})
    for path in ("/api/posts", f"{post}/comments"):
        assert (await app.http.get(f"{path}?limit=2")).json()["next"] is None
        assert (await app.http.get(f"{path}?limit=1")).json()["next"] is not None


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb", "\xe9"])
async def test_key_that_a_header_cannot_carry_is_refused(app: App, key: str) -> None:
    post = await app.post()
    answer = await app.http.post(f"{post}/likes", headers={b"Idempotency-Key": key.encode("latin-1")})
    assert (answer.status_code, await app.likes(post)) == (422, 0)


async def test_unknown_peer_is_not_found(apps: Callable[..., App]) -> None:
    app = apps(demo=True)
    answer = await app.http.post("/api/links", json={"peer": "http://127.0.0.1:1", "cut": True})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no-such-peer")


async def test_description_patterns_are_valid_in_ecmascript(app: App) -> None:
    text = (await app.http.get("/openapi.json")).text
    assert r"\\Z" not in text
    assert r"\\A" not in text
    assert "prefixItems" not in text


@pytest.mark.parametrize("text", [" ", "\n\t", "\u3000", "\0\u200b\u202e\u3164"])
async def test_blank_post_is_refused(app: App, text: str) -> None:
    assert (await app.http.post("/api/posts", json={"author": "A", "text": text})).status_code == 422
    assert (await app.http.post("/api/posts", json={"author": text, "text": "x"})).status_code == 422


@pytest.mark.parametrize("text", [".", "\u200b👩\u200d💻", "ä", "\u0301"])
async def test_visible_post_is_accepted(app: App, text: str) -> None:
    assert (await app.http.post("/api/posts", json={"author": "A", "text": text})).status_code == 201


async def test_byte_order_mark_is_skipped(app: App) -> None:
    body = b'\xef\xbb\xbf{"author": "A", "text": "x"}'
    answer = await app.http.post("/api/posts", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 201


async def test_listeners_are_counted_before_the_first_event(apps: Callable[..., App]) -> None:
    app = apps(limits=Limits(listeners=1))
    first, second = EventStream(app.service, {}), EventStream(app.service, {})  # both passed the check of the route
    statuses: list[int] = []
    scope = {"type": "http", "method": "GET", "asgi": {"spec_version": "2.4"}}

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        statuses.extend([message["status"]] if "status" in message else [])
        if message["type"] == "http.response.start" and message["status"] == 200:
            await second(scope, receive, send)
            app.service.end()

    await first(scope, receive, send)
    assert statuses == [200, 503]
    app.service.refuse_listener()  # no place is held any more
