"""A harness that is broken on purpose turns the zoo red: whoever loosens it is told."""

# ruff: noqa: SLF001 — to break the harness is to reach into it

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from antichain.conformance import amounts, constructed, crowd, doctor, examine, phases, reloading
from antichain.conformance.checks import Check, Grown, Total
from antichain.conformance.counting import Counting
from antichain.conformance.course import Course
from antichain.conformance.examine import Examiner
from antichain.conformance.keeper import idle, members, show
from antichain.conformance.oracle import HarnessDefect, Truth
from antichain.conformance.report.matrix import faults
from antichain.conformance.script import Script, Verdict

if TYPE_CHECKING:
    from antichain.conformance.case import Case
    from antichain.conformance.protocol import Options

MEMBERS = members()
Break = Callable[[pytest.MonkeyPatch], None]
BREAKS: dict[str, tuple[Break, tuple[str, ...], str]] = {}


def breaking(caught_by: str, said: str) -> Callable[[Break], Break]:
    """Register a way to break the harness, the members that must tell, and what they say."""

    def register(way: Break) -> Break:
        BREAKS[way.__name__] = way, tuple(caught_by.split()), said
        return way

    return register


def none(*_: object, **__: object) -> Iterator[Any]:
    return iter(())


@breaking("adds_when_merging", "it survives")
def an_oracle_that_always_agrees(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Check, "broken", lambda *_: ())


@breaking("adds_when_merging", "it survives")
def a_judge_that_sees_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Script, "judge", lambda *_: None)


@breaking("overlooks_itself", "events, and 1 are enough")
def a_judge_that_looks_at_the_later_half_only(patch: pytest.MonkeyPatch) -> None:
    def judge(script: Script, answers: list[Any]) -> Verdict | None:
        for place in range(len(answers) // 2 + 3, len(answers)):
            if broken := script.checks[place].broken(answers[place], answers):
                return Verdict(place, answers[place], broken)
        return None

    patch.setattr(Script, "judge", judge)


@breaking("leaps_and_invents", "it survives")
def a_judge_that_skips_dynamic_checks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Grown, "dynamic", property(lambda _: False))
    original = Script.judge

    def judge(script: Script, answers: list[Any]) -> Verdict | None:
        return original(replace(script, dynamic=[]), answers)

    patch.setattr(Script, "judge", judge)


@breaking("adds_when_merging", "CNT-ONCE does not fire")
def a_rule_that_never_fires(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Total, "by", lambda *_: ("CNT-NEW",))


@breaking("counts_alone moves_its_state", "it is right, and accused of breaking")
def an_oracle_that_counts_one_more(patch: pytest.MonkeyPatch) -> None:
    original = Counting._sum
    patch.setattr(Counting, "_sum", lambda self, mask: original(self, mask) + 1)


@breaking("tells_three_ways", "defect")
def an_oracle_that_takes_a_receive_for_no_event(patch: pytest.MonkeyPatch) -> None:
    phases._shared.cache_clear()
    original = Truth._orders
    patch.setattr(Truth, "_orders", lambda self, past: original(self, past & ~1))


@breaking("complains_too_late", "it survives")
def laws_that_ask_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(phases, "laws", none)


@breaking("keeps_its_name_from_a_backup", "it survives")
def an_exhaustive_phase_that_plays_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(phases, "exhaustive", none)
    patch.setattr(Course, "_random", lambda *_: None)


@breaking("forgets_what_it_counted", "it survives")
def a_large_phase_that_plays_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(phases, "large", none)


@breaking("adds_when_merging breaks_ties_by_name", "the phase random catches nobody")
def a_random_phase_that_plays_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Course, "_random", lambda *_: None)


@breaking("keeps_its_name_from_a_backup", "it survives")
def faults_that_never_happen(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(phases, "faulty", none)
    patch.setattr(Course, "_random", lambda *_: None)


@breaking("forgets_what_it_counted", "is shown by a case that does not show it")
def a_shrinker_that_loses_the_failure(patch: pytest.MonkeyPatch) -> None:
    def lose(_: Examiner, case: Case, verdict: Verdict, options: Options) -> tuple[Case, Verdict]:
        candidates = examine.smaller(case, case.script.events[verdict.place], options)
        smallest = min(candidates, key=lambda candidate: len(candidate.script.requests))
        return smallest, replace(verdict, place=min(verdict.place, len(smallest.script.requests) - 1))

    patch.setattr(Examiner, "_shrink", lose)
    patch.setattr(Examiner, "_simplify", lambda _self, case, verdict, _options: (case, verdict))


@breaking("forgets_what_it_counted", "30 are enough")
def a_shrinker_that_leaves_nothing_out(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(examine, "smaller", none)


@breaking("hashes_names_to_16_bits", "ID-DISTINCT does not fire")
def a_narrower_that_finds_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(crowd, "_narrower", none)


@breaking("folds_case", "ID-DISTINCT does not fire")
def an_attribution_that_always_blames_the_same_rule(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Examiner, "attribute", lambda _self, case, verdict, _: (case, replace(verdict, broken=("CNT-NEW",))))


@breaking("folds_case", "ID-DISTINCT does not fire")
def an_attribution_that_does_not_look(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Examiner, "attribute", lambda _self, case, verdict, _: (case, verdict))


@breaking("adds_when_merging", "is called flaky")
def a_confirmation_that_never_agrees(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(examine, "_alike", lambda *_: False)


@breaking("adds_when_merging", "it survives")
def an_engine_that_drops_its_findings(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Course, "_without_longer", lambda *_: [])


@breaking("adds_when_merging", "it survives")
def an_engine_that_knows_everything_already(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Course, "_as_short", lambda *_: True)


@breaking("counts_alone", "the doctor complains")
def a_doctor_that_sees_differences_everywhere(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(doctor, "_difference", lambda *_: "everywhere")


@breaking("folds_case", "it survives")
def names_that_are_all_plain(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(phases, "hostile", lambda _: (("A", "B", "C"),))
    patch.setattr("antichain.conformance.machine.hostile", lambda _: (("A", "B", "C"),))


@breaking("wraps_at_64_bits", "it survives")
def amounts_that_are_all_small(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(amounts, "_POWERS", ())
    patch.setattr("antichain.conformance.lawful.probes", none)


@breaking("writes_where_it_lies", "it survives")
def bytes_that_no_other_process_reads(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reloading, "cases", none)


@breaking("takes_small_states_only", "CNT-UNION does not fire")
def constructed_states_that_nobody_receives(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(constructed, "_received", none)


@breaking("prunes_beyond_fifty", "it survives")
def crowds_of_three(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(crowd, "probes", none)


@pytest.mark.parametrize("way", BREAKS)
def test_it_turns_the_zoo_red(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks, names, said = BREAKS[way]
    breaks(monkeypatch)
    try:
        shown = [show(MEMBERS[name]) for name in names]
    except HarnessDefect:
        phases._shared.cache_clear()
        assert said == "defect"
        return
    told = [*faults(shown, whole=False), *(f"the phase {phase} catches nobody" for phase in idle(shown))]
    assert any(said in fault for fault in told), told


@pytest.mark.parametrize("name", sorted({name for _, names, _ in BREAKS.values() for name in names}))
def test_a_harness_that_is_whole_leaves_it_green(name: str) -> None:
    assert show(MEMBERS[name]).faults == ()
