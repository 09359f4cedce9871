"""Failures of constructed counters follow from those of states that replicas made by updates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests import wrong

from antichain.conformance import check
from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.cases.case import DirectedCase, HistoryCase
from antichain.conformance.cases.checks.base import ANYTHING, Check
from antichain.conformance.cases.script import Script, ScriptStep, Violation
from antichain.conformance.failures.causes.constructed import constructed, made_by_updates
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Hello, Kind, Options
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.cases.case import Case
    from antichain.conformance.protocol.requests import Request

BOUNDS = Bounds.parse("events=4,histories=6,steps=12,large=8,crowd=8,faulty=1,named=1,states=2")
INSIDE = Options(entries=True, construct=True)
CLAIM = Claim(Kind.G_COUNTER, INSIDE)
ONE = requests.Construct("x", {"A": 3})
READ = (requests.Receive("C", "x"), requests.Value("C"))


def failing(kind: Kind, *played: Request) -> tuple[DirectedCase, Violation]:
    """Return the case of some requests, and a violation at the last one."""
    opened = requests.Open(kind, ("A", "B", "C"))
    steps = tuple(ScriptStep(request, Check(expected=ANYTHING), 0) for request in (opened, *played))
    return DirectedCase("constructed", Script(kind, steps)), Violation(len(played), 0, ("CNT-UNION",))


def histories(claim: Claim, *played: Request) -> list[HistoryCase]:
    case, violation = failing(claim.kind, *played)
    return [each for each in made_by_updates(case, violation, claim) if isinstance(each, HistoryCase)]


def test_constructed_states_are_made_in_the_order_of_counts() -> None:
    larger = (requests.Construct("y", {"A": 2, "B": 150}), requests.Receive("C", "y"))
    plainest, *_, last = histories(CLAIM, ONE, READ[0], *larger, requests.Value("C"))
    a, b, gatherer = (Event(name) for name in ("A", "B", "gatherer 4"))
    assert plainest.execution.events == (
        *(a, a, b, Event("C", of=2)),
        *(Event(gatherer.replica, of=1), Event(gatherer.replica, of=3), Event("C", of=6)),
    )
    assert set(plainest.variant.amounts) == {0, 1}
    assert plainest.variant.watched
    assert last.variant.amounts == (2, 1, 100, 0, 0, 0, 0)
    assert not last.variant.watched


def test_state_without_entries_is_not_received() -> None:
    empty = (requests.Construct("y", {"A": 0}), requests.Receive("C", "y"))
    assert histories(CLAIM, *empty, ONE, *READ)[0].execution.events == (Event("A"), Event("C", of=1))


def test_bytes_come_after_all_histories_without_bytes() -> None:
    recoded = (requests.Recode("x", "y"), requests.Receive("C", "y"), requests.Value("C"))
    claim = Claim(Kind.G_COUNTER, Options(construct=True, wire=True))
    assert [each.variant.recoded for each in histories(claim, ONE, *recoded)] == [False] * 4 + [True] * 4


@pytest.mark.parametrize(
    ("kind", "played"),
    [
        (Kind.VERSION_VECTOR, (ONE, requests.Receive("C", "x"), requests.Entries("C"))),
        (Kind.G_COUNTER, (requests.Increment("A", 1), requests.Send("A", "x"), *READ)),
        (Kind.G_COUNTER, (ONE, requests.Increment("B", 1), *READ)),
        (Kind.G_COUNTER, (ONE, requests.Receive("A", "x"), requests.Value("A"))),
        (Kind.PN_COUNTER, (requests.Construct("x", {"A": (1, 0)}), requests.Construct("y", {"A": (0, 1)}), *READ)),
    ],
    ids=["clock", "no constructed state", "update", "receive of own state", "states side by side"],
)
def test_case_that_updates_cannot_make_has_no_history(kind: Kind, played: tuple[Request, ...]) -> None:
    assert histories(Claim(kind, INSIDE), *played) == []


def test_constructed_states_beyond_the_bound_have_no_history() -> None:
    bounded = Claim(Kind.G_COUNTER, Options(construct=True, max=2, overflow="reject"))
    assert {max(each.variant.amounts) for each in histories(bounded, ONE, *READ)} == {1}


def test_wrong_value_follows_from_a_history_with_one() -> None:
    case, violation = failing(Kind.G_COUNTER, ONE, *READ)

    def wrong_value(tried: Case) -> Violation:
        asked = [type(request) for request in tried.script.requests]
        return Violation(asked.index(requests.Value), 0, ("CNT-UNION",))

    attributed = constructed(case, violation, CLAIM, wrong_value)
    assert attributed is not None
    assert isinstance(attributed.case, HistoryCase)
    assert constructed(case, violation, CLAIM, lambda _: None) is None
    assert constructed(case, Violation(3, 0, ("MSG-PURE",)), CLAIM, wrong_value) is None


Slots = dict[str, tuple[int, int]]


def merges_decrements_with_increments_alone() -> ValueTarget:
    """Return a counter that takes the decrements of a replica only with more of its increments."""

    def merge(x: Slots, y: Slots) -> Slots:
        newer = {name: pair for name, pair in y.items() if name not in x or pair[0] > x[name][0]}
        return {**x, **newer}

    def added(state: Slots, replica: str, by: object) -> Slots:
        more, less = state.get(replica, (0, 0))
        return {**state, replica: (more + wrong.amount(by), less)}

    def taken(state: Slots, replica: str, by: object) -> Slots:
        more, less = state.get(replica, (0, 0))
        return {**state, replica: (more, less + wrong.amount(by))}

    library = Library(
        new=lambda _: {},
        increment=added,
        decrement=taken,
        merge=merge,
        value=lambda state: sum(more - less for more, less in state.values()),
        entries=dict,
        construct=lambda entries: {name: tuple(pair) for name, pair in entries.items()},
    )
    return ValueTarget(Hello(name="decrements", kinds={Kind.PN_COUNTER: INSIDE}), {Kind.PN_COUNTER: library})


def counter(merge: Callable[[dict[str, int], dict[str, int]], dict[str, int]]) -> ValueTarget:
    library = Library(
        new=lambda _: {},
        increment=lambda state, replica, by: {**state, replica: state.get(replica, 0) + wrong.amount(by)},
        merge=merge,
        value=lambda state: sum(state.values()),
        entries=dict,
        construct=dict,
    )
    return ValueTarget(Hello(name="constructed", kinds={Kind.G_COUNTER: INSIDE}), {Kind.G_COUNTER: library})


def takes_no_entry_that_it_has() -> ValueTarget:
    return counter(lambda x, y: {**y, **x})


def takes_nothing_beside_an_explicit_zero() -> ValueTarget:
    return counter(lambda x, y: x if 0 in y.values() else wrong.larger(x, y))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("factory", "rules"),
    [
        (merges_decrements_with_increments_alone, ["CNT-BELOW"]),
        (takes_no_entry_that_it_has, ["CNT-UNION"]),
        (takes_nothing_beside_an_explicit_zero, ["ORD-ZERO"]),
    ],
)
def test_mistake_in_a_join_is_shown_by_one_rule(factory: Callable[[], ValueTarget], rules: list[str]) -> None:
    report = check(factory, bounds=BOUNDS)
    assert [group[0].rules[0] for group in report.groups] == rules
