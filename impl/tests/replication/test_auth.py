from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx2
import pytest

from antichain.impl.feed import anti_entropy
from antichain.impl.feed.errors import Away, Unauthentic
from antichain.impl.replication import auth
from antichain.impl.replication.auth import Doorkeeper, Message, sign, sign_answer, verify_answer
from antichain.impl.replication.link import Link
from antichain.impl.settings import Limits, Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.conftest import App

pytestmark = pytest.mark.slow

SECRET = b"a secret of sixteen bytes or more"
REQUEST = Message("S2", "POST /peer/answer", b"body")
OTHERS = [
    Message("S3", "POST /peer/answer", b"body"),
    Message("S2", "PUT /peer/answer", b"body"),
    Message("S2", "POST /peer/export", b"body"),
    Message("S2", "POST /peer/answer?size=1", b"body"),
    Message("S2", "POST /peer/answer", b"bod"),
    Message("S2", "POST /peer/answer", b"body\n"),
    Message("S2\nPOST /peer/answer", "", b"body"),
    Message("S2", "POST /peer/answer\nbody", b""),
]


def at(seconds: float) -> Callable[[], float]:
    return lambda: seconds


def test_signed_message_is_admitted_once() -> None:
    header, nonce = sign(SECRET, REQUEST, at(1000))
    door = Doorkeeper(SECRET, 60, 10, at(1000))
    assert door.admit(REQUEST, header) == nonce
    with pytest.raises(Unauthentic, match="taken before"):
        door.admit(REQUEST, header)


@pytest.mark.parametrize("other", OTHERS, ids=repr)
def test_signature_of_one_message_fits_no_other(other: Message) -> None:
    header, _ = sign(SECRET, REQUEST, at(1000))
    with pytest.raises(Unauthentic, match="not signed"):
        Doorkeeper(SECRET, 60, 10, at(1000)).admit(other, header)


@pytest.mark.parametrize("part", [0, 1, 2, 3])
def test_signature_with_a_changed_part_is_refused(part: int) -> None:
    parts = sign(SECRET, REQUEST, at(1000))[0].split(" ")
    parts[part] = parts[part][:-1] + ("0" if parts[part][-1] != "0" else "1")
    with pytest.raises(Unauthentic, match="not signed"):
        Doorkeeper(SECRET, 60, 10, at(1000)).admit(REQUEST, " ".join(parts))


@pytest.mark.parametrize("header", ["", " ", "1 2 3", "x" * 10_000, "1 " + "a" * 32 + " " + "ü" * 64, "١ " + "a" * 32])
def test_header_of_another_form_is_refused(header: str) -> None:
    with pytest.raises(Unauthentic, match="reads wrongly"):
        Doorkeeper(SECRET, 60, 10).admit(REQUEST, header)


def test_another_secret_is_refused() -> None:
    with pytest.raises(Unauthentic, match="not signed"):
        Doorkeeper(SECRET, 60, 10, at(1000)).admit(REQUEST, sign(SECRET + b"!", REQUEST, at(1000))[0])


@pytest.mark.parametrize(("sent", "fits"), [(939.9, False), (940.1, True), (1059.9, True), (1060.1, False)])
def test_message_of_another_time_is_refused(sent: float, fits: bool) -> None:
    door, (header, nonce) = Doorkeeper(SECRET, 60, 10, at(1000)), sign(SECRET, REQUEST, at(sent))
    if fits:
        assert door.admit(REQUEST, header) == nonce
    else:
        with pytest.raises(Unauthentic, match="not of this time"):
            door.admit(REQUEST, header)


def test_nonce_is_forgotten_only_when_its_message_is_stale() -> None:
    clock = [1000.0]
    door = Doorkeeper(SECRET, 60, 10, lambda: clock[0])
    header, _ = sign(SECRET, REQUEST, at(1060))
    door.admit(REQUEST, header)
    for clock[0] in (1059.0, 1060.0, 1119.9, 1121.0, 5000.0):
        with pytest.raises(Unauthentic, match="taken before" if clock[0] < 1120 else "not of this time"):
            door.admit(REQUEST, header)


def test_messages_beyond_the_nonce_limit_are_refused() -> None:
    clock = [1000.0]
    door = Doorkeeper(SECRET, 60, 2, lambda: clock[0])
    for _ in range(2):
        door.admit(REQUEST, sign(SECRET, REQUEST, at(1000))[0])
    with pytest.raises(Unauthentic, match="try again later"):
        door.admit(REQUEST, sign(SECRET, REQUEST, at(1000))[0])
    clock[0] = 1121.0
    door.admit(REQUEST, sign(SECRET, REQUEST, at(1121))[0])


def test_answer_signature_fits_one_request_only() -> None:
    answer = Message("S1", "200", b"answer")
    header = sign_answer(SECRET, "nonce", answer)
    verify_answer(SECRET, "nonce", answer, header)
    for secret, nonce, other in (
        (SECRET, "another", answer),
        (SECRET + b"!", "nonce", answer),
        (SECRET, "nonce", Message("S3", "200", b"answer")),
        (SECRET, "nonce", Message("S1", "500", b"answer")),
        (SECRET, "nonce", Message("S1", "200", b"answer!")),
    ):
        with pytest.raises(Unauthentic):
            verify_answer(secret, nonce, other, header)
    for forged in ("", "ü", header[:-1], sign(SECRET, answer)[0]):
        with pytest.raises(Unauthentic):
            verify_answer(SECRET, "nonce", answer, forged)


ASK = anti_entropy.encode(anti_entropy.Ask(anti_entropy.PROTOCOL, {}))


@pytest.mark.anyio
@pytest.mark.parametrize("route", ["answer", "news", "deliver", "export"])
async def test_peer_is_served_with_the_secret_and_each_message_once(apps: Callable[..., App], route: str) -> None:
    app = apps(secret=SECRET)
    target, body = f"/peer/{route}", app.replica.export() if route == "deliver" else ASK
    headers = {"Antichain-Protocol": "1", "Antichain-From": "S2"}
    wrong, _ = sign(SECRET + b"!", Message("S2", f"POST {target}", body))
    right, nonce = sign(SECRET, Message("S2", f"POST {target}", body))
    for signature, status in ((None, 401), ("", 401), (wrong, 401), (right, 200), (right, 401)):
        signed = headers if signature is None else {**headers, auth.HEADER: signature}
        response = await app.http.post(target, content=body, headers=signed)
        assert response.status_code == status
        if status == HTTPStatus.OK:
            verify_answer(SECRET, nonce, Message("S1", "200", response.content), response.headers[auth.HEADER])
        else:
            assert response.json()["error"]["code"] == "unauthentic"


@pytest.mark.anyio
@pytest.mark.parametrize("signature", [None, "x", sign(SECRET, REQUEST, at(1000))[0]], ids=["none", "no form", "old"])
async def test_unauthentic_message_is_not_read(apps: Callable[..., App], signature: str | None) -> None:
    async def body() -> AsyncIterator[bytes]:
        read.append(b" ")
        yield b" "

    app, read = apps(secret=SECRET), list[bytes]()
    headers = {"Antichain-Protocol": "1"} | ({} if signature is None else {auth.HEADER: signature})
    response = await app.http.post("/peer/deliver", content=body(), headers=headers)
    assert (response.status_code, read) == (HTTPStatus.UNAUTHORIZED, [])


@pytest.mark.anyio
async def test_body_under_a_forged_signature_is_not_read(apps: Callable[..., App]) -> None:
    async def body() -> AsyncIterator[bytes]:
        read.append(b" ")
        yield b" " * 1_000

    app, read = apps(limits=Limits(mail=500), secret=SECRET), list[bytes]()
    forged = sign(SECRET + b"!", Message("S2", "POST /peer/deliver", b" " * 1_000))[0]
    headers = {"Antichain-Protocol": "1", "Antichain-From": "S2", auth.HEADER: forged}
    response = await app.http.post("/peer/deliver", content=body(), headers=headers)
    assert (response.status_code, read) == (HTTPStatus.UNAUTHORIZED, [])


@pytest.mark.anyio
async def test_signed_head_with_another_body_is_refused(apps: Callable[..., App]) -> None:
    app = apps(secret=SECRET)
    signed = sign(SECRET, Message("S2", "POST /peer/deliver", app.replica.export()))[0]
    headers = {"Antichain-Protocol": "1", "Antichain-From": "S2", auth.HEADER: signed}
    response = await app.http.post("/peer/deliver", content=b"{}", headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (HTTPStatus.UNAUTHORIZED, "unauthentic")


@pytest.mark.anyio
async def test_long_message_without_updates_is_refused(apps: Callable[..., App]) -> None:
    app = apps(limits=Limits(question=100))
    for route, status in (("answer", 413), ("news", 413), ("export", 413), ("deliver", 200)):
        body = (app.replica.export() if route == "deliver" else ASK) + b" " * 100
        response = await app.http.post(f"/peer/{route}", content=body, headers={"Antichain-Protocol": "1"})
        assert response.status_code == status


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ("unsigned", "not signed"),
        ("of another request", "not signed"),
        ("of another server", "not signed"),
        ("too long", "more than 1000 bytes"),
        ("an error", "answered 500"),
    ],
)
async def test_answer_without_a_valid_signature_is_refused(apps: Callable[..., App], lie: str, reason: str) -> None:
    app, kept = apps(secret=SECRET), list[httpx2.Response]()

    async def between(request: httpx2.Request) -> httpx2.Response:
        response = await app.http.post(request.url.raw_path.decode(), content=request.content, headers=request.headers)
        headers = dict(response.headers)
        kept.append(response)
        if lie == "unsigned":
            del headers[auth.HEADER.lower()]
        if lie == "of another request":
            headers, response = dict(kept[0].headers), kept[0]
        if lie == "of another server":
            headers["Antichain-From"] = "S3"
        content = response.content + b" " * 2_000 * (lie == "too long")
        return httpx2.Response(500 if lie == "an error" else 200, stream=httpx2.ByteStream(content), headers=headers)

    settings = Settings(name="S2", secret=SECRET, limits=Limits(message=1_000))
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(between)) as client:
        link = Link("http://localhost", settings, client)
        if lie == "of another request":
            await link.ask("/peer/answer", ASK, 1)
        with pytest.raises((Unauthentic, Away), match=reason):
            await link.ask("/peer/answer", ASK, 1)


@pytest.mark.anyio
async def test_answer_that_trickles_in_is_given_up() -> None:
    class Drip(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                yield b" "
                await asyncio.sleep(0.001)

    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, stream=Drip()))
    async with httpx2.AsyncClient(transport=transport) as client, asyncio.timeout(10):
        with pytest.raises(Away, match="TimeoutError"):
            await Link("http://localhost", Settings(name="S2"), client).ask("/peer/answer", ASK, 0.05)


@pytest.mark.anyio
async def test_answer_with_a_valid_signature_is_accepted(apps: Callable[..., App]) -> None:
    app = apps("S/1 ü", secret=SECRET)
    settings = Settings(name="S2", secret=SECRET)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app.asgi)) as client:
        assert await Link("http://localhost", settings, client).ask("/peer/answer", ASK, 1) == (
            "S/1 ü",
            app.replica.answer(ASK),
        )
