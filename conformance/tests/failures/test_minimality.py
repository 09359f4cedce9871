"""What a report says of shorter histories."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from antichain.conformance import check
from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.script import Violation
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.failures.failure import Failure
from antichain.conformance.failures.minimality import with_minimality
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.protocol.requests import Compare
from antichain.conformance.zoo.parts import balanced
from antichain.model.causality import Event

if TYPE_CHECKING:
    from antichain.conformance.adapters.values import ValueTarget

CLAIM = Claim(Kind.G_COUNTER, Options())


def failure_of(*events: Event) -> Failure:
    execution = Execution.of(events)
    case = compile_case(execution, CLAIM, default_variant(execution, CLAIM))
    violation = Violation(len(case.script.requests) - 1, 77, ("CNT-NEW",))
    return Failure(case, violation, PhaseName.EXHAUSTIVE, ())


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((Event("A"),), "no history with events is shorter"),
        (
            (Event("A"), Event("A")),
            "no history with fewer events fails: the only shorter one of at most 2 replicas was played",
        ),
        (
            (Event("A"),) * 3,
            "no history with fewer events fails: all 5 of at most 2 replicas were played, with amounts",
        ),
    ],
)
def test_minimality_counts_the_shorter_histories(events: tuple[Event, ...], said: str) -> None:
    (failure,) = with_minimality([failure_of(*events)], CLAIM, Bounds(replicas=2, events=3))
    assert failure.minimal.startswith(said)


def test_each_failure_of_the_least_length_is_minimal() -> None:
    execution = Execution.of([Event("A")])
    other = compile_case(execution, CLAIM, replace(default_variant(execution, CLAIM), names=("",)))
    found = [failure_of(Event("A")), replace(failure_of(Event("A")), case=other), failure_of(Event("A"), Event("A"))]
    for bounds in (Bounds(replicas=2, events=3), None):
        minimal = [each.minimal for each in with_minimality(found, CLAIM, bounds)]
        assert minimal == ["no history with events is shorter", "no history with events is shorter", ""]


def test_failure_before_all_events_needs_none() -> None:
    claim = Claim(Kind.VERSION_VECTOR, Options())
    execution = Execution.of([Event("A"), Event("B")])
    case = compile_case(execution, claim, replace(default_variant(execution, claim), watched=False))
    first = next(n for n, request in enumerate(case.script.requests) if isinstance(request, Compare))
    found = Failure(case, Violation(first, "before", ("ORD-EQUAL",)), PhaseName.EXHAUSTIVE, ())
    assert [each.minimal for each in with_minimality([found], claim, None)] == ["no event is needed"]


def test_shorter_failure_of_a_later_phase_takes_the_sentence() -> None:
    found = [failure_of(*(Event("A") for _ in range(count))) for count in (3, 2)]
    longer, shorter = with_minimality(found, CLAIM, Bounds(replicas=2, events=3))
    assert (longer.minimal, shorter.minimal != "") == ("", True)


def test_old_state_that_overwrites_takes_three_events() -> None:
    def taken(mine: tuple[int, int], theirs: tuple[int, int]) -> tuple[int, int]:
        return theirs[0] or mine[0], theirs[1] or mine[1]

    def overwrites() -> ValueTarget:
        return balanced(merge=lambda x, y: {name: taken(x.get(name, (0, 0)), y.get(name, (0, 0))) for name in x | y})

    report = check(overwrites, bounds=Bounds.parse("events=4"), phases=("exhaustive",))
    shortest = report.failures[0]
    assert shortest.events == 3
    assert "with amounts of 1, increments alone and in turn with decrements" in shortest.minimal


def test_history_that_failed_unseen_is_counted_for_minimality() -> None:
    found = failure_of(Event("A"), Event("A"), Event("A"))
    for least, said in ((2, False), (3, True), (None, True)):
        (failure,) = with_minimality([found], CLAIM, Bounds(replicas=2, events=4), least)
        assert failure.minimal.startswith("no history with fewer events fails") is said
