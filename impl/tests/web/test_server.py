from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from antichain.impl.feed.dots import Dot
from antichain.impl.web.app import ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import App


pytestmark = pytest.mark.anyio


JSON = {"Content-Type": "application/json"}


ABSENT = "/api/posts/S9~9f:1"


async def test_written_update_is_read(app: App) -> None:
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


async def test_pages_hold_each_post_once(app: App) -> None:
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


async def test_server_accepts_any_site_name(apps: Callable[..., App]) -> None:
    app = apps("a/likes?#%\n~b:1 ä", demo=True)
    dot = (await app.http.post("/api/posts", json={"author": "A", "text": "x"})).json()["dot"]
    post = f"/api/posts/{quote(dot, safe='')}"
    await app.http.post(f"{post}/likes")
    assert await app.likes(post) == 1


@pytest.mark.parametrize("amount", [2**53 - 1, 2**53, 10**3_999], ids=["exact", "more", "long"])
async def test_large_number_is_sent_as_text(app: App, amount: int) -> None:
    post = await app.post()
    by = str(amount) if amount >= 2**53 else amount
    assert (await app.http.post(f"{post}/likes", json={"by": by})).status_code == HTTPStatus.CREATED
    assert await app.likes(post) == by


async def test_amount_may_be_text_and_the_description_says_so(app: App) -> None:
    post = await app.post()
    for by in (1.0, "1", "12"):
        assert (await app.http.post(f"{post}/likes", json={"by": by})).status_code == HTTPStatus.CREATED
    assert await app.likes(post) == 14
    amount = (await app.http.get("/openapi.json")).json()["components"]["schemas"]["NewLike"]["properties"]["by"]
    assert "as a text of its digits" in amount["description"]


async def test_very_long_number_is_sent_as_hexadecimal(app: App) -> None:
    post = await app.post()
    app.replica.like(Dot.parse(post.removeprefix("/api/posts/")), 16**4_000).result()
    assert await app.likes(post) == hex(16**4_000)


async def test_repeated_request_with_its_key_counts_once(app: App) -> None:
    post = await app.post()
    again = [await app.http.post(f"{post}/likes", json={}, headers={"Idempotency-Key": "k"}) for _ in range(3)]
    assert len({one.text for one in again}) == 1
    assert await app.likes(post) == 1
    other = await app.http.post(f"{post}/likes", json={"by": 2}, headers={"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["error"]["code"]) == (HTTPStatus.CONFLICT, "key-reused")
    await app.http.post(f"{post}/likes", json={}, headers={"Idempotency-Key": "another"})
    assert await app.likes(post) == 2


async def test_key_is_lost_with_a_restored_older_copy(apps: Callable[..., App], tmp_path: Path) -> None:
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
    (f"POST {ABSENT}/likes", b"{}", JSON, 404, "no-such-post"),
    (f"POST {ABSENT}/comments", b'{"author": "A", "text": "x"}', JSON, 404, "no-such-post"),
    ("POST /api/posts/nothing/likes", b"{}", JSON, 422, "invalid"),
    ("POST /api/posts/S1~9f:99999999999999999999/likes", b"{}", JSON, 422, "invalid"),
    ("POST /api/posts/%ff%fe~9f:1/likes", b"{}", JSON, 404, "no-such-post"),
    (f"GET {ABSENT}", b"", {}, 404, "no-such-post"),
    (f"GET {ABSENT}/explain", b"", {}, 404, "no-such-post"),
    (f"GET {ABSENT}/entries", b"", {}, 404, "no-such-post"),
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
async def test_wrong_request_is_refused_and_changes_nothing(  # noqa: PLR0913, PLR0917 — a row of the table
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
        ("/api/posts", b'{"author": "A", "text": "\xff"}', "the body is not JSON: byte 25, 0xff, is not UTF-8"),
        (
            "/api/posts",
            b'{"author": "A", "text": "\\ud800"}',
            "the body is not JSON: an escape in it, such as \\ud800, is",
        ),
        ("/api/posts", b'{"author": "A", "text": "\\ud83d\\ude00"', "the body is not JSON: Input data was truncated"),
        ("/api/posts", b'{"author": NaN}', "the body is not JSON: JSON is malformed"),
        ("/peer/answer", b"", "header Antichain-Protocol is missing; this program speaks protocol 1"),
    ],
)
async def test_wrong_request_gets_the_actual_reason(app: App, path: str, body: bytes, says: str) -> None:
    assert (await app.http.post(path, content=body, headers=JSON)).json()["error"]["message"].startswith(says)


async def test_defect_of_the_server_is_reported_without_details(
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


async def test_metrics_count_requests_and_updates(app: App) -> None:
    post = await app.post()
    await app.http.post(f"{post}/likes")
    await app.http.get("/api/nothing")
    text = (await app.http.get("/metrics")).text
    assert 'antichain_feed_updates_total{kind="like"} 1.0' in text
    assert "antichain_feed_known_updates 2.0" in text
    assert 'request_seconds_count{method="POST",route="/api/posts/{dot}/likes",status="201"} 1.0' in text


async def test_description_is_valid_and_holds_every_route(app: App) -> None:
    description = (await app.http.get("/openapi.json")).json()
    validate(description)
    described = {(method.upper(), path) for path, methods in description["paths"].items() for method in methods}
    served = {
        (method, path)
        for path in app.asgi.paths.methods()
        for method in (await app.http.request("TRACE", path)).headers["Allow"].split(", ")
        if method != "HEAD"
    }
    assert served == described == {(route.method, route.path) for route in ROUTES}


async def test_answers_meet_the_description(app: App) -> None:
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
