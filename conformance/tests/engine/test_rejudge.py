"""Recorded answers are judged by today's checks, and not by the recorded expectations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest
from click.testing import CliRunner
from tests.sample_results import failure, sample

from antichain.conformance.cases.case import DirectedCase
from antichain.conformance.cases.checks.base import OneOf
from antichain.conformance.cases.script import Violation
from antichain.conformance.commands import main
from antichain.conformance.engine.results.build import catalogue_digest, failure_line
from antichain.conformance.engine.results.file import BadResultsError, write
from antichain.conformance.engine.results.lines import FailureLine, Results
from antichain.conformance.engine.results.rejudge import Outcome, rejudged
from antichain.conformance.failures.failure import Failure
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.phases.laws import laws
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind, Options

if TYPE_CHECKING:
    from pathlib import Path

    from antichain.conformance.cases.case import Case

SMALL = Bounds.parse("events=2,crowd=9,named=1")
ALL_FAULTS = {"crash": 0, "wipe": 0, "restore": 0, "clone": 0, "retire": 0, "join": 0}


def _results(*failures: FailureLine, **claims: object) -> Results:
    base = sample()
    hello = {"name": "acme", "kinds": {"g-counter": claims}, "faults": list(ALL_FAULTS)}
    header = msgspec.structs.replace(base.header, hello=hello, bounds={"g-counter": str(SMALL)})
    return Results(header, base.phases, base.rules, failures, base.footer)


def _answered(made: FailureLine, line: int, value: object) -> FailureLine:
    """Return a failure in which the answer to a line of its transcript is another."""
    exchanges = [
        msgspec.structs.replace(each, observed={"ok": value}) if each.line == line else each for each in made.transcript
    ]
    return msgspec.structs.replace(made, transcript=tuple(exchanges))


def _outcome(made: FailureLine) -> tuple[Outcome, bool]:
    (each,) = rejudged(_results(made))
    return each.outcome, each.decides


def test_rejudge_keeps_a_real_failure() -> None:
    assert _outcome(failure()) == (Outcome.STAYS, True)


def test_rejudge_keeps_a_known_failure_out_of_the_verdict() -> None:
    assert _outcome(failure(known=True)) == (Outcome.STAYS, False)


def test_rejudge_drops_a_failure_with_right_answers() -> None:
    made = failure()
    last = made.transcript[-1]
    assert _outcome(_answered(made, last.line, last.expected["ok"]))[0] is Outcome.GONE


def test_rejudge_ignores_recorded_expectations() -> None:
    made = failure()
    fooled = [msgspec.structs.replace(each, expected=each.observed) for each in made.transcript]
    assert _outcome(msgspec.structs.replace(made, transcript=tuple(fooled)))[0] is Outcome.STAYS


def test_rejudge_finds_an_earlier_wrong_answer() -> None:
    made = failure()
    read = next(each for each in made.transcript if each.request["op"] == "value")
    assert read.line < made.transcript[-1].line
    (found,) = rejudged(_results(_answered(made, read.line, 77)))
    assert (found.outcome, found.decides) == (Outcome.EARLIER, True)
    assert "77" in found.because


@pytest.mark.parametrize(
    "changed",
    [
        {"about": "a scenario of another version", "recipe": None},
        {"recipe": msgspec.structs.replace(failure().recipe, history=())},  # type: ignore[type-var]  # the sample has one
        {"recipe": msgspec.structs.replace(failure().recipe, variant={"names": 3})},  # type: ignore[type-var]  # the same
        {"kind": "vector-clock"},
        {"transcript": failure().transcript[:1] * 40},
    ],
    ids=["scenario", "history", "variant", "kind", "transcript"],
)
def test_rejudge_skips_a_case_that_is_no_longer_made(changed: dict[str, object]) -> None:
    assert _outcome(failure(**changed)) == (Outcome.UNKNOWN, True)


def _wrong(case: Case, rule: str) -> FailureLine:
    """Return the failure of a case in which the last answer is 77."""
    place = max(place for place, asked in enumerate(case.script.requests) if isinstance(asked, requests.Value))
    answers: list[object] = []
    for asked, expected in zip(case.script.requests[:place], case.script.expected, strict=False):
        bytes_ = isinstance(asked, requests.Send | requests.Stamp)
        answers.append(("its bytes" if bytes_ else 5) if isinstance(expected, OneOf) else expected)
    return failure_line(Failure(case, Violation(place, 77, (rule,)), "laws", (*answers, 77)))


def test_rejudge_finds_a_scenario_again() -> None:
    claim = Claim(Kind.G_COUNTER, Options())
    cases = [case for case in laws(claim, SMALL, in_process=False) if isinstance(case, DirectedCase)]
    crowd = next(case for case in cases if case.title == "a crowd of 9")
    judged = rejudged(_results(_wrong(crowd, "CNT-UNION")))
    assert [each.outcome for each in judged] == [Outcome.STAYS]


@pytest.mark.parametrize("title", ["a crowd of 5", "a crowd of 5 through bytes"])
def test_rejudge_finds_a_shrunk_scenario_again(title: str) -> None:
    claim = Claim(Kind.G_COUNTER, Options(wire=True))
    whole = next(case for case in laws(claim, SMALL, in_process=False) if case.title == title.replace("5", "9"))
    smaller = next(case for case in whole.smaller(len(whole.script.requests) - 1) if case.title == title)
    made = _wrong(smaller, "CNT-UNION")
    assert made.recipe is None
    assert [each.outcome for each in rejudged(_results(made, wire=True))] == [Outcome.STAYS]


def test_rejudge_refuses_bounds_of_another_version() -> None:
    results = _results(failure())
    header = msgspec.structs.replace(results.header, bounds={"g-counter": "of_tomorrow=3"})
    with pytest.raises(BadResultsError, match=r"of_tomorrow=3.*; upgrade antichain"):
        rejudged(replace(results, header=header))


def test_rejudge_with_another_catalogue_names_new_histories(tmp_path: Path) -> None:
    results = _results(failure())
    file = tmp_path / "results.jsonl"
    for digest, told in ((catalogue_digest(), False), ("of_tomorrow", True)):
        header = msgspec.structs.replace(results.header, catalogue=digest)
        file.write_bytes(write(replace(results, header=header)))
        said = CliRunner().invoke(main, ["rejudge", str(file)]).stdout
        assert ("right answers are not recorded" in " ".join(said.split())) is told


def test_rejudge_refuses_claims_of_another_version() -> None:
    with pytest.raises(BadResultsError, match=r"cannot be read .*; upgrade antichain"):
        rejudged(_results(failure(), of_tomorrow=True))


@pytest.mark.parametrize(
    ("failures", "code", "said"),
    [
        ((), 0, "no failure is recorded"),
        ((failure(known=True),), 0, "stays: 1"),
        ((failure(),), 1, "stays: 1"),
        ((failure(recipe=None),), 3, "cannot be judged: 1"),
        ((failure(), failure(recipe=None, id="2")), 1, "stays: 1, cannot be judged: 1"),
    ],
)
def test_rejudge_exits_with_the_worst_code(
    failures: tuple[FailureLine, ...], code: int, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "results.jsonl"
    file.write_bytes(write(_results(*failures)))
    run = CliRunner().invoke(main, ["rejudge", str(file)])
    assert (run.exit_code, run.stdout.splitlines()[-1]) == (code, f"./adapter --fast: {said}")
    assert CliRunner().invoke(main, ["rejudge", str(file), "--json"]).exit_code == code


def test_rejudge_of_a_truncated_file_exits_2(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    file.write_bytes(write(sample())[:-20])
    run = CliRunner().invoke(main, ["rejudge", str(file)])
    assert (run.exit_code, run.stdout) == (2, "")
