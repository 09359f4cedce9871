"""A page of a stranger can neither read a server nor write to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import App

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8001", "a.localhost", "127.0.0.1:80", "[::1]:80", "10.0.0.7"])
async def test_host_loopback_or_address_is_served(app: App, host: str) -> None:
    assert (await app.http.get("/api/state", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8001",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "x y",
        "a" * 300 + ".localhost",
    ],
    ids=lambda host: host[:30],
)
@pytest.mark.parametrize("path", ["GET /api/state", "GET /", "POST /peer/export", "POST /api/posts", "GET /health"])
async def test_host_foreign_is_misdirected(app: App, host: str, path: str) -> None:
    answer = await app.http.request(*path.split(), headers={"Host": host, "Antichain-Protocol": "1"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (421, "misdirected")


async def test_host_allowed_or_token_given_is_served(apps: Callable[..., App]) -> None:
    named, guarded = apps(allowed_hosts=("Feed.Example",)), apps(tokens=frozenset({"t" * 20}))
    assert (await named.http.get("/api/state", headers={"Host": "feed.example:80"})).status_code == 200
    assert (await named.http.get("/api/state", headers={"Host": "evil.example"})).status_code == 421
    assert (await guarded.http.get("/api/state", headers={"Host": "evil.example"})).status_code == 401


async def test_host_of_signed_peers_is_served(apps: Callable[..., App]) -> None:
    app = apps(secret=b"s" * 16)
    foreign = {"Host": "s1.example"}
    answer = await app.http.post("/peer/answer", headers={**foreign, "Antichain-Protocol": "1"})
    assert answer.status_code == 401  # the signature is asked for
    assert (await app.http.get("/api/state", headers=foreign)).status_code == 421


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},  # another port of this machine
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:9"},
]


@pytest.mark.parametrize("headers", FOREIGN)
async def test_write_of_a_foreign_page_is_refused(app: App, headers: dict[str, str]) -> None:
    post = await app.post()
    answer = await app.http.post(f"{post}/likes", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "foreign-origin")
    assert await app.likes(post) == 0


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}])
async def test_write_of_a_program_or_own_page_counts(app: App, headers: dict[str, str]) -> None:
    post = await app.post()
    assert (await app.http.post(f"{post}/likes", headers=headers)).status_code == 201
    assert await app.likes(post) == 1
