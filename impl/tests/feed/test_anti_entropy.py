import json
from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed import anti_entropy, updates
from antichain.impl.feed.errors import Invalid, Malformed, WrongProtocol
from antichain.impl.feed.replica import Replica
from antichain.impl.feed.storage import apply, queries, schema


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Replica, Replica]]:
    with ExitStack() as stack:
        yield (
            stack.enter_context(Replica(tmp_path / "1.db", "S1")),
            stack.enter_context(Replica(tmp_path / "2.db", "S2")),
        )


def pages_of(source: Replica, asker: Replica, size: int) -> list[bytes]:
    """Return all pages that the asker would get, without its taking any of them in."""
    pages, have = [], asker.have
    while True:
        page = json.dumps({"protocol": 1, "have": have.entries(), "size": size}).encode()
        pages.append(source.answer(page))
        answer = json.loads(pages[-1])
        have = have.merge(Clock({u["origin"]: u["n"] for u in answer["updates"]}))
        if not answer["more"]:
            return pages


def test_answer_carries_only_missing_updates(pair: tuple[Replica, Replica]) -> None:
    one, two = pair
    posts = [one.post("A", f"post {n}").result() for n in range(20)]
    two.pull(one.answer)
    one.like(posts[3]).result()
    answer = json.loads(one.answer(two.ask()))
    assert [(u["n"], u["body"]["type"]) for u in answer["updates"]] == [(21, "like")]
    two.pull(one.answer)
    assert json.loads(one.answer(two.ask()))["updates"] == []


@pytest.mark.parametrize(("rank", "applied"), [(1, 1), (2, 1), (3, 0), (2**62, 0)])
def test_update_of_an_impossible_rank_is_not_applied(pair: tuple[Replica, Replica], rank: int, applied: int) -> None:
    one, _ = pair
    one.post("A", "honest").result()
    post = updates.Update("S9~9f", 1, rank, {}, 0, updates.Post("B", "of that rank"))
    received = one.receive(anti_entropy.answer_of(Clock({"S9~9f": 1}), [updates.encode(post)], more=False)).result()
    assert (received.applied, received.waiting) == (applied, 1 - applied)
    assert len(one.view.posts()) == one.have.total == 1 + applied


@pytest.mark.parametrize("size", [1, 300, 1000])
def test_answer_is_bounded_and_the_next_one_continues(pair: tuple[Replica, Replica], size: int) -> None:
    one, two = pair
    post = one.post("A", "hello").result()
    for _ in range(20):
        one.like(post).result()
    pages = 0
    while (received := two.receive(one.answer(two.ask(size))).result()).applied:
        pages += 1
        assert received.peer == one.have
        if not received.more:
            break
    assert two.have == one.have
    assert pages > 1
    lengths = [sum(len(json.dumps(u)) for u in json.loads(page)["updates"]) for page in pages_of(one, pair[1], size)]
    assert all(length <= max(size * 1.2, 400) for length in lengths)


def test_answer_holds_at_most_the_limit(pair: tuple[Replica, Replica], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anti_entropy, "PAGE_LIMIT", 1000)
    one, two = pair
    for _ in range(20):
        one.post("A", "hello").result()
    answer = json.loads(one.answer(two.ask(10**9)))
    assert answer["more"]
    assert 0 < len(answer["updates"]) < 20


def test_pages_repeated_in_any_order_deliver_every_update(pair: tuple[Replica, Replica]) -> None:
    one, two = pair
    post = one.post("A", "hello").result()
    for _ in range(10):
        one.like(post).result()
    pages = pages_of(one, two, 1)
    assert len(pages) == 11
    for page in pages[:0:-1]:
        received = two.receive(page).result()
        assert received.applied == 0
        assert two.receive(page).result().waiting == received.waiting
    assert two.waiting == 10
    assert two.have == Clock()
    assert two.receive(pages[0]).result().applied == 11
    assert two.waiting == 0
    assert two.view.find(post).likes == 10
    for page in pages:
        assert two.receive(page).result().repeated == 1
    assert two.view.find(post).likes == 10


def test_like_waits_for_the_post_of_a_third_server(pair: tuple[Replica, Replica], tmp_path: Path) -> None:
    one, two = pair
    with Replica(tmp_path / "3.db", "S3") as three:
        post = one.post("A", "hello").result()
        two.pull(one.answer)
        two.like(post).result()
        like_alone = two.export(lacks=one.have)
        assert three.receive(like_alone).result().waiting == 1
        assert three.have == Clock()
        assert three.receive(one.export()).result().applied == 2
        assert three.view.find(post).likes == 1


def test_update_waits_for_all_that_its_origin_knew(pair: tuple[Replica, Replica], tmp_path: Path) -> None:
    one, two = pair
    with Replica(tmp_path / "3.db", "S3") as three:
        one.post("A", "hello").result()
        two.pull(one.answer)
        two.post("B", "I have read that").result()
        assert three.receive(two.export(lacks=one.have)).result().waiting == 1
        assert three.view.posts() == []
        three.pull(one.answer)
        assert [shown.update.origin for shown in three.view.posts()] == [two.origin, one.origin]


def test_update_carries_only_new_entries(pair: tuple[Replica, Replica]) -> None:
    one, two = pair
    one.post("A", "hello").result()
    two.pull(one.answer)
    for _ in range(2):
        two.post("B", "hello").result()
    assert [told.update.heard for told in two.view.recent(2)] == [one.have.entries(), {}]
    one.post("A", "hello").result()
    two.pull(one.answer)
    two.post("B", "hello").result()
    assert two.view.recent(1)[0].update.heard == {one.origin: 2}


def test_waiting_update_survives_a_restart(pair: tuple[Replica, Replica], tmp_path: Path) -> None:
    one, two = pair
    post = one.post("A", "hello").result()
    two.pull(one.answer)
    two.like(post).result()
    with Replica(tmp_path / "3.db", "S3") as three:
        three.receive(two.export(lacks=one.have)).result()
    with Replica(tmp_path / "3.db", "S3") as three:
        assert three.waiting == 1
        three.receive(one.export()).result()
        assert three.view.find(post).likes == 1


def test_update_without_room_to_wait_is_asked_for_again(
    pair: tuple[Replica, Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "WAITING_LIMIT", 3)
    one, two = pair
    post = one.post("A", "hello").result()
    for _ in range(5):
        one.like(post).result()
    received = two.receive(one.export(lacks=Clock({one.origin: 1}))).result()
    assert (received.waiting, received.refused) == (3, 2)
    two.pull(one.answer)
    assert two.have == one.have
    assert two.view.find(post).likes == 5


def test_sync_cost_depends_on_changes_and_not_on_posts(tmp_path: Path) -> None:
    steps = {}
    for posts in (50, 5000):
        with Replica(tmp_path / f"{posts}.db", "S1") as one, Replica(tmp_path / f"{posts}-2.db", "S2") as two:
            wait([one.post("A", "hello") for _ in range(posts)])
            two.pull(one.answer)
            post = one.view.posts(1)[0].update.dot
            wait([one.like(post) for _ in range(20)])
            counted = [0]

            def count(counted: list[int] = counted) -> int:
                counted[0] += 1
                return 0

            with closing(schema.reader(tmp_path / f"{posts}.db")) as db:
                db.set_progress_handler(count, 1)
                page, _ = queries.lacking(db, queries.origins(db), one.have, two.have, None)
            assert len(page) == 20
            steps[posts] = counted[0]
    assert steps[50] == steps[5000] > 0


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"protocol":1}',
        b'{"protocol":"1","have":{},"updates":[],"more":false}',
        b'{"protocol":1,"have":{"S1~a":0},"updates":[],"more":false,"size":1}',
        b'{"protocol":1,"have":{"S1~a":-1},"updates":[],"more":false}',
        b'{"protocol":1,"have":{"S1":1},"updates":[],"more":false}',
        b'{"protocol":1,"have":{"S1~a":9223372036854775808},"updates":[],"more":false}',
        b'{"protocol":1,"have":{},"updates":[{}],"more":false}',
        b'{"protocol":1,"have":{},"updates":[],"more":false,"extra":1}',
    ],
)
def test_malformed_message_is_refused(pair: tuple[Replica, Replica], message: bytes) -> None:
    one, _ = pair
    with pytest.raises(Malformed):
        one.answer(message)
    with pytest.raises(Malformed):
        one.receive(message)


FINE = {"origin": "S9~a", "n": 1, "rank": 1, "heard": {}, "at": 0, "body": {"type": "post", "author": "A", "text": "x"}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"n": 0},
        {"n": 2},
        {"n": 1.5},
        {"rank": -1},
        {"rank": 2**63},
        {"origin": "S9"},
        {"origin": 9},
        {"heard": {"S9~a": 1}},
        {"heard": []},
        {"at": "now"},
        {"body": {"type": "poll"}},
        {"body": {"type": "post", "author": "A"}},
        {"body": {"type": "post", "author": "A", "text": "x" * 10_001}},
        {"body": {"type": "like", "post": ["S9~a", 1], "by": "1"}},
        {"body": {"type": "like", "post": ["S8~a", 1], "by": "0"}},
        {"body": {"type": "like", "post": ["S8~a", 1], "by": "x"}},
        {"body": {"type": "like", "post": ["S8~a", 1], "by": 1}},
        {"body": {"type": "like", "post": ["S8~a"], "by": "1"}},
        {"body": {"type": "like", "post": ["S8~a", 1], "by": "1" * (1 << 20)}},
        {"more": 1},
    ],
)
def test_update_with_one_fault_is_refused_as_a_whole(pair: tuple[Replica, Replica], wrong: dict[str, object]) -> None:
    one, _ = pair

    def message(update: dict[str, object]) -> bytes:
        first = {**FINE, "origin": "S7~a"}
        answer = {"protocol": 1, "have": {"S7~a": 1, "S9~a": 1}, "updates": [first, update], "more": False}
        return json.dumps(answer).encode()

    with pytest.raises(Malformed):
        one.receive(message({**FINE, **wrong}))
    assert one.have == Clock()
    assert one.receive(message(FINE)).result().applied == 2


def test_like_of_a_non_post_is_kept_without_effect(pair: tuple[Replica, Replica]) -> None:
    one, two = pair
    like = {"type": "like", "post": ["S9~a", 2], "by": "1"}
    comment = {"type": "comment", "post": ["S9~a", 1], "author": "A", "text": "x"}
    updates = [FINE, {**FINE, "n": 2, "rank": 2, "body": comment}, {**FINE, "n": 3, "rank": 3, "body": like}]
    one.receive(json.dumps({"protocol": 1, "have": {"S9~a": 3}, "updates": updates, "more": False}).encode()).result()
    assert two.pull(one.answer) == 3
    assert [shown.likes for shown in two.view.posts()] == [0]


def test_peer_of_another_protocol_gets_the_reason(pair: tuple[Replica, Replica]) -> None:
    one, _ = pair
    for ask in (one.answer, one.receive):
        with pytest.raises(WrongProtocol, match="the peer speaks protocol 2 and this program 1; upgrade the older one"):
            ask(b'{"protocol":2,"whatever":true}')


def test_interrupted_sync_continues_at_its_place(pair: tuple[Replica, Replica]) -> None:
    one, two = pair
    for _ in range(30):
        one.post("A", "hello").result()
    lost = [3, 5, 6]
    for number in range(100):
        answer = one.answer(two.ask(500))
        if number not in lost and not two.receive(answer).result().more:
            break
    assert two.have == one.have


def test_waiting_bytes_are_bounded(pair: tuple[Replica, Replica], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "WAITING_BYTES", 2_500)
    one, two = pair
    for _ in range(5):
        one.post("A", "x" * 1_000).result()
    received = two.receive(one.export(lacks=Clock({one.origin: 1}))).result()
    assert (received.waiting, received.refused) == (2, 2)
    two.pull(one.answer)
    assert (two.have, two.waiting) == (one.have, 0)
    assert two.receive(one.export(lacks=Clock({one.origin: 1}))).result().repeated == 4


def lie(origin: str, n: int, **changed: object) -> dict[str, object]:
    body = {"type": "post", "author": "A", "text": "x"}
    return {"origin": origin, "n": n, "rank": n, "heard": {}, "at": 0, "body": body} | changed


def told(*sent: dict[str, object]) -> bytes:
    have: dict[str, int] = {}
    for update in sent:
        have[str(update["origin"])] = max(have.get(str(update["origin"]), 0), int(str(update["n"])))
    return json.dumps({"protocol": 1, "have": have, "updates": sent, "more": False}).encode()


def test_amount_beyond_the_limit_is_malformed(pair: tuple[Replica, Replica]) -> None:
    body = {"type": "like", "post": ["S9~a", 1], "by": "1" * (updates.AMOUNT_LIMIT + 1)}
    with pytest.raises(Malformed):
        pair[0].receive(told(lie("S9~a", 2, body=body)))
    with pytest.raises(Invalid):
        pair[0].like(pair[0].post("A", "hello").result(), 16 ** (updates.AMOUNT_LIMIT + 1))


def test_time_beyond_the_limit_is_malformed(pair: tuple[Replica, Replica]) -> None:
    with pytest.raises(Malformed):
        pair[0].receive(told(lie("S9~a", 1, at=9 * 10**15)))


def test_update_that_unblocks_none_reads_no_waiting_update(
    pair: tuple[Replica, Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    assert two.receive(told(*(lie(f"S9~{n:x}", 2) for n in range(500)))).result().waiting == 500
    seen: list[object] = []
    decode = updates.decode

    def counted(data: bytes) -> updates.Update:
        seen.append(data)
        return decode(data)

    monkeypatch.setattr(updates, "decode", counted)
    one.post("A", "hello").result()
    page = one.export()
    seen.clear()
    assert two.receive(page).result().applied == 1
    assert len(seen) == 1  # the update itself, as it arrived


def test_waiting_chain_is_delivered_at_once(pair: tuple[Replica, Replica]) -> None:
    one, two = pair
    assert one.receive(told(*(lie("S9~a", n) for n in range(3, 9)))).result().waiting == 6
    assert one.receive(told(lie("S9~b", 1, rank=9, heard={"S9~a": 8}))).result().waiting == 7
    assert one.receive(told(lie("S9~a", 2))).result().applied == 0
    assert one.receive(told(lie("S9~a", 1))).result().applied == 9
    assert one.have["S9~b"] == 1
    assert two.pull(one.answer) == 9
