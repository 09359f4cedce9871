"""The sentence of a failure is true, and says what was read."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from antichain.conformance.cases.case import Case, compile_case
from antichain.conformance.cases.checks.after_faults import Unsure
from antichain.conformance.cases.checks.base import OneOf, SameAnswer
from antichain.conformance.cases.checks.clock import ClockOrder, OnlyOwnEntryGrew
from antichain.conformance.cases.checks.counter import CounterValue
from antichain.conformance.cases.script import ScriptStep, Violation
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.failures.expectation import detach
from antichain.conformance.failures.failure import Failure
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Failed
from antichain.conformance.protocol.claims import Claim, Fault, Kind, Options
from antichain.conformance.scenarios import amounts, constructed_states, many_replicas, tall_states
from antichain.model.causality import Event

A, B = Event("A"), Event("B")
CRASH = FaultStep("A", Fault.CRASH)
BORN = Claim(Kind.VERSION_VECTOR, Options(birth="entry"))
OPPOSITE = Claim(Kind.PN_COUNTER, Options(negative="opposite"))
BUILT = Claim(Kind.G_COUNTER, Options(construct=True, wire=True, entries=True))


def test_reason_with_entries_from_birth_names_the_order() -> None:
    execution = Execution.of([A, B, Event("B", of=1), Event("A", of=3)])
    case = compile_case(execution, BORN, default_variant(execution, BORN))
    reasons = {check.order.value: check.reason for check in case.script.checks if isinstance(check, ClockOrder)}
    assert not [reason for reason in reasons.values() if "Order" in reason]
    assert reasons["before"].startswith("all updates and entries from birth known after event ")
    assert " an update or an entry from birth is known " in reasons["concurrent"]


def _reads(cases: Iterable[Case]) -> list[ScriptStep]:
    return [step for case in cases for step in case.script.steps if isinstance(step.request, requests.Value)]


@pytest.mark.parametrize(
    "cases",
    [
        amounts.probes(OPPOSITE, in_process=True),
        constructed_states.probes(BUILT),
        tall_states.probes(BUILT),
        many_replicas.probes(BUILT, 20),
    ],
    ids=["amounts", "constructed", "tall", "many"],
)
def test_sentence_about_a_wrong_value_says_the_value(cases: Iterable[Case]) -> None:
    steps = [step for step in _reads(cases) if not isinstance(step.check, SameAnswer)]
    assert steps
    for step in steps:
        assert "1234567" in step.check.explanation(1234567)
        assert "no such key" in step.check.explanation(Failed("no such key"))


def test_negative_increment_is_explained_with_its_value() -> None:
    cases = amounts.probes(OPPOSITE, in_process=True)
    first, *_ = _reads(case for case in cases if case.title == "an increment by -1")
    assert first.check.explanation(1) == (
        "hello claims that a negative increment is a decrement: an increment by -1 makes the value -1, and it reads 1"
    )


def _unsure(sure: int, amounts: dict[int, int], *others: tuple[int, Unsure]) -> Unsure:
    return Unsure(expected=OneOf("0 or 1"), rule="FLT-ACK", sure=sure, amounts=amounts, others=others)


def test_interrupted_updates_are_listed() -> None:
    check = _unsure(0, {0: 1, 1: 1, 2: 1})
    assert check.explanation(4) == (
        "the acknowledged updates in its causal past sum to 0, each of the interrupted ones of 1, 1 and 1 counts in "
        "all reads of the history or in none, and it reads 4"
    )


def test_interrupted_update_that_was_done_is_expected() -> None:
    check = _unsure(0, {0: 1})
    assert check.expected_after(["done"]) == 1
    assert str(check.expected_after(["unknown"])) == "0 or 1"
    assert check.contradicted(0, ["done"]) == (0,)
    assert check.explanation_with(0, ["done"], ()) == (
        "the acknowledged updates in its causal past sum to 1, with the interrupted one of 1, which was answered with "
        "done, and it reads 0"
    )


def test_contradicted_read_is_named() -> None:
    first = _unsure(0, {0: 1})
    second = _unsure(0, {0: 1}, (1, first))
    assert second.contradicted(1, ["unknown", 0]) == (1,)
    assert second.contradicted(7, ["unknown", 0]) == ()
    assert second.explanation_with(1, ["unknown", 0], ()).endswith(
        "and it reads 1, which contradicts an earlier read of 0"
    )


def test_sentence_about_a_tick_has_the_entries_before() -> None:
    check = OnlyOwnEntryGrew(covers=("TICK-STRICT",), own="A", since=0)
    assert check.contradicted({"A": 51}, [{"A": 51}]) == (0,)
    assert check.explanation_with({"A": 51}, [{"A": 51}], ()) == (
        "a tick lets the own entry grow and no other: the entries were {'A': 51}, and now they are {'A': 51}"
    )


@pytest.mark.parametrize("detached", [False, True])
def test_trace_shows_the_contradicted_read(detached: bool) -> None:
    execution = Execution.of([FaultStep("A", Fault.CRASH, during=True), FaultStep("A", Fault.CRASH)])
    claim = Claim(Kind.G_COUNTER, Options(), (Fault.CRASH,))
    case = compile_case(execution, claim, default_variant(execution, claim))
    answers = [None, 0, "unknown", 0, None, 1]
    violation = case.script.judge(answers)
    assert violation is not None
    failure = Failure(case, violation, "exhaustive", tuple(answers))
    failure = detach(failure) if detached else failure
    assert [(step.action, step.observed) for step in failure.trace] == [
        ("crashes during increment by 1", ""),
        ("value", "0"),
        ("crashes", ""),
        ("value", "1"),
    ]


@pytest.mark.parametrize(
    ("steps", "wrong", "reason"),
    [
        ([A, CRASH], 0, "an update acknowledged before a crash is present after it: "),
        ([A, CRASH], 2, "after a crash, a state holds no update that is not in its causal past, and none twice: "),
        ([CRASH, A], 0, "an update made after a crash is present: "),
        ([A, CRASH, A], 1, "a crash loses no update that was made before or after it: "),
    ],
)
@pytest.mark.parametrize("delta", [False, True])
def test_sentence_after_a_crash_is_true(steps: list[Event | FaultStep], wrong: int, reason: str, delta: bool) -> None:
    execution = Execution.of(steps)
    claim = Claim(Kind.G_COUNTER, Options(delta="any-order"), (Fault.CRASH,))
    variant = default_variant(execution, claim)
    deltas = tuple(isinstance(step, Event) for step in steps) if delta else ()
    case = compile_case(execution, claim, replace(variant, delta=deltas))
    *_, read = (check for check in case.script.checks if check.expected == len(steps) - 1)
    assert read.explanation(wrong).startswith(reason)


def test_entries_with_too_much_after_a_crash_lack_no_update() -> None:
    execution = Execution.of([A, CRASH])
    claim = Claim(Kind.G_COUNTER, Options(entries=True), (Fault.CRASH,))
    case = compile_case(execution, claim, default_variant(execution, claim))
    *_, held = (check for check in case.script.checks if check.expected == {"A": 1})
    assert held.explanation({"A": 2}).startswith(
        "after a crash, a state holds no update that is not in its causal past"
    )
    assert held.explanation({}).startswith("an update acknowledged before a crash")


def test_failure_of_bytes_does_not_name_another_cause() -> None:
    execution = Execution.of([A, Event("B", of=1), Event("A", of=2)])
    claim = Claim(Kind.G_COUNTER, Options(wire=True))
    case = compile_case(execution, claim, replace(default_variant(execution, claim), recoded=True))
    place = max(n for n, check in enumerate(case.script.checks) if isinstance(check, CounterValue))
    failure = Failure(case, Violation(place, 2, ("WIRE-ORDER",)), "laws", (None,) * place + (2,))
    assert failure.explanation == (
        "without bytes, the same history has the right answer, and with bytes a wrong one: the updates in its causal "
        "past sum to 1, and it reads 2"
    )
