"""What a report says of shorter histories."""

from __future__ import annotations

import pytest

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.script import Violation
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.failures.failure import Failure
from antichain.conformance.failures.minimality import with_minimality
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.model.causality import Event

CLAIM = Claim(Kind.G_COUNTER, Options())


def failure_of(*events: Event) -> Failure:
    execution = Execution.of(events)
    case = compile_case(execution, CLAIM, default_variant(execution, CLAIM))
    violation = Violation(len(case.script.requests) - 1, 77, ("CNT-NEW",))
    return Failure(case, violation, PhaseName.EXHAUSTIVE, ())


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((Event("A"),), "no history has fewer events"),
        ((Event("A"), Event("A")), "no history with fewer events fails: all histories of at most 2 replicas (1) were"),
    ],
)
def test_minimality_counts_the_shorter_histories(events: tuple[Event, ...], said: str) -> None:
    (failure,) = with_minimality([failure_of(*events)], CLAIM, Bounds(replicas=2, events=3))
    assert failure.minimal.startswith(said)
