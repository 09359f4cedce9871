from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from random import Random
from typing import TYPE_CHECKING

import pytest

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed import anti_entropy
from antichain.impl.feed.dots import Dot
from antichain.impl.replication import peer as asking
from antichain.impl.replication.metrics import Metrics
from antichain.impl.replication.peer import Peer
from antichain.impl.settings import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2
    from tests.conftest import App

from tests.replication.linking import SECRET, Wire, linked, until

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def test_updates_travel_at_once_and_only_once(apps: Callable[..., App]) -> None:
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


async def test_peer_waits_for_updates_until_the_timeout(app: App) -> None:
    headers = {"Antichain-Protocol": "1"}
    ask = app.replica.ask()
    tired = await app.http.post("/peer/news?wait=0.01", content=ask, headers=headers)
    assert anti_entropy.decode_answer(tired.content) == (Clock(), [], False)
    waiting = asyncio.create_task(app.http.post("/peer/news?wait=20", content=ask, headers=headers))
    await until(lambda: app.service.metrics.busy)
    assert (await app.http.get("/health")).status_code == 200
    assert not waiting.done()
    await app.post()
    assert anti_entropy.decode_answer((await waiting).content) == (app.replica.have, [], True)


async def test_peer_with_another_secret_is_never_in_touch(
    apps: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
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


async def test_cut_link_is_cut_in_both_directions(apps: Callable[..., App]) -> None:
    one = apps("S1", demo=True, peers=("http://127.0.0.1:9",))
    two = apps("S2")
    peer = linked(two, one, None)
    (back,) = one.service.peers._peers.values()  # noqa: SLF001 — it learns the name only from an answer
    back.name = "S2"
    peer.start()
    await until(lambda: peer.seen().state == "in touch")
    headers = {"Antichain-Protocol": "1", "Antichain-From": "S2"}
    waiting = asyncio.create_task(one.http.post("/peer/news?wait=20", content=two.replica.ask(), headers=headers))
    await until(lambda: one.service.metrics.busy == 2)
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
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "no-such-peer")


async def test_client_does_not_wait_for_a_peer(apps: Callable[..., App]) -> None:
    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handled.append(asyncio.current_task())
        await reader.read()
        writer.close()
        await writer.wait_closed()

    handled: list[asyncio.Task[None] | None] = []

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
    async with asyncio.timeout(5):
        await asyncio.gather(*filter(None, handled))


@pytest.mark.parametrize("ticks", range(6))
async def test_link_can_be_cut_while_its_peer_wakes(apps: Callable[..., App], ticks: int) -> None:
    replica = apps("S1").replica
    wire = Wire(replica)
    wire.away = 1_000_000
    peer = Peer(wire, replica, Metrics(), lambda: None, random=Random(0))  # noqa: S311 — reproducible, not secret
    peer.start()
    await until(lambda: wire.asked)
    peer.wake()
    for _ in range(ticks):
        await asyncio.sleep(0)
    done, _ = await asyncio.wait({asyncio.create_task(peer.set_cut(cut=True))}, timeout=5)
    assert done


async def test_link_cut_before_the_first_contact_is_cut_both_ways(apps: Callable[..., App]) -> None:
    one = apps(peers=("http://127.0.0.1:9",), demo=True)
    headers, question = {"Antichain-Protocol": "1", "Antichain-From": "S2"}, apps("S2").replica.ask()

    async def answer() -> httpx2.Response:
        return await one.http.post("/peer/answer", headers=headers, content=question)

    assert (await answer()).status_code == 200
    await one.http.post("/api/links", json={"peer": "http://127.0.0.1:9", "cut": True})
    assert (await answer()).json()["error"]["code"] == "cut"
    await one.http.post("/api/links", json={"peer": "http://127.0.0.1:9", "cut": False})
    assert (await answer()).status_code == 200


async def test_peer_of_the_same_name_is_reported(apps: Callable[..., App]) -> None:
    one = apps("S2", peers=("http://127.0.0.1:9",))
    (peer,) = one.service.peers._peers.values()  # noqa: SLF001 — whose link is replaced
    peer._link = Wire(apps("S2").replica)  # noqa: SLF001 — its answers name S2
    await peer._pull()  # noqa: SLF001 — one exchange, without a task
    assert "give each server a separate --name" in str(peer.seen().trouble)


async def test_two_peers_of_one_name_are_reported(apps: Callable[..., App]) -> None:
    one = apps(peers=("http://127.0.0.1:8", "http://127.0.0.1:9"))
    peers = one.service.peers._peers.values()  # noqa: SLF001 — whose names are set
    for peer, name in zip(peers, ("S2", "S3"), strict=True):
        peer.name = name
    assert [seen.trouble for seen in one.service.peers.seen()] == [None, None]
    for peer in peers:
        peer.name = "S2"
    for seen in one.service.peers.seen():
        assert seen.trouble == "another peer has the name 'S2' as well; give each server a separate --name"
