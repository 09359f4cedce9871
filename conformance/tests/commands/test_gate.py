"""Gates: fixed bounds, a limit of time, and required offers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from tests.processes import at_home_in

from antichain.conformance.api import check
from antichain.conformance.commands import main
from antichain.conformance.engine.events import BoundsChosen
from antichain.conformance.engine.exit_codes import CONFORMANT, INCOMPLETE, NOT_CONFORMANT, USAGE, Verdict
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.phases.profiles import PROFILES, Profile
from antichain.conformance.zoo.parts import counter
from antichain.conformance.zoo.wrong import adds_when_merging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.engine.events import Event

pytestmark = pytest.mark.slow

LITTLE = ("--bounds", "events=3,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2")
COUNTER, RULE = "py:antichain.conformance.zoo.parts:counter", ("--rule", "CNT-OWN", "--phase", "exhaustive")


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        yield


def _antichain(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["check", *arguments, "--in-process"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, " ".join(result.output.split())


def _data(*arguments: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(CliRunner().invoke(main, ["check", *arguments, "--in-process", "--json"]).output)
    return data


@pytest.mark.parametrize("words", [("--quick",), ("--profile", "quick")])
def test_profile_fixes_the_bounds_and_is_recorded(words: tuple[str, ...]) -> None:
    data = _data(COUNTER, *RULE, *words)
    assert data["profile"] == "quick"
    assert data["bounds"] == {"g-counter": str(PROFILES[Profile.QUICK])}


def test_bounds_override_those_of_the_profile() -> None:
    data = _data(COUNTER, *RULE, "--profile", "quick", "--bounds", "events=3")
    assert data["bounds"] == {"g-counter": str(replace(PROFILES[Profile.QUICK], events=3))}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--profile", "gate", "--budget", "15"), "--budget chooses bounds, and --profile gate fixes them"),
        (("--quick", "--budget", "3"), "--budget chooses bounds, and --profile quick fixes them"),
        (("--quick", "--profile", "gate"), "--quick is --profile quick, and --profile gate is given too"),
        (("--require", "wires"), "unknown offer 'wires'; did you mean wire"),
        (("--max-seconds", "0"), "0.0 is not in the range"),
        (("--max-seconds", "inf"), "inf is not a number of seconds"),
    ],
)
def test_options_that_contradict_each_other_are_refused(words: tuple[str, ...], sentence: str) -> None:
    code, said = _antichain(COUNTER, *words)
    assert code == USAGE
    assert sentence in said


def test_estimate_is_an_event_before_the_phases() -> None:
    events: list[Event] = []
    check(counter, profile="quick", max_seconds=0.000_001, on_event=events.append)
    (chosen,) = [event for event in events if isinstance(event, BoundsChosen)]
    assert chosen.seconds is not None
    assert chosen.seconds > 0


def test_bounds_beyond_every_profile_cause_a_warning() -> None:
    code, said = _antichain(COUNTER, "--bounds", "events=20,named=20", "--max-seconds", "0.2")
    assert code == INCOMPLETE
    assert re.search(r"estimate at least about [\d,]+ years: give smaller --bounds, or --max-seconds", said)


def test_deadline_reached_makes_a_check_incomplete() -> None:
    code, said = _antichain(COUNTER, "--quick", "--max-seconds", "0.000001")
    assert code == INCOMPLETE
    assert "estimate about" in said
    assert "laws scenarios about laws, amounts, names, messages, constructed states; not finished" in said
    assert (
        "INCOMPLETE: nothing failed, but the check ended after 1e-06 s, before its end; not exercised: CNT-OWN" in said
    )


def test_deadline_not_reached_keeps_the_verdict() -> None:
    assert _antichain(COUNTER, *LITTLE, "--max-seconds", "600")[0] == CONFORMANT


def test_failure_before_the_deadline_decides_the_verdict() -> None:
    small = Bounds(events=3, histories=2, steps=8, large=10, crowd=20, faulty=1, named=1)
    report = replace(check(adds_when_merging.target, bounds=small), late=True)
    assert report.verdict is Verdict.NOT_CONFORMANT
    assert replace(check(counter, bounds=small), late=True).verdict is Verdict.INCOMPLETE


def test_deadline_ends_a_phase_between_two_cases() -> None:
    spent: list[Event] = []
    report = check(counter, profile="thorough", phases=["random", "large"], max_seconds=0.5, on_event=spent.append)
    assert report.late
    assert [phase.phase for phase in report.phases] == ["doctor", "random", "large"]
    assert report.verdict is Verdict.INCOMPLETE
    with pytest.raises(AssertionError, match=r"the check ended after 0\.5 s, before its end"):
        report.raise_for_failures()


def test_required_offer_that_is_absent_fails() -> None:
    code, said = _antichain(COUNTER, *LITTLE, "--require", "wire,crash", "--require", "pn-counter")
    assert code == NOT_CONFORMANT
    assert "required wire is required, and g-counter does not offer it" in said
    assert "required crash is required, and the target does not offer it" in said
    assert "required pn-counter is required, and the target does not claim it" in said
    assert f"NOT CONFORMANT: {COUNTER} does not offer what is required: wire is required" in said


def test_required_offer_that_is_made_passes() -> None:
    code, said = _antichain("reference", "--kind", "g-counter", *RULE, *LITTLE, "--require", "entries,wire,crash")
    assert code == CONFORMANT, said


def test_known_file_can_require_offers() -> None:
    Path("antichain.toml").write_text('must-claim = ["wire", "g-counter"]\n', encoding="utf-8")
    data = _data(COUNTER, *RULE, *LITTLE)
    assert data["exit"] == NOT_CONFORMANT
    assert data["unmet"] == ["wire is required, and g-counter does not offer it"]
    assert _antichain(COUNTER, *LITTLE, "--update-known")[0] == NOT_CONFORMANT
    assert Path("antichain.toml").read_text(encoding="utf-8") == 'must-claim = ["wire", "g-counter"]\n'


def test_report_names_rules_that_are_not_offered() -> None:
    assert "does not offer: entries, construct, wire, delta, crash" in _antichain(COUNTER, *RULE, *LITTLE)[1]
    assert _data(COUNTER, *RULE, *LITTLE)["not_offered"]["g-counter"][:3] == ["entries", "construct", "wire"]
