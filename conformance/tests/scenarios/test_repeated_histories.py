"""A history that only a later one of a process fails is a failure of its rule, and not a mistake of the adapter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.wrong import add, counter, larger, version_vector

from antichain.conformance.engine import doctor
from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.scenarios import repeated_histories
from antichain.conformance.targets.resolve import greet
from antichain.conformance.transport.in_process import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.adapters.values import ValueTarget

CLAIM = Claim(Kind.G_COUNTER, Options())
SMALL = Bounds.parse("events=2,histories=1,steps=3,large=3,crowd=3,faulty=1,named=1,states=1")


class _Here:
    """A target in this process, made again for each start."""

    name = "here"

    def __init__(self, factory: Callable[[], ValueTarget]) -> None:
        self._factory = factory

    def start(self) -> InProcess:
        return InProcess(self._factory)

    fresh = start


def loses_receives_in_history(wrong: int, *, needs_updates: bool = False) -> Callable[[], ValueTarget]:
    """Return a counter that loses what it receives in one history of a process."""

    def made() -> ValueTarget:
        opened = [0]

        def new(replica: str) -> dict[str, int]:
            opened[0] += replica == "A" and not needs_updates
            return {}

        def increment(counts: dict[str, int], replica: str, by: object) -> dict[str, int]:
            opened[0] += needs_updates
            return add(counts, replica, by)

        def merge(x: dict[str, int], y: dict[str, int]) -> dict[str, int]:
            return x if opened[0] == wrong else larger(x, y)

        return counter(new=new, increment=increment, merge=merge)

    return made


def test_shortest_case_opens_empty_histories_first() -> None:
    made = loses_receives_in_history(3)
    ((case, answers),) = repeated_histories.cases(CLAIM, 8, lambda: InProcess(made))
    violation = case.script.judge(answers)
    assert violation is not None
    assert violation.rules == ("CNT-UNION",)
    assert [type(request) for request in case.script.requests[:4]] == [requests.Open] * 3 + [requests.Increment]
    told = case.script.checks[violation.place].explanation(violation.answer)
    assert told.startswith("B has received the only update, in history 3 of this process; histories that were opened")


def test_case_keeps_earlier_updates_that_it_needs() -> None:
    made = loses_receives_in_history(3, needs_updates=True)
    ((case, _),) = repeated_histories.cases(CLAIM, 8, lambda: InProcess(made))
    assert sum(isinstance(request, requests.Increment) for request in case.script.requests) == 8


@pytest.mark.parametrize("kind", [Kind.VECTOR_CLOCK, Kind.VERSION_VECTOR, Kind.G_COUNTER])
def test_right_target_passes_any_number_of_histories(kind: Kind) -> None:
    made = counter if kind is Kind.G_COUNTER else version_vector
    claims = {claim.kind: claim for claim in Claim.all_of(made().hello())}
    if kind in claims:
        assert [*repeated_histories.cases(claims[kind], 8, lambda: InProcess(made))] == []
    assert [*repeated_histories.cases(CLAIM, 0, lambda: InProcess(made))] == []


def test_check_reports_a_wrong_third_history_under_its_rule() -> None:
    launch = _Here(loses_receives_in_history(3))
    report = check(launch, greet(launch), CheckConfig(seed=0, bounds=SMALL, phases=("laws",)))
    assert report.unsound == ()
    assert {failure.rules for failure in report.failures} == {("CNT-UNION",)}
    assert [step.action for step in report.failures[0].trace][:3] == ["open g-counter on A, B"] * 2 + ["increment by 1"]


def test_state_that_open_keeps_is_still_a_mistake_of_the_adapter() -> None:
    kept: dict[str, dict[str, int]] = {}

    def merge(x: dict[str, int], y: dict[str, int]) -> dict[str, int]:
        kept["all"] = larger(kept.get("all", {}), larger(x, y))
        return kept["all"]

    def made() -> ValueTarget:
        return counter(merge=merge, new=lambda _: dict(kept.get("all", {})))

    found = doctor.examine(InProcess(made), lambda: InProcess(made), made().hello(), [CLAIM])
    assert "let open forget every replica and message" in found.complaints[0]
    assert not found.repeated
