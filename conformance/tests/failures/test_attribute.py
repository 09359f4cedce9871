"""A feature is the cause of a failure only if the same case passes without it; a plainer case that fails is better."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests import wrong

from antichain.conformance.cases.case import DirectedCase, HistoryCase, compile_case
from antichain.conformance.cases.script import Violation
from antichain.conformance.cases.variant import busy, default_variant
from antichain.conformance.failures.analyse import FailureAnalyser
from antichain.conformance.failures.causes.attribute import deltas, directed, faults, simpler_variant
from antichain.conformance.failures.causes.attribution import explains
from antichain.conformance.failures.causes.control import controls
from antichain.conformance.failures.causes.features import features, shape
from antichain.conformance.failures.causes.messages import frozen
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.answers import Failed
from antichain.conformance.protocol.claims import Claim, Fault, Kind, Options
from antichain.conformance.scenarios import across_processes, amounts, tall_states
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.wrong import reports_no_debt_of_others, writes_where_it_lies
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.adapters.values import ValueTarget
    from antichain.conformance.cases.case import Case

A, B = Event("A"), Event("B")
CLAIM = Claim(Kind.G_COUNTER, Options())


def judge_of(target: Callable[[], ValueTarget]) -> Callable[[Case], Violation | None]:
    connection = InProcess(target)
    return lambda case: case.script.judge(connection.play(case.script.requests))


def case_of(*steps: Event | FaultStep, **changes: object) -> HistoryCase:
    execution = Execution.of(steps)
    return compile_case(execution, CLAIM, replace(default_variant(execution, CLAIM), **changes))  # type: ignore[arg-type]  # fields of a variant


def wrong_value(case: Case) -> Violation:
    """Return a violation at the last value that is read."""
    places = [place for place, check in enumerate(case.script.checks) if isinstance(check.expected, int)]
    return Violation(places[-1], 77, ("CNT-NEW",))


def failing(target: Callable[[], ValueTarget], case: Case) -> Violation:
    found = judge_of(target)(case)
    assert found is not None
    return found


def test_reads_are_not_the_cause_if_half_the_histories_fail() -> None:
    connection = InProcess(wrong.merges_in_every_second_history)
    case = case_of(A, Event("B", of=1))
    plays = (case.script.judge(connection.play(case.script.requests)) for _ in range(2))
    found = next(violation for violation in plays if violation is not None)
    attributed = FailureAnalyser(CLAIM, lambda: connection).attribute(case, found)
    assert attributed == (case, found)


def test_hostile_names_are_the_cause_if_plain_names_pass() -> None:
    case = case_of(A, B, Event("B", of=1), names=("a", "A"))
    found = failing(wrong.folds_names_and_wraps, case)
    attributed = simpler_variant(case, found, CLAIM, judge_of(wrong.folds_names_and_wraps))
    assert attributed is not None
    assert attributed.final
    assert attributed.violation.rules == ("ID-DISTINCT",)


def test_failure_with_plain_names_too_is_shown_with_them() -> None:
    case = case_of(A, Event("B", of=1), Event("B", of=1), names=("a", "A"))
    found = failing(wrong.sums, case)
    attributed = simpler_variant(case, found, CLAIM, judge_of(wrong.sums))
    assert attributed is not None
    assert not attributed.final
    assert isinstance(attributed.case, HistoryCase)
    assert attributed.case.variant.names == ("A", "B")


def test_fault_is_not_the_cause_of_a_failure_without_it() -> None:
    claim = Claim(Kind.G_COUNTER, Options(), (Fault.CRASH,))
    execution = Execution.of([A, Event("B", of=1), FaultStep("A", Fault.CRASH), Event("B", of=1)])
    case = compile_case(execution, claim, default_variant(execution, claim))
    plain = next(case.without_faults())
    assert [step.replica for step in plain.execution.events] == ["A", "B", "B"]
    attributed = faults(case, wrong_value(case), claim, judge_of(wrong.sums))
    assert attributed is not None
    assert attributed.case.title == case.title
    assert faults(case, wrong_value(case), claim, lambda _: None) is None


def test_deltas_are_the_cause_if_full_states_pass() -> None:
    claim = Claim(Kind.G_COUNTER, Options(delta="any-order"))
    execution = Execution.of([A, Event("B", of=1)])
    case = compile_case(execution, claim, replace(default_variant(execution, claim), delta=(True, False)))
    attributed = deltas(case, wrong_value(case), claim, lambda _: None)
    assert attributed is not None
    assert attributed.final


def test_large_amount_failure_follows_from_a_failure_of_ones() -> None:
    case = next(case for case in amounts.probes(CLAIM, in_process=True) if "by receive" in case.title)
    found = wrong_value(case)
    plain = next(controls(case, found, CLAIM))  # type: ignore[arg-type]  # a directed case
    assert isinstance(plain, HistoryCase)
    assert set(plain.variant.amounts) == {0, 1}
    assert directed(case, found, CLAIM, lambda _: None) is None
    attributed = directed(case, found, CLAIM, lambda case: wrong_value(case) if case is not None else None)
    assert attributed is not None
    assert isinstance(attributed.case, HistoryCase)


def test_case_of_constructed_states_has_no_simpler_history() -> None:
    claim = Claim(Kind.G_COUNTER, Options(construct=True))
    case = DirectedCase("constructed", next(tall_states.probes(claim)).script)
    assert not list(controls(case, wrong_value(case), claim))


def test_failure_at_another_request_explains_nothing() -> None:
    case = case_of(A, Event("B", of=1))
    value = wrong_value(case)
    receive = next(place for place, request in enumerate(case.script.requests) if type(request).__name__ == "Receive")
    assert explains(case, value, case, value)
    assert not explains(case, Violation(receive, Failed("full"), ("ANS-OK",)), case, value)
    later = case_of(A, Event("B", of=1), Event("B", of=1))
    assert not explains(later, wrong_value(later), case, value)


def test_errors_that_differ_in_numbers_explain_each_other() -> None:
    case, named = case_of(A, Event("B", of=1)), case_of(A, Event("B", of=1), names=("x y", "z"))
    one = Violation(3, Failed("KeyError: 'A' after 3"), ("ANS-OK",))
    other = Violation(3, Failed("KeyError: 'x y' after 12"), ("ANS-OK",))
    assert shape(case, one) == shape(named, other)
    assert explains(case, one, named, other)
    assert not explains(case, one, named, replace(other, answer=Failed("full")))


def test_errors_with_names_explain_each_other_without_quotes() -> None:
    case, named = case_of(A, Event("B", of=1)), case_of(A, Event("B", of=1), names=("x y", "constructor"))
    one = Violation(3, Failed("no slot of B in A"), ("ANS-OK",))
    other = Violation(3, Failed("no slot of constructor in x y"), ("ANS-OK",))
    assert shape(case, one) == shape(named, other) == "no slot of @ in @"


def test_cut_name_at_the_end_of_an_error_is_masked() -> None:
    long = "n" * 1023
    case, named = case_of(A, Event("B", of=1)), case_of(A, Event("B", of=1), names=(f"{long}1", f"{long}2"))
    one = Violation(3, Failed("KeyError: 'B'"), ("ANS-OK",))
    other = Violation(3, Failed(f"KeyError: '{long}2'"[:1000]), ("ANS-OK",))
    assert shape(case, one) == shape(named, other)
    assert explains(case, one, named, other)


def test_quotes_as_names_leave_other_quotes_as_they_are() -> None:
    case, named = case_of(A, Event("B", of=1)), case_of(A, Event("B", of=1), names=('"', "'"))
    one, other = (Violation(3, Failed(text), ("ANS-OK",)) for text in ("KeyError: 'B'", 'KeyError: "\'"'))
    assert shape(case, one) == shape(named, other)


def test_name_that_is_a_word_of_the_error_hides_no_equal_error() -> None:
    case, named = case_of(A, Event("B", of=1)), case_of(A, Event("B", of=1), names=("a", "object"))
    violation = Violation(3, Failed("recursion while calling a Python object"), ("ANS-OK",))
    assert explains(case, violation, named, violation)
    assert not explains(case, violation, named, replace(violation, answer=Failed("calling a Python list")))


def test_message_changed_by_another_replica_breaks_msg_frozen() -> None:
    case = case_of(A, Event("B", of=1), B, Event("C", of=1))
    found = failing(wrong.shares_its_state, case_of(A, Event("B", of=1), A, Event("C", of=1)))
    attributed = frozen(
        case_of(A, Event("B", of=1), A, Event("C", of=1)), found, CLAIM, judge_of(wrong.shares_its_state)
    )
    assert attributed is not None
    assert attributed.violation.rules == ("MSG-FROZEN",)
    assert frozen(case, wrong_value(case), CLAIM, judge_of(wrong.counter)) is None


def test_features_list_what_a_case_adds_to_a_plain_history() -> None:
    plain = case_of(A, Event("B", of=1))
    assert features(plain, wrong_value(plain)) == frozenset()
    special = case_of(A, Event("B", of=1), names=("", "B"), amounts=(2**40, 0))
    assert features(special, wrong_value(special)) == {"names", "large"}
    execution = plain.execution
    refusing = compile_case(execution, CLAIM, busy(default_variant(execution, CLAIM), execution, CLAIM))
    assert features(refusing, wrong_value(refusing)) == {"illegal"}


def failure_of_loaded_bytes(target: Callable[[], ValueTarget], kind: Kind) -> tuple[Case, Violation, Claim]:
    claim = Claim(kind, Options(wire=True))
    played = across_processes.cases(claim, InProcess(target), lambda: InProcess(target))
    failed = ((case, case.script.judge(answers), claim) for case, answers in played)
    return next((case, violation, claim) for case, violation, claim in failed if violation)


def test_loaded_bytes_are_not_the_cause_if_states_fail() -> None:
    target = reports_no_debt_of_others.target.factory
    found = directed(*failure_of_loaded_bytes(target, Kind.PN_COUNTER), judge_of(target))
    assert found is not None
    assert (found.case.title, found.violation.rules, found.final) == ("history", ("CNT-BELOW", "CNT-SAME"), False)


def test_loaded_bytes_are_the_cause_if_states_pass() -> None:
    target = writes_where_it_lies.target.factory
    case, violation, claim = failure_of_loaded_bytes(target, Kind.G_COUNTER)
    assert directed(case, violation, claim, judge_of(target)) is None
    assert case.until(violation.place) == 2
