"""A refusal that does not come: the read after it shows whether the request was ignored or counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.wrong import add, counter

from antichain.conformance.failures.analyse import FailureAnalyser
from antichain.conformance.failures.causes.budget import Budget
from antichain.conformance.failures.causes.collection import FailureCollection
from antichain.conformance.failures.causes.grouping import plainness
from antichain.conformance.failures.failure import Failure, answers_shown
from antichain.conformance.failures.known import NOTHING_KNOWN
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.scenarios import amounts
from antichain.conformance.transport.in_process import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antichain.conformance.adapters.values import ValueTarget

CLAIM = Claim(Kind.G_COUNTER, Options())
SMALL = Claim(Kind.G_COUNTER, Options(max=5, overflow="reject"))
IGNORED = "and the value is unchanged: the request was ignored without an error"


def counts_whatever_it_gets() -> ValueTarget:
    def increment(counts: dict[str, Any], replica: str, by: Any) -> dict[str, Any]:  # noqa: ANN401 — amounts come as given
        return {**counts, replica: counts.get(replica, 0) + by}

    return counter(increment=increment)


def ignores_less_than_one() -> ValueTarget:
    def increment(counts: dict[str, Any], replica: str, by: Any) -> dict[str, Any]:  # noqa: ANN401 — amounts come as given
        return {**counts, replica: counts.get(replica, 0) + (by if by >= 1 else 0)}

    return counter(increment=increment)


def fails_at_what_is_illegal() -> ValueTarget:
    def increment(counts: dict[str, int], replica: str, by: object) -> dict[str, int]:
        if not isinstance(by, int) or by < 0:
            message = "the library has no such amount"
            raise ValueError(message)
        return add(counts, replica, by)

    return counter(increment=increment)


def failures(target: Callable[[], ValueTarget], claim: Claim = CLAIM) -> Iterator[Failure]:
    connection = InProcess(target)
    for case in amounts.probes(claim, in_process=False):
        answers = connection.play(case.script.requests)
        if violation := case.script.judge(answers):
            yield Failure(case, violation, "laws", answers_shown(case, violation, answers))


def sentences(target: Callable[[], ValueTarget], claim: Claim = CLAIM) -> list[str]:
    return [failure.explanation for failure in failures(target, claim)]


def test_ignored_amount_is_explained_as_ignored() -> None:
    due = "where it must be rejected as negative"
    assert f"increment by -1 was answered with done, {IGNORED}, {due}" in sentences(ignores_less_than_one)


def test_counted_amount_is_explained_by_the_new_value() -> None:
    due = "(expected: rejected as negative, value still 1)"
    told = f"increment by -1 was answered with done, and the value became 0 {due}"
    assert told in sentences(counts_whatever_it_gets)
    due = "(expected: rejected as not-an-integer, value still 1)"
    told = f"increment by 2.5 was answered with done, and the value became 3.5 {due}"
    assert told in sentences(counts_whatever_it_gets)


def refuses_all_as_negative() -> ValueTarget:
    def increment(counts: dict[str, int], replica: str, by: object) -> dict[str, int]:
        if not isinstance(by, int) or by < 0:
            code = "negative"
            raise Rejected(code)
        return add(counts, replica, by)

    return counter(increment=increment)


def test_only_a_fraction_below_zero_may_be_negative() -> None:
    told = {sentence for sentence in sentences(refuses_all_as_negative) if sentence.startswith("increment by ")}
    assert {sentence.split(" was ")[0] for sentence in told} == {"increment by 0.5", "increment by 2.5"}


def test_error_instead_of_a_refusal_is_shown_as_an_error() -> None:
    told = "increment by -1 was answered with ValueError: the library has no such amount, where it must be rejected"
    assert f"{told} as negative; the value is unchanged" in sentences(fails_at_what_is_illegal)


def test_amount_beyond_the_bound_is_named_with_the_bound() -> None:
    due = "(expected: rejected as overflow, value still 0)"
    told = f"increment by 6 (declared maximum: 5) was answered with done, and the value became 6 {due}"
    assert told in sentences(counter, SMALL)
    due = "(expected: rejected as overflow, value still 3)"
    told = f"receive of m (declared maximum: 5) was answered with done, and the value became 6 {due}"
    assert told in sentences(counter, SMALL)


def test_trace_of_an_ignored_amount_ends_with_the_read() -> None:
    found = next(failure for failure in failures(ignores_less_than_one) if failure.events == 1)
    assert [(step.action, step.specified, step.observed) for step in found.trace] == [
        ("increment by -1", "rejected as negative", "done"),
        ("value", "0", "0"),
    ]


@pytest.mark.parametrize("claim", [CLAIM, Claim(Kind.G_COUNTER, Options(wire=True))])
def test_head_of_a_cause_shows_the_plainest_harm(claim: Claim) -> None:
    found = [failure for failure in failures(ignores_less_than_one, claim) if "CNT-INTEGER" in failure.rules]
    assert found[0].harmlessness == 1, "the first amount is ignored, and a later one is counted"
    assert min(found, key=plainness).harmlessness == 0


def test_harmless_failure_hides_no_harmful_one() -> None:
    connection = InProcess(ignores_less_than_one)
    analyser = FailureAnalyser(CLAIM, lambda: InProcess(ignores_less_than_one), budget=Budget())
    collection = FailureCollection(analyser, NOTHING_KNOWN, lambda case: connection.play(case.script.requests))
    for failure in failures(ignores_less_than_one):
        collection.add(failure.case, failure.violation, list(failure.answers), PhaseName.LAWS)
    kept = [failure for failure in collection.failures if "CNT-INTEGER" in failure.rules]
    assert [failure.harmlessness for failure in kept] == [0]
    assert "the value became 2.5" in kept[0].explanation
