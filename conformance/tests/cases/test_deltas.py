"""Deltas: the bounds of a reader, the histories that show mistakes, and the rules that catch them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests import wrong

from antichain.conformance.cases.case import Case, compile_case
from antichain.conformance.cases.deltas import Regime, regime, regimes, suits
from antichain.conformance.cases.deltas.bounds import Ledger
from antichain.conformance.cases.deltas.checks import ValueWithin, within
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.histories.by_deltas import small_histories
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.phases.exhaustive import Exhaustive, exhaustive
from antichain.conformance.phases.phase import PhaseInput
from antichain.conformance.protocol.claims import Claim, Fault, Kind, Options
from antichain.conformance.protocol.requests import Increment, Receive, Send
from antichain.conformance.rules.catalogue import applies
from antichain.conformance.targets import reference
from antichain.conformance.targets.resolve import Local, greet
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.wrong import (
    article,
    delta_added,
    delta_buffer_cleared,
    delta_of_the_amount,
    delta_order_assumed,
    gap_unseen,
)
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antichain.conformance.adapters.values import ValueTarget
    from antichain.conformance.failures.failure import Failure

pytestmark = pytest.mark.slow

A, B = Event("A"), Event("B")
ANY_ORDER = Options(delta="any-order", wire=True, entries=True)


def failures(factory: Callable[[], ValueTarget], events: int = 4) -> tuple[Failure, ...]:
    """Return the failures that all phases find, in this process."""
    launch = Local("made for tests", factory, "")
    bounds = Bounds(events=events, histories=10, steps=20, large=30)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Local, "fresh", Local.start)
        return check(launch, greet(launch), CheckConfig(seed=1, bounds=bounds)).failures


@pytest.mark.parametrize(
    ("factory", "rule", "size"),
    [
        (gap_unseen.target, "DLT-GAP", 4),
        (delta_added.target, "DLT-AGAIN", 3),
        (delta_of_the_amount.target, "DLT-EQUIV", 3),
        (delta_buffer_cleared.target, "DLT-OWN", 3),
        (delta_order_assumed.target, "DLT-GAP", 3),
    ],
)
def test_delta_mistake_is_shown_by_its_shortest_history(
    factory: Callable[[], ValueTarget], rule: str, size: int
) -> None:
    found = failures(factory)
    assert {broken[:3] for failure in found for broken in failure.rules} == {"DLT"}
    assert min(failure.events for failure in found if rule in failure.rules) == size


@pytest.mark.parametrize("events", [3, 5])
def test_delta_bounds_do_not_change_the_shortest_history(events: int) -> None:
    assert min(f.events for f in failures(gap_unseen.target, events) if "DLT-GAP" in f.rules) == 4


def test_failure_with_full_states_too_is_not_blamed_on_deltas() -> None:
    def summing() -> ValueTarget:
        options = {"delta": "any-order"}
        return wrong.counter(
            options=options,
            merge=lambda x, y: {r: x.get(r, 0) + y.get(r, 0) for r in x | y},
            delta=lambda x: (x, {**x}),
        )

    rules = {rule for failure in failures(summing) for rule in failure.rules}
    assert "CNT-ONCE" in rules
    assert not [rule for rule in rules if rule.startswith("DLT")]


def taken(ordered: bool, keys: Sequence[int]) -> tuple[int, int, bool]:
    """Return the bounds of B after it received deltas of A, which made updates 1, 2 and 4 and sent each alone."""
    ledger = Ledger(ordered=ordered)
    for key, bit in ((1, 1), (2, 2), (3, 4)):
        ledger.happen("A", bit)
        ledger.delta("A", key)
    stale = False
    for key in keys:
        stale = ledger.receive("B", key, delta=True)
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
def test_delta_reader_in_order_holds_updates_before_a_gap(
    ordered: bool, keys: list[int], must: int, may: int, stale: bool
) -> None:
    assert taken(ordered, keys) == (must, may, stale)


def test_full_state_closes_the_gap_and_keeps_pending_deltas() -> None:
    ledger = Ledger(ordered=True)
    ledger.happen("A", 1)
    ledger.delta("A", 1)
    ledger.happen("A", 2)
    ledger.full("A", 2)
    assert not ledger.receive("B", 2, delta=False)
    assert (ledger["B"].must, ledger["B"].exact, ledger["B"].healed) == (3, True, True)
    assert not ledger.receive("B", 1, delta=True)  # a delta that was held back after it may come in now
    ledger.delta("A", 3)
    for key in (1, 3):
        ledger.receive("C", key, delta=True)
    assert ledger["C"].must == 3


def test_copy_lacks_the_deltas_that_its_original_sent() -> None:
    ledger = Ledger(ordered=True)
    ledger.happen("A", 1)
    ledger.delta("A", 1)
    ledger.receive("A", 1, delta=True)
    ledger.renew("B", "B", ledger["A"])
    assert ledger.missing("B", ("A",), "any") == [1]


def test_ledger_counts_updates_pending_at_a_receive() -> None:
    ledger = Ledger(ordered=False)
    ledger.happen("A", 1)
    ledger.happen("B", 2)
    ledger.delta("B", 2)
    ledger.receive("A", 2, delta=True)
    ledger.happen("A", 4)
    ledger.delta("A", 4)
    ledger.receive("C", 4, delta=True)
    assert (ledger["C"].must, ledger["C"].crossed) == (5, 1)
    assert ledger["C"].rules(stale=False) == ("DLT-OWN",)


@pytest.mark.parametrize(
    ("check_", "answer", "broken"),
    [
        (ValueWithin(expected=3, must=(1, 2), covers=("DLT-EQUIV",)), 3, ()),
        (ValueWithin(expected=3, must=(1, 2), covers=("DLT-EQUIV",)), 2, ("DLT-EQUIV",)),
        (ValueWithin(expected=within([2], [1]), must=(2,), free=(1,), covers=("DLT-GAP",)), 2, ()),
        (ValueWithin(expected=within([2], [1]), must=(2,), free=(1,), covers=("DLT-GAP",)), 3, ()),
        (ValueWithin(expected=within([2], [1]), must=(2,), free=(1,), covers=("DLT-GAP",)), 1, ("DLT-GAP",)),
        (
            ValueWithin(expected=within([2], [1]), must=(2,), free=(1,), again=0, covers=("DLT-AGAIN",)),
            2,
            ("DLT-AGAIN",),
        ),
        (ValueWithin(expected=3, must=(1, 2), crossed=(1,), covers=("DLT-OWN", "DLT-EQUIV")), 2, ("DLT-OWN",)),
        (ValueWithin(expected=3, must=(1, 2), crossed=(1,), covers=("DLT-OWN", "DLT-EQUIV")), 1, ("DLT-EQUIV",)),
        (ValueWithin(expected=3, must=(1, 2), covers=("DLT-EQUIV",)), None, ("ANS-OK",)),
        (ValueWithin(expected=3, must=(1, 2), repeated=(2,), covers=("DLT-GAP",)), 5, ("DLT-AGAIN",)),
        (ValueWithin(expected=3, must=(1, 2), repeated=(2,), covers=("DLT-GAP",)), 4, ("DLT-GAP",)),
        (ValueWithin(expected=3, must=(1, 2), repeated=(2,), covers=("DLT-GAP",)), 1, ("DLT-GAP",)),
    ],
)
def test_value_within_judges_totals_between_must_and_may(
    check_: ValueWithin, answer: object, broken: tuple[str, ...]
) -> None:
    assert check_.violations(answer, [3]) == broken


def test_delta_counted_again_after_a_gap_is_no_gap() -> None:
    execution = Execution.of([A, A, Event("B", of=2), Event("B", of=1), Event("B", of=1)])
    claim = Claim(Kind.G_COUNTER, Options(delta="any-order"))
    variant = default_variant(execution, claim)
    case = compile_case(execution, claim, replace(variant, delta=(True, True, False, False, False), watched=False))
    found = case.script.judge(InProcess(delta_added.target).play(case.script.requests))
    assert found is not None
    assert found.rules == ("DLT-AGAIN",)
    assert case.script.checks[found.place].explanation(found.answer) == (
        "a delta that arrived again has changed the value: all updates in its past have arrived, and sum to 2, "
        "and it reads 3"
    )


def test_regimes_send_different_deltas_and_states() -> None:
    execution = Execution.of([A, A, Event("B", of=1), Event("B", of=2)])
    assert regime(execution, Kind.G_COUNTER, Regime.FRUGAL) == (True, True, False, False)
    assert regime(execution, Kind.VECTOR_CLOCK, Regime.LAVISH) == (True, True, False, False)
    assert regime(execution, Kind.G_COUNTER, Regime.HEALED) == (True, False, True, True)
    assert len(list(regimes(execution, Kind.G_COUNTER))) == 3


def played(execution: Execution, kind: Kind, options: Options, which: Regime) -> Case:
    variant = replace(default_variant(execution, Claim(kind, options)), delta=regime(execution, kind, which))
    return compile_case(execution, Claim(kind, options), variant)


def test_frugal_regime_sends_one_delta_for_two_updates() -> None:
    case = played(Execution.of([A, A, Event("B", of=2)]), Kind.G_COUNTER, ANY_ORDER, Regime.FRUGAL)
    sent = [request.message for request in case.script.requests if isinstance(request, Send)]
    assert sent == ["d2"]


def test_conclusion_delivers_every_delta_to_every_replica() -> None:
    execution = Execution.of([A, A, B, Event("B", of=2)])
    case = played(execution, Kind.G_COUNTER, ANY_ORDER, Regime.LAVISH)
    concluding = [step.request for step in case.script.steps if step.event > 4]
    received = {(r.replica, r.message) for r in concluding if isinstance(r, Receive)}
    assert received >= {("C", "d1"), ("C", "d2"), ("C", "d3"), ("B", "d1"), ("A", "d3")}
    assert not [message for _, message in received if message.startswith("m")]


@pytest.mark.parametrize(("channel", "arriving"), [("any", ["d2", "d1"]), ("fifo", ["d1", "d2"])])
def test_conclusion_keeps_the_order_of_the_declared_channel(channel: str, arriving: list[str]) -> None:
    options = Options(delta="any-order", channel=channel)  # type: ignore[arg-type]  # one of three
    case = played(Execution.of([A, A]), Kind.G_COUNTER, options, Regime.LAVISH)
    received = [request.message for request in case.script.requests if isinstance(request, Receive)]
    assert received[:2] == arriving


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("which", Regime)
def test_reference_answers_every_regime_rightly(kind: Kind, which: Regime) -> None:
    execution = Execution.of([A, B, A, Event("B", of=1), B, Event("A", of=5), Event("B", of=3)])
    case = played(execution, kind, ANY_ORDER, which)
    assert case.script.judge(InProcess(reference.target).play(case.script.requests)) is None
    assert any(rule.startswith("DLT") for rule in case.script.covered)


def test_conclusion_receives_one_delta_twice() -> None:
    case = played(Execution.of([A]), Kind.G_COUNTER, ANY_ORDER, Regime.LAVISH)
    received = [request for request in case.script.requests if isinstance(request, Receive)]
    assert received == [Receive("B", "d1"), Receive("B", "d1")]
    assert case.script.covered["DLT-AGAIN"] == 1


def test_case_without_the_delta_claim_sends_no_delta() -> None:
    cases = exhaustive(Claim(Kind.G_COUNTER, Options()), Bounds(events=3))
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
def test_delta_cases_keep_within_the_claims(kind: Kind, delta: str, claims: dict[str, Any]) -> None:
    options = Options(delta=delta, wire=True, **claims)  # type: ignore[arg-type]  # one of two
    target = InProcess(reference.target)
    effective: Counter[str] = Counter()
    for case in exhaustive(Claim(kind, options), Bounds(events=3)):
        assert case.script.judge(target.play(case.script.requests)) is None
        effective += case.script.covered
    claimed = {rule.id for rule in applies(Claim(kind, options)) if rule.id.startswith("DLT")}
    assert claimed <= effective.keys()


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("delta", ["any-order", False])
def test_number_of_delta_cases_equals_the_estimate(kind: Kind, delta: str | bool) -> None:
    options = Options(delta=delta)  # type: ignore[arg-type]  # one of these
    bounds = Bounds(events=3)
    given = PhaseInput(Claim(kind, options), bounds)
    assert Exhaustive().total(given) == sum(1 for _ in Exhaustive().cases(given))


def test_delta_cases_of_a_bounded_counter_stay_within_max() -> None:
    options = Options(delta="any-order", max=3, overflow="reject")
    for case in exhaustive(Claim(Kind.G_COUNTER, options), Bounds(events=4)):
        assert sum(request.by for request in case.script.requests if isinstance(request, Increment)) <= 3  # type: ignore[misc]  # whole numbers


def test_article_has_no_delta_phase() -> None:
    assert not [rule for failure in failures(article.target) for rule in failure.rules if rule.startswith("DLT")]


def test_shrunk_histories_keep_the_final_states_whole() -> None:
    claim = Claim(Kind.G_COUNTER, Options(delta="in-order"), (Fault.RETIRE, Fault.JOIN))
    leaving = (h for h in small_histories() if any(getattr(s, "fault", "") == Fault.RETIRE for s in h.execution.events))
    for execution, deltas, whole in leaving:
        variant = replace(default_variant(execution, claim), delta=deltas, whole=whole)
        case = compile_case(execution, claim, variant)
        shrunk = list(case.smaller(len(case.script.requests) - 1))
        assert shrunk
        assert all(suits(less.execution, less.variant.delta, claim) for less in shrunk)


@pytest.mark.parametrize(("covers", "must"), [(False, 0b011), (True, 0b111)])
def test_state_that_covers_its_deltas_closes_the_gap(covers: bool, must: int) -> None:
    ledger = Ledger(ordered=True, covers=covers)
    for bit, key in ((0b001, 1), (0b010, 2)):
        ledger.happen("A", bit)
        ledger.delta("A", key)
    ledger.full("A", 2)
    ledger.receive("B", 2, delta=False)
    ledger.happen("A", 0b100)
    ledger.delta("A", 3)
    ledger.receive("B", 3, delta=True)
    assert ledger["B"].must == must
