"""Results of a wrong shape: the target answers on, and the cause is the feature without which the shape is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.wrong import counter, total

from antichain.conformance.failures.analyse import FailureAnalyser
from antichain.conformance.failures.expectation import answer_from_data, answer_to_data, detach
from antichain.conformance.failures.failure import Failure
from antichain.conformance.histories.replica_names import hostile
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.phases.laws import laws
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Misshapen, shaped
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.scenarios import amounts
from antichain.conformance.transport.in_process import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from antichain.conformance.adapters.values import ValueTarget
    from antichain.conformance.cases.case import Case

CLAIM = Claim(Kind.G_COUNTER, Options())
NAMED = Bounds.parse("named=1,states=1,crowd=3")


def reads_a_text_for_some_names() -> ValueTarget:
    return counter(value=lambda counts: "native code" if "constructor" in counts else total(counts))


def reads_large_totals_as_doubles() -> ValueTarget:
    def value(counts: dict[str, int]) -> Any:  # noqa: ANN401 — a value of a wrong type
        return float(total(counts)) if total(counts) > 2**64 else total(counts)

    return counter(value=value)


def attributed(target: Callable[[], ValueTarget], cases: Iterable[Case]) -> list[tuple[str, ...]]:
    """Return the rules of the attributed failure of each failing case."""
    connection = InProcess(target)
    analyser = FailureAnalyser(CLAIM, lambda: InProcess(target))
    found = []
    for case in cases:
        if violation := case.script.judge(connection.play(case.script.requests)):
            assert isinstance(violation.answer, Misshapen)
            found.append(analyser.attribute(case, violation)[1].rules)
    return found


def test_wrong_shape_under_hostile_names_is_a_fault_of_names() -> None:
    assert any("constructor" in group for group in hostile(CLAIM.options))
    named = (case for case in laws(CLAIM, NAMED, in_process=True) if case.title.startswith("names"))
    assert set(attributed(reads_a_text_for_some_names, named)) == {("ID-DISTINCT",)}


def test_wrong_shape_of_large_totals_is_a_fault_of_large_amounts() -> None:
    tried = amounts.probes(CLAIM, in_process=False)
    assert set(attributed(reads_large_totals_as_doubles, tried)) == {("CNT-BIG",)}


def test_wrong_shape_with_plain_names_too_stays_an_answer() -> None:
    named = (case for case in laws(CLAIM, NAMED, in_process=True) if case.title.startswith("names"))
    assert ("ANS-OK",) in attributed(lambda: counter(value=str), named)


def test_wrong_shape_does_not_break_the_target() -> None:
    case = next(iter(amounts.probes(CLAIM, in_process=False)))
    answers = InProcess(lambda: counter(value=lambda _: "three")).play(case.script.requests)
    violation = case.script.judge(answers)
    assert violation is not None
    assert len(answers) == len(case.script.requests)
    failure = Failure(case, violation, "laws", tuple(answers[: violation.place + 1]))
    assert (failure.errored, failure.rules) == (False, ("ANS-OK",))
    assert failure.explanation.startswith('value was answered "three"; expected a whole number')


def test_attributed_wrong_shape_names_the_control_that_passed() -> None:
    connection = InProcess(reads_a_text_for_some_names)
    analyser = FailureAnalyser(CLAIM, lambda: InProcess(reads_a_text_for_some_names))
    for case in laws(CLAIM, NAMED, in_process=True):
        answers = connection.play(case.script.requests)
        if case.title.startswith("names") and (violation := case.script.judge(answers)):
            failure = Failure(*analyser.attribute(case, violation), "laws", tuple(answers))
            assert failure.explanation.endswith("; with plain names, the same steps have right answers")
            kept = detach(failure)
            assert kept.case.script.judge(answers) == failure.violation, "a file keeps the rules"
            return
    raise AssertionError


@pytest.mark.parametrize(
    ("request_", "result", "text"),
    [
        (requests.Value("A"), None, "JSON has no NaN and no Infinity"),
        (requests.Value("A"), float("nan"), "JSON has no NaN and no Infinity"),
        (requests.Entries("A"), {"A": None}, "JSON has no NaN and no Infinity"),
        (requests.Entries("A"), {"A": [1, None]}, 'an object of pairs of whole numbers, such as {"A":[2,1]}'),
        (requests.Entries("A"), {"A": "x"}, 'expected an object of whole numbers, such as {"A":2}'),
        (requests.Compare("m", "n"), None, "expected one of before, after, equal, concurrent, unordered"),
    ],
)
def test_wrong_shape_is_told_with_what_is_expected(request_: requests.Request, result: object, text: str) -> None:
    answer = shaped(request_, result)
    assert isinstance(answer, Misshapen)
    assert text in answer.text
    assert ("pn-counter" in answer.text) is False


@pytest.mark.parametrize("result", [None, "three", 0.5, [1], {"a": 1}])
def test_wrong_shape_is_the_same_after_a_file(result: object) -> None:
    answer = shaped(requests.Value("A"), result)
    assert answer_from_data(requests.Value("A"), answer_to_data(answer)) == answer
