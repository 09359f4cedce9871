"""A harness that is broken on purpose turns the zoo red."""

# ruff: noqa: SLF001 — to break the harness is to reach into it

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.idle import ExhaustiveWithoutFaults, Idle, laws_without, replaced

from antichain.conformance.cases.checks import counter
from antichain.conformance.cases.checks.base import Check
from antichain.conformance.cases.checks.clock import OnlyOwnEntryGrew
from antichain.conformance.cases.checks.counter import COUNTER_RULES
from antichain.conformance.cases.counter import CounterCompiler
from antichain.conformance.cases.script import Script, Violation
from antichain.conformance.engine import doctor
from antichain.conformance.engine.harness import HARNESS, Harness
from antichain.conformance.failures import confirm
from antichain.conformance.failures.causes.attribute import ATTRIBUTIONS
from antichain.conformance.failures.causes.attribution import Attributed
from antichain.conformance.failures.causes.collection import FailureCollection
from antichain.conformance.failures.causes.messages import reading
from antichain.conformance.histories import playable
from antichain.conformance.oracle.cross_check import HarnessDefect
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.phases import laws
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.phases.laws import Laws
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.report.zoo import faults
from antichain.conformance.scenarios import many_replicas
from antichain.conformance.zoo.measure import idle, members, show

if TYPE_CHECKING:
    from antichain.conformance.cases.case import Case
    from antichain.conformance.failures.causes.attribution import Judge
    from antichain.conformance.failures.causes.budget import Budget
    from antichain.conformance.protocol.claims import Claim

pytestmark = pytest.mark.slow

MEMBERS = members()
SMALL = Bounds(events=3, histories=10, steps=20, large=60, faulty=1, named=1, states=3)
"""Smaller than those of the zoo's page, and large enough for each member that is named here."""

Break = Callable[[pytest.MonkeyPatch], Harness | None]
BREAKS: dict[str, tuple[Break, tuple[str, ...], str]] = {}


def breaking(caught_by: str, said: str) -> Callable[[Break], Break]:
    """Register a way to break the harness, the members that must show it, and their messages."""

    def register(way: Break) -> Break:
        BREAKS[way.__name__] = way, tuple(caught_by.split()), said
        return way

    return register


def none(*_: object, **__: object) -> Iterator[Any]:
    return iter(())


@breaking("adds_when_merging", "it survives")
def an_oracle_that_always_agrees(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Check, "violations", lambda *_: ())


@breaking("adds_when_merging", "it survives")
def a_judge_that_sees_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Script, "judge", lambda *_: None)


@breaking("overlooks_itself", "events, and 1 are enough")
def a_judge_that_looks_at_the_later_half_only(patch: pytest.MonkeyPatch) -> Harness:
    def judge(script: Script, answers: list[Any]) -> Violation | None:
        for place in range(len(answers) // 2 + 3, len(answers)):
            if broken := script.checks[place].violations(answers[place], answers):
                return Violation(place, answers[place], broken)
        return None

    patch.setattr(Script, "judge", judge)
    # A question alone is a short script, of which such a judge sees nothing, so it would be blamed on the others.
    return Harness(attributions=tuple(look for look in ATTRIBUTIONS if look is not reading))


@breaking("leaps_and_invents", "it survives")
def a_judge_that_skips_dynamic_checks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(OnlyOwnEntryGrew, "dynamic", property(lambda _: False))
    patch.setattr(Script, "needs_each_check", False)


@breaking("adds_when_merging", "CNT-ONCE does not fire")
def a_rule_that_never_fires(patch: pytest.MonkeyPatch) -> None:
    others = {rule.id: rule for rule in COUNTER_RULES if rule.id != "CNT-ONCE"}
    others["CNT-NEW"] = replace(others["CNT-NEW"], violated=lambda *_: True)
    patch.setattr(counter, "COUNTER_RULES", tuple(others.values()))


@breaking("counts_alone", "it is right, and accused of breaking")
def an_oracle_that_counts_one_more(patch: pytest.MonkeyPatch) -> None:
    original = CounterCompiler.sum_of
    patch.setattr(CounterCompiler, "sum_of", lambda self, mask: original(self, mask) + 1)


@breaking("tells_three_ways", "defect")
def an_oracle_that_takes_a_receive_for_no_event(patch: pytest.MonkeyPatch) -> None:
    playable.shared.cache_clear()
    original: Callable[..., Any] = Execution.state_after

    patch.setattr(Execution, "state_after", lambda *about: (state := original(*about))._replace(past=state.past & ~1))


@breaking("saturates_nowhere", "it survives")
def laws_that_ask_nothing(_: pytest.MonkeyPatch) -> Harness:
    return replaced(Laws(scenarios=()))


@breaking("keeps_its_name_from_a_backup", "it survives")
def an_exhaustive_phase_that_plays_nothing(_: pytest.MonkeyPatch) -> Harness:
    return replaced(Idle(PhaseName.EXHAUSTIVE), Idle(PhaseName.RANDOM), Idle(PhaseName.LARGE))


@breaking("numbers_its_lives_in_four_bits", "it survives")
def a_large_phase_that_plays_nothing(_: pytest.MonkeyPatch) -> Harness:
    return replaced(Idle(PhaseName.LARGE))


@breaking("adds_when_merging breaks_ties_by_name", "the phase random catches no member")
def a_random_phase_that_plays_nothing(_: pytest.MonkeyPatch) -> Harness:
    return replaced(Idle(PhaseName.RANDOM))


@breaking("keeps_its_name_from_a_backup", "it survives")
def faults_that_never_happen(_: pytest.MonkeyPatch) -> Harness:
    return replaced(ExhaustiveWithoutFaults(), Idle(PhaseName.RANDOM), Idle(PhaseName.LARGE))


def lose(case: Case, violation: Violation, _judge: Judge, _budget: Budget) -> tuple[Case, Violation]:
    """Return a smaller case that does not fail."""
    candidates = case.smaller(violation.place)
    smallest = min(candidates, key=lambda candidate: len(candidate.script.requests))
    return smallest, replace(violation, place=min(violation.place, len(smallest.script.requests) - 1))


@breaking("forgets_what_it_counted", "is shown by a case that does not show it")
def a_reduction_that_loses_the_failure(_: pytest.MonkeyPatch) -> Harness:
    return Harness(reductions=(lose,))


@breaking("forgets_what_it_counted", "30 are enough")
def no_reductions(_: pytest.MonkeyPatch) -> Harness:
    return Harness(reductions=())


@breaking("prunes_beyond_fifty", "102 are enough")
def a_narrower_that_finds_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(many_replicas, "narrower_cases", none)


def always_new(case: Case, violation: Violation, _claim: Claim, _judge: Judge) -> Attributed:
    """Attribute every failure to the same rule."""
    return Attributed(case, replace(violation, rules=("CNT-NEW",)), final=True)


@breaking("folds_case", "ID-DISTINCT does not fire")
def an_attribution_to_always_the_same_rule(_: pytest.MonkeyPatch) -> Harness:
    return Harness(attributions=(always_new,))


@breaking("folds_case", "ID-DISTINCT does not fire")
def no_attributions(_: pytest.MonkeyPatch) -> Harness:
    return Harness(attributions=())


@breaking("adds_when_merging", "is called flaky")
def a_confirmation_that_never_agrees(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(confirm, "same_violation", lambda *_: False)


@breaking("adds_when_merging", "it survives")
def an_engine_that_drops_its_findings(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(FailureCollection, "without_longer", lambda *_: [])


@breaking("adds_when_merging", "it survives")
def an_engine_that_knows_everything_already(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(FailureCollection, "is_as_short", lambda *_: True)


@breaking("counts_alone", "the doctor complains")
def a_doctor_that_sees_differences_everywhere(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(doctor, "difference_of_runs", lambda *_: "everywhere")


@breaking("folds_case", "it survives")
def names_that_are_all_plain(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("antichain.conformance.phases.laws.hostile", lambda _: (("A", "B", "C"),))
    patch.setattr("antichain.conformance.phases.laws.further", lambda _: ())
    patch.setattr("antichain.conformance.phases.random_histories.hostile", lambda _: (("A", "B", "C"),))


@breaking("wraps_at_64_bits", "it survives")
def amounts_that_are_all_small(_: pytest.MonkeyPatch) -> Harness:
    return replaced(laws_without("amounts", "algebraic laws", "large sums", "tall states"))


@breaking("writes_where_it_lies", "it survives")
def bytes_that_no_other_process_reads(_: pytest.MonkeyPatch) -> Harness:
    return replaced(Laws(across_processes=none))


@breaking("takes_small_states_only", "it survives")
def constructed_states_that_nobody_receives(_: pytest.MonkeyPatch) -> Harness:
    return replaced(laws_without("constructed states", "tall states"))


@breaking("prunes_beyond_fifty", "it survives")
def crowds_of_three(_: pytest.MonkeyPatch) -> Harness:
    return replaced(laws_without("many replicas"))


@pytest.mark.parametrize("way", BREAKS)
def test_broken_harness_turns_the_zoo_red(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks, names, said = BREAKS[way]
    harness = breaks(monkeypatch) or HARNESS
    try:
        shown = [show(MEMBERS[name], bounds=SMALL, harness=harness) for name in names]
    except HarnessDefect:
        for cached in (playable.shared, laws._conversations, laws._round):
            cached.cache_clear()
        assert said == "defect"
        return
    told = [*faults(shown, whole=False), *(f"the phase {phase} catches no member" for phase in idle(shown))]
    assert any(said in fault for fault in told), told


@pytest.mark.parametrize("name", sorted({name for _, names, _ in BREAKS.values() for name in names}))
def test_whole_harness_leaves_the_zoo_green(name: str) -> None:
    assert show(MEMBERS[name], bounds=SMALL).faults == ()
