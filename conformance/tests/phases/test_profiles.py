"""Profiles: fixed bounds, their estimates, and the bounds that a budget allows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from antichain.conformance.api import check
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.phases.bounds import DEFAULT, FLOOR, Bounds
from antichain.conformance.phases.catalogue import PHASES
from antichain.conformance.phases.phase import PhaseInput
from antichain.conformance.phases.profiles import PROFILES, Pace, Profile, estimate, fitting, least, requests_of
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.targets import reference
from antichain.conformance.zoo.parts import counter
from antichain.conformance.zoo.wrong import adds_when_merging

if TYPE_CHECKING:
    from collections.abc import Callable

SLOW, FAST = Pace(0.005), Pace(0.000_001)
BARE = Claim(Kind.G_COUNTER, Options())
HELLO = reference.target().hello()


def _counted(claim: Claim, bounds: Bounds) -> int:
    """Return the number of requests of all phases."""
    return sum(len(case.script.requests) for phase in PHASES[2:] for case in phase.cases(PhaseInput(claim, bounds)))


def test_profile_bounds_grow() -> None:
    counts = [requests_of(BARE, PROFILES[profile]) or 0 for profile in Profile]
    assert 0 < counts[0] < counts[1] < counts[2]


@pytest.mark.slow
@pytest.mark.parametrize("claim", [BARE, Claim.of(HELLO, Kind.PN_COUNTER)], ids=["bare", "full"])
def test_estimate_of_requests_is_near_their_count(claim: Claim) -> None:
    bounds = PROFILES[Profile.QUICK]
    assert requests_of(claim, bounds) == pytest.approx(_counted(claim, bounds), rel=0.1)


@pytest.mark.thorough
@pytest.mark.parametrize("profile", [Profile.QUICK, Profile.GATE])
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("bare", [True, False])
def test_estimate_of_every_kind_is_near_its_count(profile: Profile, kind: Kind, bare: bool) -> None:
    claim = Claim(kind, Options()) if bare else Claim.of(HELLO, kind)
    bounds = PROFILES[profile]
    assert requests_of(claim, bounds) == pytest.approx(_counted(claim, bounds), rel=0.15)


def test_estimate_grows_with_the_time_of_an_answer() -> None:
    bounds = PROFILES[Profile.GATE]
    assert 200 < (estimate(BARE, bounds, SLOW) or 0) < 250
    assert (estimate(BARE, bounds, FAST) or 1) < 1
    assert estimate(BARE, replace(bounds, events=2), SLOW) is None


def test_large_bounds_have_a_lower_bound_of_time() -> None:
    assert all(least(BARE, PROFILES[profile], SLOW) is None for profile in Profile)
    times = [least(BARE, bounds, SLOW) or 0 for bounds in (Bounds(events=8), Bounds(events=9), Bounds(named=9))]
    assert 60 < times[0] < times[1] < times[2]


def test_bounds_of_a_fast_target_are_the_default() -> None:
    assert fitting(BARE, 15, FAST) == DEFAULT


def test_bounds_shrink_with_the_budget() -> None:
    sizes = [requests_of(BARE, fitting(BARE, seconds, Pace(0.001))) for seconds in (1000, 140, 28, 19)]
    assert None not in sizes
    assert sizes == sorted(sizes, key=lambda size: -(size or 0))
    assert replace(fitting(BARE, 19, Pace(0.001)), crowd=FLOOR.crowd) == FLOOR


def test_budget_for_all_histories_plays_the_default_crowd() -> None:
    budgets = (1000, 140, 60, 50)
    assert [fitting(BARE, seconds, Pace(0.001)).crowd for seconds in budgets] == [DEFAULT.crowd] * len(budgets)
    assert fitting(BARE, 40, Pace(0.001)).crowd > PROFILES[Profile.GATE].crowd


class _Counted:
    """A target that counts the requests to all targets of one test."""

    def __init__(self, factory: Callable[[], Any], calls: Counter[str]) -> None:
        self._target = factory()
        self._calls = calls

    def __getattr__(self, verb: str) -> Callable[..., object]:
        function = getattr(self._target, verb)

        def called(*arguments: object) -> object:
            self._calls[verb] += 1
            return function(*arguments)

        return called


@pytest.mark.slow
@pytest.mark.parametrize("factory", [reference.target, counter, adds_when_merging.target])
def test_requests_of_a_slow_target_fit_twice_the_budget(factory: Callable[[], Any]) -> None:
    budget, hello, calls = 15, factory().hello(), Counter[str]()
    for claim in Claim.all_of(hello):
        bounds = fitting(claim, budget / len(hello.kinds), SLOW)
        report = check(lambda: _Counted(factory, calls), kinds=[claim.kind], bounds=bounds)
        assert report.verdict is not Verdict.INCOMPLETE
    assert calls.total() * SLOW.target < 2 * budget
