"""A check of a slow target: a sample of the requests that covers each claimed rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from antichain.conformance.api import check
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.phases.bounds import FLOOR, Bounds
from antichain.conformance.phases.laws import laws
from antichain.conformance.phases.sample import sampled
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.targets import reference
from antichain.conformance.zoo.parts import counter, version_vector
from antichain.conformance.zoo.wrong import adds_when_merging

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antichain.conformance.cases.case import Case

pytestmark = pytest.mark.slow

CASES = [*laws(Claim(Kind.G_COUNTER, Options(wire=True)), FLOOR, in_process=True)]


def _size(cases: Sequence[Case]) -> int:
    return sum(len(case.script.requests) for case in cases)


def _covered(cases: Sequence[Case]) -> set[str]:
    return {rule for case in cases for rule in case.script.covered}


def test_sample_of_cases_that_fit_has_them_all() -> None:
    assert sampled(CASES, _size(CASES), ()) == CASES


def test_sample_keeps_its_request_bound_and_order() -> None:
    chosen = sampled(CASES, 2000, ())
    places = [CASES.index(case) for case in chosen]
    assert places == sorted(places)
    assert 1000 < _size(chosen) <= 2000


def test_sample_of_any_size_covers_each_rule() -> None:
    chosen = sampled(CASES, 1, ())
    assert _covered(chosen) == _covered(CASES)
    assert _size(chosen) < 200


def test_sample_adds_no_case_for_a_covered_rule() -> None:
    assert sampled(CASES, 1, _covered(CASES)) == []


def test_sample_is_spread_over_all_cases() -> None:
    chosen: list[Case] = [*sampled(CASES, _size(CASES) // 4, _covered(CASES))]
    places = [CASES.index(case) for case in chosen]
    assert max(later - earlier for earlier, later in pairwise(places)) < len(CASES) // 10


class _Counted:
    """A target whose requests are counted."""

    def __init__(self, factory: Callable[[], Any], calls: Counter[str]) -> None:
        self._target = factory()
        self._calls = calls

    def __getattr__(self, verb: str) -> Callable[..., object]:
        function = getattr(self._target, verb)

        def called(*arguments: object) -> object:
            self._calls[verb] += 1
            return function(*arguments)

        return called


@pytest.mark.parametrize("factory", [counter, version_vector, reference.target])
def test_check_with_a_request_bound_tests_each_rule(factory: Callable[[], Any]) -> None:
    calls: Counter[str] = Counter()
    report = check(lambda: _Counted(factory, calls), bounds=replace(FLOOR, requests=1500))
    assert report.verdict is Verdict.CONFORMANT, report.untested
    # Beside the phases, the adapter is examined, and bytes are loaded by another process.
    assert calls.total() < 2 * 1500 * len(report.hello.kinds)


def test_report_of_a_sample_says_sample() -> None:
    report = check(counter, bounds=replace(FLOOR, requests=1500))
    said = {phase.phase: phase.detail for phase in report.phases}
    assert said["laws"].startswith("a sample of at most about 600 requests, of: scenarios about laws")
    assert said["exhaustive"].startswith("a sample of at most about 450 requests, of: every history")


def test_failure_found_in_a_sample_is_not_called_minimal() -> None:
    report = check(adds_when_merging.target, bounds=replace(FLOOR, requests=1500))
    assert report.verdict is Verdict.NOT_CONFORMANT
    assert [failure.minimal for failure in report.failures if failure.minimal] == []


def test_request_bound_is_read_back_as_written() -> None:
    bounds = replace(FLOOR, requests=1200)
    assert Bounds.parse(str(bounds)) == bounds
    assert "requests" not in str(FLOOR)
