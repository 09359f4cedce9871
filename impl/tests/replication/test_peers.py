from __future__ import annotations

import asyncio
from http import HTTPStatus
from itertools import count
from random import Random
from typing import TYPE_CHECKING

import pytest

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed import anti_entropy
from antichain.impl.feed.errors import Away, DiskFull
from antichain.impl.replication import peer as asking
from antichain.impl.replication.metrics import Metrics
from antichain.impl.replication.peer import GATHER, LONGEST, Peer
from antichain.impl.replication.peer_set import Peers

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import App

    from antichain.impl.feed.replica import Replica
from tests.replication.linking import SECRET, Wire, linked, until

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


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
    peer = Peer(wire, apps("S1").replica, Metrics(), lambda: None, random=Random(1), rest=pauses, clock=lambda: 0)  # noqa: S311 — reproducible, not secret
    return peer, wire


async def test_absent_peer_is_asked_with_growing_delays(pair: tuple[Peer, Wire], pauses: Pauses) -> None:
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


async def test_asking_peer_is_asked_at_once(apps: Callable[..., App]) -> None:
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


async def test_state_of_a_peer_is_reported(pair: tuple[Peer, Wire]) -> None:
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


async def test_sync_asks_for_all_pages(pair: tuple[Peer, Wire], monkeypatch: pytest.MonkeyPatch) -> None:
    peer, wire = pair
    posts = [wire.replica.post("A", str(n) * 1000) for n in range(9)]
    last = posts[-1].result()
    ask = peer._replica.ask  # noqa: SLF001 — of this test
    monkeypatch.setattr(peer._replica, "ask", lambda: ask(2_500))  # noqa: SLF001 — the answer is replaced inside
    peer.start()
    await until(lambda: peer._replica.has(last))  # noqa: SLF001 — read where it arrives
    await peer.stop()
    assert wire.asked.count("/peer/answer") == 5


async def test_cut_link_carries_no_request(pair: tuple[Peer, Wire]) -> None:
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
async def test_peer_with_malformed_answers_is_away(pair: tuple[Peer, Wire], pauses: Pauses, says: bytes) -> None:
    peer, wire = pair
    wire.says = says
    peer.start()
    await until(lambda: len(pauses) > 3)
    assert peer.seen().state == "away"
    assert pauses[3] > 0.1
    wire.says = None
    await until(lambda: peer.seen().state == "in touch")
    await peer.stop()


async def test_peer_with_empty_promises_is_asked_with_growing_delays(pair: tuple[Peer, Wire], pauses: Pauses) -> None:
    peer, wire = pair
    wire.says = anti_entropy.answer_of(Clock({"S9~9f": 9}), [], more=True)
    peer.start()
    await until(lambda: len(pauses) > 5)
    await peer.stop()
    assert pauses[5] > 0.5
    assert set(wire.asked) == {"/peer/answer"}


async def test_peer_that_does_not_wait_is_asked_with_growing_delays(pair: tuple[Peer, Wire], pauses: Pauses) -> None:
    peer, wire = pair
    wire.news.set()
    peer.start()
    await until(lambda: len(pauses) > 5)
    assert pauses[5] > 0.5
    assert peer.seen().state == "in touch"
    dot = wire.replica.post("A", "x").result()
    await until(lambda: peer._replica.has(dot))  # noqa: SLF001 — of this test
    await until(lambda: GATHER in pauses)
    await peer.stop()


async def test_peer_without_news_after_a_wait_is_asked_again_at_once(apps: Callable[..., App], pauses: Pauses) -> None:
    wire = Wire(apps("S2").replica)
    hours = (3600.0 * n for n in count())
    peer = Peer(wire, apps("S1").replica, Metrics(), lambda: None, rest=pauses, clock=lambda: next(hours))
    wire.news.set()
    peer.start()
    await until(lambda: len(pauses) > 5)
    await peer.stop()
    assert set(pauses) == {GATHER}


async def test_reason_of_an_absent_peer_is_logged_once_per_change(
    pair: tuple[Peer, Wire], pauses: Pauses, caplog: pytest.LogCaptureFixture
) -> None:
    peer, wire = pair
    wire.away = 4
    wire.says = b'{"protocol":2}'
    peer.start()
    await until(lambda: len(pauses) > 8)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "cannot sync with http://peer: absent"),
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


async def test_wrong_secret_is_logged_on_one_line(apps: Callable[..., App], caplog: pytest.LogCaptureFixture) -> None:
    one, two = apps("S1", secret=SECRET), apps("S2", secret=SECRET)
    peer = linked(two, one, SECRET + b"!")
    peer.start()
    await until(lambda: peer.seen().trouble)
    await peer.stop()
    assert "the message is not signed with the shared secret" in caplog.records[0].getMessage()
    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_text_of_a_peer_adds_no_line_to_the_log(pair: tuple[Peer, Wire], monkeypatch: pytest.MonkeyPatch) -> None:
    async def lie(*_: object) -> tuple[str, bytes]:
        message = "x\n\x1b[2J\ud800" + "y" * 1000
        raise Away(message)

    peer, wire = pair
    monkeypatch.setattr(wire, "ask", lie)
    peer.start()
    await until(lambda: peer.seen().trouble)
    assert peer.seen().trouble == "x��[2J�" + "y" * (asking.REASON - 7)
    await peer.stop()


async def test_full_disk_is_unhealthy_even_if_a_like_fits(apps: Callable[..., App]) -> None:
    one, two = apps("S1"), apps("S3", peers=("http://127.0.0.1:9",))
    post = await two.post()
    (peer,) = two.service.peers._peers.values()  # noqa: SLF001 — whose link is replaced
    peer._link = Wire(one.replica)  # noqa: SLF001 — the test stands in for what the object holds
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
async def test_refused_update_is_asked_for_again(
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
    await until(lambda: peer._replica.has(dot))  # noqa: SLF001 — the test stands in for what the object holds
    await peer.stop()
