"""Trials: the feed as it is comes through, and servers that are broken on purpose turn them red."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed.dots import Dot
from antichain.impl.testing import Plan, Report, run
from antichain.impl.testing.soak_ledger import Fate, Ledger, Outcome, Reading

pytestmark = pytest.mark.slow

BROKEN = Path(__file__).with_name("broken_servers")
POST = Dot("S1~a", 1)


def program(mistake: str) -> tuple[str, ...]:
    return sys.executable, str(BROKEN / f"{mistake}.py"), "antichain.impl.testing.server_process"


def test_soak_with_faults_loses_and_repeats_no_update() -> None:
    report = run(Plan(servers=2, clients=4, seconds=2, seed=3, disks=True))
    assert report.right, report
    assert report.outcome.acknowledged
    assert report.faults["wipe"] + report.faults["restore"]


def test_soak_finds_a_server_that_acknowledges_too_early() -> None:
    hasty = program("acknowledges_before_the_commit")
    assert any(not run(Plan(servers=2, clients=4, kills=2, seed=seed, program=hasty)).right for seed in range(10))


@pytest.mark.thorough
def test_soak_finds_a_server_that_keeps_its_incarnation() -> None:
    mistaken = program("keeps_its_incarnation")
    assert any(not run(Plan(seconds=5, seed=seed, disks=True, program=mistaken)).right for seed in range(1, 7))


def ledger_of(likes: int) -> Ledger:
    ledger = Ledger()
    ledger.acknowledge(ledger.post(0), POST)
    for number in range(likes):
        like = ledger.like(0, Random(number))  # noqa: S311 — no secret
        assert like
        ledger.acknowledge(like, Dot("S1~a", number + 2))
    return ledger


@pytest.mark.parametrize(
    ("read", "wrong"),
    [
        (0x111, {}),
        (0x101, {"lost": 1}),
        (0x121, {"twice": 1}),
        (0x1111, {"invented": 1}),
        (0, {"lost": 3}),
    ],
)
def test_value_of_a_post_shows_which_likes_count(read: int, wrong: dict[str, int]) -> None:
    ledger = ledger_of(3)
    texts = Counter(post.key for post in ledger.posts)
    taken = sum(like.by for like in ledger.posts[0].likes if like.unlike)
    good = Reading(texts, {POST: (0x111 - taken, taken)})
    found = ledger.judge([good, Reading(texts, {POST: (read, 0)})])
    assert found == Outcome(acknowledged=4, **wrong)
    assert found.right == (not wrong)


def test_unanswered_update_counts_on_all_servers_or_none() -> None:
    ledger = ledger_of(1)
    ledger.posts[0].likes[0].fate = Fate.UNKNOWN
    texts = Counter([ledger.posts[0].key])
    there, absent = Reading(texts, {POST: (1, 0)}), Reading(texts, {POST: (0, 0)})
    assert ledger.judge([there, there]).right
    assert ledger.judge([absent, absent]).right
    assert not ledger.judge([there, absent]).right


def test_update_only_on_a_lost_disk_may_be_lost() -> None:
    ledger = ledger_of(2)
    late = ledger.like(0, Random(0))  # noqa: S311 — no secret
    assert late
    ledger.lost(ledger.losing(0), Clock({"S1~a": 2}))
    ledger.acknowledge(late, Dot("S1~a", 4))
    assert [like.fate for like in ledger.posts[0].likes] == [Fate.ACKNOWLEDGED, Fate.UNKNOWN, Fate.UNKNOWN]


def test_soak_report_says_whether_the_ledger_matches() -> None:
    plan = Plan(seed=7)
    good = Report(plan=plan, faults=Counter(kill=2), outcome=Outcome(acknowledged=9), agreed=True, seconds=1.0)
    assert str(good).endswith("the ledger matches")
    assert "seed 7" in str(good)
    assert "kill 2" in str(good)
    bad = Report(plan=plan, faults=Counter(), outcome=Outcome(lost=1), agreed=True, seconds=1.0)
    assert str(bad).endswith("THE LEDGER DOES NOT MATCH")
    apart = Report(plan=plan, faults=Counter(), outcome=Outcome(), agreed=False, seconds=1.0)
    assert not apart.right
