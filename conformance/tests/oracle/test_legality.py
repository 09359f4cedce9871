"""Legality of steps: each refused step and its reason."""

import pytest

from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.legality import why_illegal
from antichain.conformance.oracle.steps import FaultStep, Step
from antichain.conformance.protocol.claims import Fault
from antichain.model.causality import Event

A, B = Event("A"), Event("B")
LEFT = (A, Event("B", of=1), FaultStep("A", Fault.RETIRE))
JOINED = (*LEFT, FaultStep("A", Fault.JOIN))


@pytest.mark.parametrize(
    ("history", "step", "why"),
    [
        ((), Event("A", of=1), "receives the state of event 1, which is not one of the events before it"),
        ((A, FaultStep("A", Fault.CRASH)), Event("B", of=2), "receives the state of event 2"),
        (LEFT, A, "is made by A, which has left"),
        (LEFT, Event("C"), "is the first of C, which has not received the final state of A, which left"),
        (JOINED, Event("C"), "is the first of C, which has not received the final state of A, which left"),
        (JOINED, Event("C", of=2), "is the first of C, which has not received the final state of A, which left"),
        (LEFT, FaultStep("C", Fault.CRASH), "is the first of C, which has not received the final state of A"),
        (JOINED, FaultStep("C", Fault.CLONE, as_="D"), "is the first of C, which has not received the final state"),
        ((*LEFT, B, FaultStep("B", Fault.RETIRE)), FaultStep("C", Fault.RETIRE), "is the first of C, which has not"),
        ((A, FaultStep("C", Fault.JOIN)), FaultStep("A", Fault.RETIRE), "lets A retire, whose final state C has not"),
        ((A, FaultStep("C", Fault.CRASH)), FaultStep("A", Fault.RETIRE), "lets A retire, whose final state C has not"),
        (LEFT, FaultStep("A", Fault.CRASH), "is a fault of A, which has left"),
        ((A,), FaultStep("A", Fault.JOIN), "lets A join, which exists already"),
        ((A,), FaultStep("A", Fault.CLONE), "starts a clone as '', which is not a new name"),
        ((A, B), FaultStep("A", Fault.CLONE, as_="B"), "starts a clone as 'B', which is not a new name"),
        ((B,), FaultStep("A", Fault.CLONE, as_="A"), "starts a clone as 'A', which is not a new name"),
        ((A, B), FaultStep("A", Fault.RESTORE, back=2), "restores the state of A after step 2, when it had none"),
        ((A,), FaultStep("A", Fault.RESTORE, back=7), "restores the state of A after step 7, when it had none"),
        ((A, B), FaultStep("A", Fault.RETIRE), "lets A retire, whose final state B has not received"),
    ],
)
def test_illegal_step_has_a_reason(history: tuple[Step, ...], step: Step, why: str) -> None:
    assert why_illegal(Execution.of(history), step).startswith(why)


@pytest.mark.parametrize(
    ("history", "step"),
    [
        ((), A),
        ((A,), Event("A", of=1)),
        ((), FaultStep("A", Fault.CRASH)),
        ((), FaultStep("A", Fault.JOIN)),
        ((A,), FaultStep("A", Fault.RESTORE)),
        ((A,), FaultStep("A", Fault.RETIRE)),
        (LEFT, FaultStep("A", Fault.JOIN)),
        (LEFT, FaultStep("C", Fault.JOIN)),
        ((*LEFT, FaultStep("C", Fault.JOIN)), Event("C")),
        ((FaultStep("A", Fault.RETIRE),), Event("C")),
        (LEFT, B),
        (JOINED, A),
    ],
)
def test_legal_step_has_no_reason(history: tuple[Step, ...], step: Step) -> None:
    assert why_illegal(Execution.of(history), step) == ""
