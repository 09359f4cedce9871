from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed import updates
from antichain.impl.feed.dots import Dot, behind, by_site
from antichain.impl.feed.errors import Invalid, KeyReused, NoSuchPost
from antichain.impl.feed.replica import Replica
from antichain.impl.feed.storage import rows

WORD = "word"


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Replica]:
    with Replica(tmp_path / "1.db", "S1", now=lambda: 7) as replica:
        yield replica


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Replica]:
    with Replica(tmp_path / "2.db", "S2") as replica:
        yield replica


def both_ways(x: Replica, y: Replica) -> None:
    x.pull(y.answer)
    y.pull(x.answer)


def test_article_history_reads_two_and_then_three(one: Replica, two: Replica) -> None:
    post = one.post("A", "hello").result()
    both_ways(one, two)
    start = by_site(one.have)
    one.like(post).result()
    two.like(post).result()
    assert one.have.compare(two.have) == "concurrent"
    both_ways(one, two)
    assert [one.view.find(post).likes, two.view.find(post).likes] == [2, 2]
    assert by_site(one.have) == by_site(two.have) == {"S1": start["S1"] + 1, "S2": 1}
    one.like(post).result()
    two.like(post).result()
    two.pull(one.answer)
    assert two.view.find(post).likes == 4
    assert two.view.entries(post) == {"S1": (2, 0), "S2": (2, 0)}


def test_second_round_after_a_sync_reads_three(one: Replica, two: Replica) -> None:
    post = one.post("A", "hello").result()
    one.like(post).result()
    two.pull(one.answer)
    one.like(post).result()
    two.like(post).result()
    two.pull(one.answer)
    assert two.view.find(post).likes == 3


def test_unlike_subtracts_and_may_read_below_zero(one: Replica, two: Replica) -> None:
    post = one.post("A", "hello").result()
    one.like(post).result()
    two.pull(one.answer)
    one.unlike(post).result()
    two.unlike(post).result()
    both_ways(one, two)
    assert [one.view.find(post).likes, two.view.find(post).likes] == [-1, -1]
    assert one.view.entries(post) == {"S1": (1, 1), "S2": (0, 1)}


@pytest.mark.parametrize("by", [1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64 + 1, 3**9000])
def test_amount_of_any_size_is_exact(one: Replica, two: Replica, by: int) -> None:
    post = one.post("A", "hello").result()
    one.like(post, by).result()
    one.like(post, by).result()
    one.unlike(post, by + 1).result()
    two.pull(one.answer)
    assert two.view.find(post).likes == by - 1
    assert two.view.entries(post) == {"S1": (2 * by, by + 1)}


@pytest.mark.parametrize("by", [0, -1, 1.0, 2.5, float("nan"), True, "1", None])
def test_malformed_amount_is_refused(one: Replica, by: object) -> None:
    post = one.post("A", "hello").result()
    before = one.have
    with pytest.raises(Invalid, match="is not a number of likes; give a whole number of at least 1"):
        one.like(post, by)  # type: ignore[arg-type]
    assert one.have == before


@pytest.mark.parametrize("text", ["", "x" * (updates.TEXT_LIMIT + 1), "\ud800", 7, None, b"bytes"])
def test_malformed_text_is_refused(one: Replica, text: object) -> None:
    post = one.post("A", "hello").result()
    with pytest.raises(Invalid):
        one.post("A", text)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        one.comment(post, "A", text)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        one.post(text, "x" * 10)  # type: ignore[arg-type]
    assert one.have.total == 1


def test_hostile_names_and_texts_are_read_back_unchanged(tmp_path: Path) -> None:
    hostile = ["", "__proto__", "a~b", "S1:2", "nul\0", "é", "e\u0301", "😀" * 200]
    posts = {}
    with Replica(tmp_path / "all.db", "reader") as reader:
        for number, site in enumerate(hostile):
            with Replica(tmp_path / f"{number}.db", site) as writer:
                posts[site] = writer.post(site or "blank", f"by {site}").result()
                assert Dot.parse(str(posts[site])) == posts[site]
                reader.pull(writer.answer)
        assert by_site(reader.have) == dict.fromkeys(hostile, 1)
        for site, post in posts.items():
            assert reader.view.find(post).update.body == updates.Post(site or "blank", f"by {site}")


def test_update_of_an_unknown_post_is_refused(one: Replica) -> None:
    like = one.like(one.post("A", "hello").result()).result()
    for absent in (Dot("S9~x", 1), like):
        with pytest.raises(NoSuchPost):
            one.like(absent).result()
        with pytest.raises(NoSuchPost):
            one.view.comments(absent)
    assert one.have.total == 2


def test_comments_have_one_causal_order_on_all_servers(one: Replica, two: Replica) -> None:
    two.post("B", "so that the two number their origins differently").result()
    post = one.post("A", "hello").result()
    both_ways(one, two)
    for _ in range(3):
        one.comment(post, "A", "ask").result()
        two.comment(post, "B", "meanwhile").result()
        two.pull(one.answer)
        two.comment(post, "B", "answer").result()
        one.pull(two.answer)
    both_ways(one, two)
    shown = one.view.comments(post, limit=100)
    assert shown == two.view.comments(post, limit=100)
    clocks = {told.update.dot: Clock(told.clock) for told in one.view.explain(post).updates}
    assert not [
        (x.dot, y.dot) for x, y in combinations(shown, 2) if clocks[y.dot].compare(clocks[x.dot]) in {"before", "equal"}
    ]
    first = one.view.comments(post, limit=4)
    assert first + one.view.comments(post, limit=100, after=updates.place(first[-1])) == shown


def test_posts_are_paged_latest_first(one: Replica, two: Replica) -> None:
    for _ in range(4):
        one.post("A", "here").result()
        two.post("B", "there").result()
    both_ways(one, two)
    every = one.view.posts(limit=100)
    assert len(every) == 8
    assert every == two.view.posts(limit=100)
    paged, place = [], None
    while page := one.view.posts(3, place):
        paged += page
        place = updates.place(page[-1].update)
    assert paged == every


def test_explain_lists_contributions_and_concurrent_updates(one: Replica, two: Replica) -> None:
    post = one.post("A", "hello").result()
    both_ways(one, two)
    mine, theirs = one.like(post).result(), two.comment(post, "B", "first").result()
    both_ways(one, two)
    later = two.unlike(post, 2).result()
    one.pull(two.answer)
    told = one.view.explain(post)
    assert told == two.view.explain(post)
    assert told.likes == -1
    assert [(c.site, c.likes, c.unlikes, c.comments) for c in told.contributions] == [("S1", 1, 0, 0), ("S2", 0, 2, 1)]
    assert [{*pair} for pair in told.concurrent] == [{mine, theirs}]
    assert {str(u.update.dot): by_site(Clock(u.clock)) for u in told.updates} == {
        str(post): {"S1": 1},
        str(mine): {"S1": 2},
        str(theirs): {"S1": 1, "S2": 1},
        str(later): {"S1": 2, "S2": 2},
    }
    assert [told.update.dot for told in one.view.recent(2)] == [u.update.dot for u in told.updates[-2:]]


def test_repeated_request_counts_once(one: Replica) -> None:
    post = one.post("A", "hello", "k0").result()
    assert one.post("A", "hello", "k0").result() == post
    futures = [one.like(post, key="k1") for _ in range(50)]
    assert len({future.result() for future in futures}) == 1
    assert one.view.find(post).likes == 1
    assert one.have.total == 2


def test_key_of_another_request_is_refused(one: Replica) -> None:
    post = one.post("A", "hello").result()
    one.like(post, key="k").result()
    for other in (one.like(post, 2, key="k"), one.unlike(post, key="k")):
        with pytest.raises(KeyReused, match="key 'k' was used for another request"):
            other.result()
    assert one.view.find(post).likes == 1


def test_key_is_remembered_across_a_restart(tmp_path: Path) -> None:
    with Replica(tmp_path / "x.db", "S1") as replica:
        post = replica.post("A", "hello").result()
        like = replica.like(post, key="k").result()
    with Replica(tmp_path / "x.db", "S1") as replica:
        assert replica.like(post, key="k").result() == like
        assert replica.view.find(post).likes == 1


def test_refused_request_may_be_repeated_with_its_key(one: Replica) -> None:
    post = one.post("A", "hello").result()
    with pytest.raises(NoSuchPost):
        one.like(Dot("S9~x", 1), key="k").result()
    one.like(post, key="k").result()
    assert one.view.find(post).likes == 1


def test_old_keys_are_forgotten(one: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "KEYS_KEPT", 2)
    post = one.post("A", "hello").result()
    for key in ("k1", "k2", "k3", "k3", "k2", "k1"):
        one.like(post, key=key).result()
    assert one.view.find(post).likes == 4


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb", "\ud800", 7])
def test_malformed_key_is_refused(one: Replica, key: object) -> None:
    with pytest.raises(Invalid, match="use 1 to 200 printable characters"):
        one.post("A", "hello", key)  # type: ignore[arg-type]


def test_update_time_is_that_of_its_origin_and_never_orders(one: Replica) -> None:
    posts = [one.post("A", WORD).result() for _ in range(3)]
    assert [shown.update.at for shown in one.view.posts()] == [7, 7, 7]
    assert [shown.update.dot for shown in one.view.posts()] == posts[::-1]


def test_behind_counts_the_missing_updates(one: Replica, two: Replica) -> None:
    one.post("A", "hello").result()
    two.post("B", "hello").result()
    assert behind(one.have, two.have) == behind(two.have, one.have) == 1
    both_ways(one, two)
    assert behind(one.have, two.have) == 0
