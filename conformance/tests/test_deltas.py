"""Deltas: what a reader must hold, which histories show it, and who is caught by which rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from antichain.conformance.bounds import Bounds
from antichain.conformance.case import Case, play
from antichain.conformance.connection import InProcess
from antichain.conformance.deltas import Regime, regime, regimes
from antichain.conformance.deltas.between import Between, within
from antichain.conformance.deltas.ledger import Ledger
from antichain.conformance.launch import Local, greet
from antichain.conformance.oracle import Truth
from antichain.conformance.phases import exhaustive, number, settled
from antichain.conformance.protocol import Increment, Kind, Options, Receive, Send
from antichain.conformance.result import Plan
from antichain.conformance.rules import applies
from antichain.conformance.run import Silent, check
from antichain.conformance.targets import reference
from antichain.conformance.zoo import (
    article,
    delta_added,
    delta_buffer_cleared,
    delta_of_the_amount,
    delta_order_assumed,
    gap_unseen,
)
from antichain.model.causality import Event

from . import wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antichain.conformance.finding import Finding
    from antichain.conformance.values import Values

A, B = Event("A"), Event("B")
ANY_ORDER = Options(delta="any-order", wire=True, entries=True)


def findings(factory: Callable[[], Values], events: int = 4) -> list[Finding]:
    """Return what the exhaustive phase and the others find, all in this process."""
    launch = Local("made for tests", factory, "")
    bounds = Bounds(events=events, histories=10, steps=20, large=30)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Local, "fresh", Local.start)
        return check(launch, greet(launch), Plan(seed=1, bounds=bounds), Silent()).findings


@pytest.mark.parametrize(
    ("factory", "rule", "size"),
    [
        (gap_unseen.target, "DLT-GAP", 4),
        (delta_added.target, "DLT-AGAIN", 3),
        (delta_of_the_amount.target, "DLT-EQUIV", 3),
        (delta_buffer_cleared.target, "DLT-OWN", 4),
        (delta_order_assumed.target, "DLT-GAP", 3),
    ],
)
def test_a_mistake_with_deltas_is_shown_by_its_shortest_history(
    factory: Callable[[], Values], rule: str, size: int
) -> None:
    found = findings(factory)
    assert {broken[:3] for finding in found for broken in finding.rules} == {"DLT"}
    assert min(finding.size for finding in found if rule in finding.rules) == size


@pytest.mark.parametrize("events", [3, 5])
def test_bounds_change_no_shortest_history(events: int) -> None:
    assert min(f.size for f in findings(gap_unseen.target, events) if "DLT-GAP" in f.rules) == 4


def test_what_also_fails_with_full_states_is_not_said_of_deltas() -> None:
    def summing() -> Values:
        options = {"delta": "any-order"}
        return wrong.counter(
            options=options,
            merge=lambda x, y: {r: x.get(r, 0) + y.get(r, 0) for r in x | y},
            delta=lambda x: (x, {**x}),
        )

    rules = {rule for finding in findings(summing) for rule in finding.rules}
    assert "CNT-ONCE" in rules
    assert not [rule for rule in rules if rule.startswith("DLT")]


def taken(ordered: bool, keys: Sequence[int]) -> tuple[int, int, bool]:
    """Let B take in deltas of A, which made updates 1, 2 and 4 and sent each alone; say what B then holds."""
    ledger = Ledger(ordered=ordered)
    for key, bit in ((1, 1), (2, 2), (3, 4)):
        ledger.happen("A", bit)
        ledger.delta("A", key)
    stale = False
    for key in keys:
        stale = ledger.receive("B", key)
    return ledger["B"].must, ledger["B"].may, stale


@pytest.mark.parametrize(
    ("ordered", "keys", "must", "may", "stale"),
    [
        (False, [2], 2, 3, False),
        (False, [2, 1], 3, 3, False),
        (False, [2, 2], 2, 3, True),
        (False, [3, 1], 5, 7, False),
        (True, [2], 0, 3, False),
        (True, [2, 1], 1, 3, False),
        (True, [2, 2], 0, 3, False),
        (True, [2, 1, 2], 3, 3, False),
        (True, [1, 2, 1], 3, 3, True),
    ],
)
def test_a_reader_holds_what_arrived_and_in_order_what_came_before_a_gap(
    ordered: bool, keys: list[int], must: int, may: int, stale: bool
) -> None:
    assert taken(ordered, keys) == (must, may, stale)


def test_a_full_state_heals_and_leaves_what_is_pending() -> None:
    ledger = Ledger(ordered=True)
    ledger.happen("A", 1)
    ledger.delta("A", 1)
    ledger.happen("A", 2)
    ledger.full("A", 2)
    assert not ledger.receive("B", 2)
    assert (ledger["B"].must, ledger["B"].exact, ledger["B"].healed) == (3, True, True)
    assert ledger.receive("B", 1)  # all of it came with the state
    ledger.delta("A", 3)
    for key in (1, 3):
        ledger.receive("C", key)
    assert ledger["C"].must == 3


def test_what_was_pending_at_a_receive_is_known_as_such() -> None:
    ledger = Ledger(ordered=False)
    ledger.happen("A", 1)
    ledger.happen("B", 2)
    ledger.delta("B", 2)
    ledger.receive("A", 2)
    ledger.happen("A", 4)
    ledger.delta("A", 4)
    ledger.receive("C", 4)
    assert (ledger["C"].must, ledger["C"].crossed) == (5, 1)
    assert ledger["C"].rules(stale=False) == ("DLT-OWN",)


@pytest.mark.parametrize(
    ("check_", "answer", "broken"),
    [
        (Between(due=3, must=(1, 2), tested=("DLT-EQUIV",)), 3, ()),
        (Between(due=3, must=(1, 2), tested=("DLT-EQUIV",)), 2, ("DLT-EQUIV",)),
        (Between(due=within([2], [1]), must=(2,), free=(1,), tested=("DLT-GAP",)), 2, ()),
        (Between(due=within([2], [1]), must=(2,), free=(1,), tested=("DLT-GAP",)), 3, ()),
        (Between(due=within([2], [1]), must=(2,), free=(1,), tested=("DLT-GAP",)), 1, ("DLT-GAP",)),
        (Between(due=within([2], [1]), must=(2,), free=(1,), again=0, tested=("DLT-AGAIN",)), 2, ("DLT-AGAIN",)),
        (Between(due=3, must=(1, 2), crossed=(1,), tested=("DLT-OWN", "DLT-EQUIV")), 2, ("DLT-OWN",)),
        (Between(due=3, must=(1, 2), crossed=(1,), tested=("DLT-OWN", "DLT-EQUIV")), 1, ("DLT-EQUIV",)),
        (Between(due=3, must=(1, 2), tested=("DLT-EQUIV",)), None, ("ANS-OK",)),
    ],
)
def test_a_total_between_what_must_and_may_be_there(check_: Between, answer: object, broken: tuple[str, ...]) -> None:
    assert check_.broken(answer, [3]) == broken


def test_each_regime_says_something_else() -> None:
    truth = Truth.of([A, A, Event("B", of=1), Event("B", of=2)])
    assert regime(truth, Kind.G_COUNTER, Regime.FRUGAL) == (True, True, False, False)
    assert regime(truth, Kind.VECTOR_CLOCK, Regime.LAVISH) == (True, True, False, False)
    assert regime(truth, Kind.G_COUNTER, Regime.HEALED) == (True, False, True, True)
    assert len(list(regimes(truth, Kind.G_COUNTER))) == 3


def played(truth: Truth, kind: Kind, options: Options, which: Regime) -> Case:
    setting = replace(settled(truth, kind, options), delta=regime(truth, kind, which))
    return play(truth, kind, options, setting)


def test_updates_accumulate_until_somebody_receives() -> None:
    case = played(Truth.of([A, A, Event("B", of=2)]), Kind.G_COUNTER, ANY_ORDER, Regime.FRUGAL)
    sent = [request.message for request in case.script.requests if isinstance(request, Send)]
    assert sent == ["d2"]


def test_a_conclusion_brings_everybody_everything_by_deltas_alone() -> None:
    truth = Truth.of([A, A, B, Event("B", of=2)])
    case = played(truth, Kind.G_COUNTER, ANY_ORDER, Regime.LAVISH)
    concluding = [r for r, e in zip(case.script.requests, case.script.events, strict=True) if e > 4]
    received = {(r.replica, r.message) for r in concluding if isinstance(r, Receive)}
    assert received >= {("C", "d1"), ("C", "d2"), ("C", "d3"), ("B", "d1"), ("A", "d3")}
    assert not [message for _, message in received if message.startswith("m")]


@pytest.mark.parametrize(("channel", "arriving"), [("any", ["d2", "d1"]), ("fifo", ["d1", "d2"])])
def test_a_conclusion_asks_no_more_of_the_channel_than_declared(channel: str, arriving: list[str]) -> None:
    options = Options(delta="any-order", channel=channel)  # type: ignore[arg-type]  # one of three
    case = played(Truth.of([A, A]), Kind.G_COUNTER, options, Regime.LAVISH)
    received = [request.message for request in case.script.requests if isinstance(request, Receive)]
    assert received[:2] == arriving


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("which", Regime)
def test_the_reference_does_all_of_it(kind: Kind, which: Regime) -> None:
    truth = Truth.of([A, B, A, Event("B", of=1), B, Event("A", of=5), Event("B", of=3)])
    case = played(truth, kind, ANY_ORDER, which)
    assert case.script.judge(InProcess(reference.target).play(case.script.requests)) is None
    assert any(rule.startswith("DLT") for rule in case.script.effective)


def test_at_last_something_comes_again() -> None:
    case = played(Truth.of([A]), Kind.G_COUNTER, ANY_ORDER, Regime.LAVISH)
    received = [request for request in case.script.requests if isinstance(request, Receive)]
    assert received == [Receive("B", "d1"), Receive("B", "d1")]
    assert case.script.effective["DLT-AGAIN"] == 1


def test_nothing_is_sent_as_a_delta_without_the_claim() -> None:
    cases = exhaustive(Kind.G_COUNTER, Options(), Bounds(events=3))
    assert not [r for case in cases for r in case.script.requests if isinstance(r, Send) and r.delta]


@pytest.mark.parametrize(
    "claims",
    [
        {"channel": "fifo"},
        {"channel": "fifo-once"},
        {"replicas": 1},
        {"replicas": 2},
        {"replicas": 2, "channel": "fifo-once"},
        {"ids": "integer"},
        {"entries": True},
    ],
    ids=str,
)
@pytest.mark.parametrize("delta", ["any-order", "in-order"])
@pytest.mark.parametrize("kind", Kind)
def test_deltas_keep_within_the_claims(kind: Kind, delta: str, claims: dict[str, Any]) -> None:
    options = Options(delta=delta, wire=True, **claims)  # type: ignore[arg-type]  # one of two
    target = InProcess(reference.target)
    effective: Counter[str] = Counter()
    for case in exhaustive(kind, options, Bounds(events=3)):
        assert case.script.judge(target.play(case.script.requests)) is None
        effective += case.script.effective
    claimed = {rule.id for rule in applies(kind, options) if rule.id.startswith("DLT")}
    assert claimed <= effective.keys()


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("delta", ["any-order", False])
def test_the_number_of_cases_is_known_beforehand(kind: Kind, delta: str | bool) -> None:
    options = Options(delta=delta)  # type: ignore[arg-type]  # one of these
    bounds = Bounds(events=3)
    assert number(kind, options, bounds, ()) == sum(1 for _ in exhaustive(kind, options, bounds))


def test_what_a_bounded_counter_sends_stays_within_the_bound() -> None:
    options = Options(delta="any-order", max=3, overflow="reject")
    for case in exhaustive(Kind.G_COUNTER, options, Bounds(events=4)):
        assert sum(request.by for request in case.script.requests if isinstance(request, Increment)) <= 3  # type: ignore[misc]  # whole numbers


def test_the_article_has_no_deltas_to_be_judged_by() -> None:
    assert not [rule for finding in findings(article.target) for rule in finding.rules if rule.startswith("DLT")]
