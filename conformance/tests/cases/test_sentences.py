"""The sentence of a failure is true, and says what was read."""

from collections.abc import Iterable

import pytest

from antichain.conformance.cases.case import Case, compile_case
from antichain.conformance.cases.checks.base import SameAnswer
from antichain.conformance.cases.checks.clock import ClockOrder
from antichain.conformance.cases.script import ScriptStep
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Failed
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.scenarios import amounts, constructed_states, many_replicas, tall_states
from antichain.model.causality import Event

A, B = Event("A"), Event("B")
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
