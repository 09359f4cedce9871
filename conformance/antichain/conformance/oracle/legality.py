"""The legality of steps: the reason why a step cannot come next in a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.claims import Fault

if TYPE_CHECKING:
    from antichain.conformance.oracle.execution import Execution
    from antichain.conformance.oracle.steps import Step
    from antichain.model.causality import Event

__all__ = ["why_illegal"]


def why_illegal(execution: Execution, step: Step) -> str:
    """Return why a step cannot come next, as the end of a sentence about it; empty if it can."""
    if not isinstance(step, FaultStep):
        return _why_no_event(execution, step)
    enters = step.fault is Fault.JOIN
    return (not enters and _why_not_first(execution, step.replica)) or _why_no_fault_step(execution, step)


def _why_no_event(execution: Execution, event: Event) -> str:
    if event.of is not None and not execution.is_event(event.of):
        return f"receives the state of event {event.of}, which is not one of the events before it"
    if event.replica in execution.retired:
        return f"is made by {event.replica}, which has left"
    return _why_not_first(execution, event.replica)


def _why_not_first(execution: Execution, replica: str) -> str:
    """Return why a step cannot be the first of an initial replica; empty if it can.

    A history names a replica only at its own steps, but an initial replica existed when other replicas retired. So
    these retired too early if they had a state: this replica has received no message.
    """
    if replica in execution.current_event:
        return ""
    left = [s.replica for e, s in enumerate(execution.events) if _retires(s) and execution.predecessors[e]]
    return f"is the first of {replica}, which has not received the final state of {left[0]}, which left" if left else ""


def _retires(step: Step) -> bool:
    return isinstance(step, FaultStep) and step.fault is Fault.RETIRE


def _why_no_fault_step(execution: Execution, step: FaultStep) -> str:
    replica, present = step.replica, execution.current_event.keys() - execution.retired
    match step.fault:
        case Fault.JOIN:
            return f"lets {replica} join, which exists already" if replica in present else ""
        case _ if replica in execution.retired:
            return f"is a fault of {replica}, which has left"
        case Fault.CLONE if not step.as_ or step.as_ in execution.current_event or step.as_ == replica:
            return f"starts a clone as {step.as_!r}, which is not a new name"
        case Fault.RESTORE if not _had_state_after(execution, replica, step.back):
            return f"restores the state of {replica} after step {step.back}, when it had none"
        case Fault.RETIRE if final := execution.current_event.get(replica, 0):
            late = [other for other in present - {replica} if not _has_received(execution, other, final)]
            return f"lets {replica} retire, whose final state {min(late)} has not received" if late else ""
    return ""


def _had_state_after(execution: Execution, replica: str, number: int) -> bool:
    """Return whether a replica had a state right after a step: its own step, or the start for 0."""
    if not 1 <= number <= len(execution.events):
        return number == 0 and replica not in execution.entrants
    step = execution.events[number - 1]
    if isinstance(step, FaultStep):
        return replica == step.subject and step.fault is not Fault.RETIRE
    return replica == step.replica


def _has_received(execution: Execution, replica: str, event: int) -> bool:
    """Return whether an event is in the past of the current event of a replica."""
    current = execution.current_event[replica]
    return bool(current) and bool(execution.pasts[current - 1] >> (event - 1) & 1)
