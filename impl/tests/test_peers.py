from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from itertools import count
from random import Random
from typing import TYPE_CHECKING

import httpx2
import pytest

from antichain.impl import peer as asking
from antichain.impl import sync
from antichain.impl.clock import Clock
from antichain.impl.dots import Dot
from antichain.impl.failures import Away, DiskFull
from antichain.impl.link import Link
from antichain.impl.metrics import Metrics
from antichain.impl.peer import GATHER, LONGEST, Peer
from antichain.impl.peers import Peers
from antichain.impl.settings import Limits, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import App

    from antichain.impl.replica import Replica

pytestmark = pytest.mark.anyio

SECRET = b"a secret of sixteen bytes or more"


async def until(ready: Callable[[], object]) -> None:
    """Let others go on until that is so."""
    async with asyncio.timeout(10):
        while not ready():  # noqa: ASYNC110 — what is waited for tells nobody
            await asyncio.sleep(0.001)


class Wire:
    """A peer without a network, which can be away, and can lie."""

    url = "http://peer"

    def __init__(self, replica: Replica) -> None:
        self.replica = replica
        self.away = 0
        """So many questions more will not be answered."""
        self.asked: list[str] = []
        self.says: bytes | None = None
        self.news = asyncio.Event()
        self.lively = False
        """Whether there is something new whenever it is asked for news."""

    async def ask(self, target: str, body: bytes, seconds: float) -> tuple[str, bytes]:
        self.asked.append(target)
        assert seconds > 0
        if self.away:
            self.away -= 1
            message = "nobody"
            raise Away(message)
        if self.says is not None:
            return "S2", self.says
        if target == "/peer/answer":
            return "S2", self.replica.answer(body)
        if self.lively:
            self.replica.post("A", "x").result()
        else:
            await self.news.wait()
        return "S2", sync.answer_of(self.replica.have, [], more=False)


class Pauses(list[float]):
    """A clock that goes by itself: no pause takes time, and each is written down."""

    async def __call__(self, woken: asyncio.Event, seconds: float) -> None:
        self.append(seconds)
        await asyncio.sleep(0)
        woken.clear()


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def pair(apps: Callable[..., App], pauses: Pauses) -> tuple[Peer, Wire]:
    wire = Wire(apps("S2").replica)
    peer = Peer(wire, apps("S1").replica, Metrics(), lambda: None, random=Random(1), rest=pauses, clock=lambda: 0)  # noqa: S311
    return peer, wire


async def test_a_peer_that_is_away_is_asked_ever_more_patiently_and_then_at_once(
    pair: tuple[Peer, Wire], pauses: Pauses
) -> None:
    peer, wire = pair
    wire.away = 12
    peer.start()
    await until(lambda: peer.seen().state == "in touch")
    assert len(pauses) == 12
    bounds = [min(0.05 * 2**n, LONGEST) for n in range(12)]
    assert all(bound / 2 <= pause <= bound for pause, bound in zip(pauses, bounds, strict=True))
    assert pauses != bounds
    wire.lively = True
    wire.replica.post("A", "x").result()
    wire.news.set()
    await until(lambda: len(pauses) > 15)
    assert set(pauses[12:]) == {GATHER}
    wire.away = 1
    await until(lambda: not wire.away and pauses[-1] == GATHER)
    await peer.stop()
    (again,) = [pause for pause in pauses[12:] if pause != GATHER]
    assert again <= bounds[0]


async def test_a_peer_that_asks_us_is_asked_at_once(apps: Callable[..., App]) -> None:
    woken = asyncio.Event()

    async def long(event: asyncio.Event, _: float) -> None:
        woken.set()
        await event.wait()
        event.clear()

    wire = Wire(apps("S2").replica)
    peer = Peer(wire, apps("S1").replica, Metrics(), lambda: None, rest=long)
    wire.away = 1
    peer.start()
    await woken.wait()
    assert peer.seen().state == "away"
    Peers([peer]).heard("S2", Clock())
    await until(lambda: peer.seen().state == "in touch")
    await peer.stop()


async def test_what_is_known_of_a_peer_is_told(pair: tuple[Peer, Wire]) -> None:
    peer, wire = pair
    mine: Replica = peer._replica  # noqa: SLF001 — of this test
    assert (peer.seen().state, peer.seen().name, peer.seen().seen) == ("away", None, None)
    theirs = wire.replica.post("A", "theirs").result()
    peer.start()
    await until(lambda: mine.has(theirs) and peer.seen().state == "in touch")
    mine.post("A", "mine").result()
    seen = peer.seen()
    assert (seen.state, seen.name, seen.behind, seen.ahead) == ("in touch", "S2", 0, 1)
    assert seen.seen is not None
    peer.heard(Clock({**mine.have.entries(), "S3~9f": 5}))
    assert (peer.seen().behind, peer.seen().ahead) == (5, 0)
    peer.heard(Clock())  # it lost its disk
    assert (peer.seen().behind, peer.seen().ahead) == (0, 2)
    await peer.stop()
    assert peer.seen().state == "away"


async def test_all_pages_are_asked_for(pair: tuple[Peer, Wire], monkeypatch: pytest.MonkeyPatch) -> None:
    peer, wire = pair
    posts = [wire.replica.post("A", str(n) * 1000) for n in range(9)]
    last = posts[-1].result()
    ask = peer._replica.ask  # noqa: SLF001 — of this test
    monkeypatch.setattr(peer._replica, "ask", lambda: ask(2_500))  # noqa: SLF001
    peer.start()
    await until(lambda: peer._replica.has(last))  # noqa: SLF001
    await peer.stop()
    assert wire.asked.count("/peer/answer") == 5


async def test_over_a_cut_link_nobody_asks(pair: tuple[Peer, Wire]) -> None:
    peer, wire = pair
    links = Peers([peer])
    links.start()
    await until(lambda: peer.seen().state == "in touch")
    await links.set_cut("http://peer/", cut=True)
    asked = len(wire.asked)
    wire.news.set()
    dot = wire.replica.post("A", "x").result()
    links.start()
    await asyncio.sleep(0.01)
    assert (len(wire.asked), peer.seen().state, links.is_cut("S2"), links.is_cut("S3")) == (asked, "cut", True, False)
    await links.set_cut("http://peer", cut=False)
    await until(lambda: peer._replica.has(dot))  # noqa: SLF001 — of this test
    await links.stop()


@pytest.mark.parametrize(
    "says", [b"", b"\xff", b"{}", b'{"protocol":2,"have":{},"updates":[],"more":false}', b"[" * 100_000]
)
async def test_a_peer_that_answers_nonsense_is_away(pair: tuple[Peer, Wire], pauses: Pauses, says: bytes) -> None:
    peer, wire = pair
    wire.says = says
    peer.start()
    await until(lambda: len(pauses) > 3)
    assert peer.seen().state == "away"
    assert pauses[3] > 0.1
    wire.says = None
    await until(lambda: peer.seen().state == "in touch")
    await peer.stop()


async def test_a_peer_that_promises_what_it_does_not_give_is_asked_patiently(
    pair: tuple[Peer, Wire], pauses: Pauses
) -> None:
    peer, wire = pair
    wire.says = sync.answer_of(Clock({"S9~9f": 9}), [], more=True)
    peer.start()
    await until(lambda: len(pauses) > 5)
    await peer.stop()
    assert pauses[5] > 0.5
    assert set(wire.asked) == {"/peer/answer"}


async def test_a_peer_that_has_no_news_and_does_not_wait_is_asked_patiently(
    pair: tuple[Peer, Wire], pauses: Pauses
) -> None:
    peer, wire = pair
    wire.news.set()
    peer.start()
    await until(lambda: len(pauses) > 5)
    assert pauses[5] > 0.5
    assert peer.seen().state == "in touch"
    dot = wire.replica.post("A", "x").result()
    await until(lambda: peer._replica.has(dot))  # noqa: SLF001 — of this test
    assert GATHER in pauses
    await peer.stop()


async def test_a_peer_that_waited_and_has_no_news_is_asked_again_at_once(
    apps: Callable[..., App], pauses: Pauses
) -> None:
    wire = Wire(apps("S2").replica)
    hours = (3600.0 * n for n in count())
    peer = Peer(wire, apps("S1").replica, Metrics(), lambda: None, rest=pauses, clock=lambda: next(hours))
    wire.news.set()
    peer.start()
    await until(lambda: len(pauses) > 5)
    await peer.stop()
    assert set(pauses) == {GATHER}


async def test_why_a_peer_is_away_is_told_once_and_again_when_it_changes(
    pair: tuple[Peer, Wire], pauses: Pauses, caplog: pytest.LogCaptureFixture
) -> None:
    peer, wire = pair
    wire.away = 4
    wire.says = b'{"protocol":2}'
    peer.start()
    await until(lambda: len(pauses) > 8)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "cannot sync with http://peer: nobody"),
        (
            "WARNING",
            "cannot sync with http://peer: the peer speaks protocol 2 and this program 1; upgrade the older one",
        ),
    ]
    assert peer.seen().trouble == "the peer speaks protocol 2 and this program 1; upgrade the older one"
    wire.says = None
    await until(lambda: peer.seen().state == "in touch")
    assert peer.seen().trouble is None
    await peer.stop()


async def test_a_wrong_secret_is_told_on_one_line(apps: Callable[..., App], caplog: pytest.LogCaptureFixture) -> None:
    one, two = apps("S1", secret=SECRET), apps("S2", secret=SECRET)
    peer = linked(two, one, SECRET + b"!")
    peer.start()
    await until(lambda: peer.seen().trouble)
    await peer.stop()
    assert "the message is not signed with the shared secret" in caplog.records[0].getMessage()
    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_no_peer_writes_lines_of_its_own_into_the_log(
    pair: tuple[Peer, Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lie(*_: object) -> tuple[str, bytes]:
        message = "x\n\x1b[2J\ud800" + "y" * 1000
        raise Away(message)

    peer, wire = pair
    monkeypatch.setattr(wire, "ask", lie)
    peer.start()
    await until(lambda: peer.seen().trouble)
    assert peer.seen().trouble == "x��[2J�" + "y" * (asking.REASON - 7)
    await peer.stop()


async def test_what_a_full_disk_keeps_out_is_not_well_because_a_like_fits(apps: Callable[..., App]) -> None:
    one, two = apps("S1"), apps("S2", peers=("http://127.0.0.1:9",))
    post = await two.post()
    (peer,) = two.service.peers._peers.values()  # noqa: SLF001 — whose link is replaced
    peer._link = Wire(one.replica)  # noqa: SLF001
    await one.http.post("/api/posts", json={"author": "A", "text": "x"})

    def refuse(_: bytes) -> None:
        message = "no space"
        raise DiskFull(message)

    with pytest.MonkeyPatch.context() as full:
        full.setattr(two.replica, "receive", refuse)
        peer.start()
        await until(lambda: peer.failure)
        assert (await two.http.post(f"{post}/likes")).status_code == HTTPStatus.CREATED
        sick = await two.http.get("/health")
        assert (sick.status_code, sick.json()["error"]["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "disk-full")
    await until(lambda: two.replica.have.total == 3)
    await until(lambda: not peer.failure)
    assert (await two.http.get("/health")).status_code == HTTPStatus.OK


@pytest.mark.parametrize("error", [DiskFull("no space"), RuntimeError("a mistake of ours")], ids=repr)
async def test_what_cannot_be_taken_in_now_is_asked_for_again(
    pair: tuple[Peer, Wire],
    pauses: Pauses,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    peer, wire = pair
    dot = wire.replica.post("A", "x").result()

    def refuse(_: bytes) -> None:
        raise error

    with monkeypatch.context() as full:
        full.setattr(peer._replica, "receive", refuse)  # noqa: SLF001 — of this test
        peer.start()
        await until(lambda: len(pauses) > 5)
    assert pauses[5] > 0.5
    assert ("Traceback" in caplog.text) == isinstance(error, RuntimeError)
    await until(lambda: peer._replica.has(dot))  # noqa: SLF001
    await peer.stop()


def linked(asking: App, asked: App, secret: bytes | None = SECRET, wait: float = 25.0) -> Peer:
    """Return the peer by which one server asks another, over HTTP without a network."""
    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(asked.asgi))
    link = Link("http://server", Settings(name=asking.service.settings.name, secret=secret), client)
    return Peer(link, asking.replica, asking.service.metrics, asking.service.news.tell, wait=wait)


async def test_news_travel_at_once_and_carry_nothing_twice(apps: Callable[..., App]) -> None:
    one, two = apps("S1", secret=SECRET), apps("S2", secret=SECRET)
    peer = linked(two, one)
    peer.start()
    await until(lambda: peer.seen().state == "in touch")
    for n in range(5):
        post = await one.post(str(n))
        await until(partial(two.replica.has, Dot.parse(post.removeprefix("/api/posts/"))))
    await peer.stop()
    text = (await two.http.get("/metrics")).text
    assert "antichain_feed_synced_updates_total 5.0" in text
    assert "antichain_feed_repeated_updates_total 0.0" in text


async def test_a_peer_waits_for_news_until_there_are_some_or_time_is_up(app: App) -> None:
    headers = {"Antichain-Protocol": "1"}
    ask = app.replica.ask()
    tired = await app.http.post("/peer/news?wait=0.01", content=ask, headers=headers)
    assert sync.decode_answer(tired.content) == (Clock(), [], False)
    waiting = asyncio.create_task(app.http.post("/peer/news?wait=20", content=ask, headers=headers))
    await until(lambda: app.service._busy)  # noqa: SLF001 — it waits
    assert (await app.http.get("/health")).status_code == 200
    assert not waiting.done()
    await app.post()
    assert sync.decode_answer((await waiting).content) == (app.replica.have, [], True)


async def test_another_secret_is_never_in_touch(apps: Callable[..., App], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FIRST", 0.001)
    one, two = apps("S1", secret=SECRET), apps("S2", secret=SECRET)
    await one.post()
    peer = linked(two, one, SECRET + b"!")
    peer.start()
    with suppress(TimeoutError):
        async with asyncio.timeout(0.1):
            await until(lambda: peer.seen().seen)
    await peer.stop()
    assert peer.seen().state == "away"
    assert two.replica.have == Clock()


async def test_a_cut_link_is_cut_in_both_directions(apps: Callable[..., App]) -> None:
    one = apps("S1", demo=True, peers=("http://127.0.0.1:9",))
    two = apps("S2")
    peer = linked(two, one, None)
    (back,) = one.service.peers._peers.values()  # noqa: SLF001 — it learns the name only from an answer
    back.name = "S2"
    peer.start()
    await until(lambda: peer.seen().state == "in touch")
    headers = {"Antichain-Protocol": "1", "Antichain-From": "S2"}
    waiting = asyncio.create_task(one.http.post("/peer/news?wait=20", content=two.replica.ask(), headers=headers))
    await until(lambda: one.service._busy == 2)  # noqa: SLF001 — that, and the peer
    body = {"peer": "http://127.0.0.1:9", "cut": True}
    assert (await one.http.post("/api/links", json=body)).json()["peers"][0]["state"] == "cut"
    assert (await waiting).json()["error"]["code"] == "cut"
    await until(lambda: peer.seen().state == "away")
    await one.post()
    assert two.replica.have == Clock()
    await one.http.post("/api/links", json={**body, "cut": False})
    await until(lambda: two.replica.have == one.replica.have)
    await peer.stop()
    unknown = await one.http.post("/api/links", json={"peer": "http://127.0.0.1:8", "cut": True})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (422, "invalid")


async def test_no_client_waits_for_a_peer(apps: Callable[..., App]) -> None:
    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(listen, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    app = apps(peers=(f"http://127.0.0.1:{port}",), limits=Limits(wait=60))
    app.service.start()
    async with asyncio.timeout(5):
        post = await app.post()
        await app.http.post(f"{post}/likes")
        assert await app.likes(post) == 1
        assert (await app.http.get("/api/state")).json()["peers"][0]["state"] == "away"
        await app.service.stop()
    silent.close()
    await silent.wait_closed()


@pytest.mark.parametrize("ticks", range(6))
async def test_a_link_can_be_cut_in_the_moment_in_which_its_peer_wakes(apps: Callable[..., App], ticks: int) -> None:
    replica = apps("S1").replica
    wire = Wire(replica)
    wire.away = 1_000_000
    peer = Peer(wire, replica, Metrics(), lambda: None, random=Random(0))  # noqa: S311
    peer.start()
    await until(lambda: wire.asked)
    peer.wake()
    for _ in range(ticks):
        await asyncio.sleep(0)
    done, _ = await asyncio.wait({asyncio.create_task(peer.set_cut(cut=True))}, timeout=5)
    assert done
