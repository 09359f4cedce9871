"""The rule that a wrong answer after a fault step breaks, and the answers that test the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.model.causality import Event

if TYPE_CHECKING:
    from antichain.conformance.oracle.execution import Execution

__all__ = ["AFTERMATH", "FaultRules"]

_RULES = {
    Fault.CRASH: "FLT-DURABLE",
    Fault.WIPE: "FLT-AMNESIA",
    Fault.RESTORE: "FLT-BACKUP",
    Fault.CLONE: "FLT-CLONE",
    Fault.JOIN: "MEM-REJOIN",
}
AFTERMATH = {
    "FLT-DURABLE": "an update acknowledged before a crash is present after it",
    "FLT-ACK": "an update that a crash interrupted is present at all replicas or at none",
    "FLT-AMNESIA": "a lost disk loses no update that others know, and hides none that is new",
    "FLT-BACKUP": "a restored backup loses no update that others know, and hides none that is new",
    "FLT-CLONE": "two servers started from one disk make different updates",
    "MEM-RETIRE": "the counts of a retired replica stay counted, once",
    "MEM-REJOIN": "a replica that joins again under a used name makes new updates",
    "MEM-ORDER": "forgetting a replica changes no order",
}
"""The reason for the expected answer, by the rule that a wrong answer breaks."""
_MADE_LATER = "an update made after a crash is present"
_MADE_AT_ANY_TIME = "a crash loses no update that was made before or after it"
_TOO_MUCH = "after a crash, a state holds no update that is not in its causal past, and none twice"


class FaultRules:
    """The fault steps of a history, as rules."""

    def __init__(self, execution: Execution, kind: Kind) -> None:
        """Look at the fault steps of a history that is played as this kind."""
        self._execution = execution
        self._kind = kind
        self._fault_steps = {e: event for e, event in enumerate(execution.events, 1) if isinstance(event, FaultStep)}
        self._incarnations: dict[tuple[str, str], tuple[int, ...]] = {}
        self._rules = {e: self._about(e, fault_step) for e, fault_step in self._fault_steps.items()}
        self._latest = [""]
        for e in range(1, len(execution.events) + 1) if self._rules else ():
            self._latest.append(self._rules.get(e, "") or self._latest[-1])

    def rule(self, e: int) -> str:
        """Return the rule about the fault step ``e``; empty for a first join, which is like any other start."""
        return self._rules[e]

    def at(self, e: int) -> str:
        """Return the rule about the latest fault step up to step ``e``, empty if there is none."""
        return self._latest[min(e, len(self._latest) - 1)]

    def reason(self, e: int, lost: int) -> str:
        """Return the reason for the expected answer after step ``e``, if a wrong one may lack the updates in a mask.

        Without any, the wrong answer has too much.
        """
        rule = self.at(e)
        if rule != "FLT-DURABLE":
            return AFTERMATH[rule]
        if not lost:
            return _TOO_MUCH
        crash = max(step for step, name in self._rules.items() if step <= e and name == rule)
        if not lost >> crash:
            return AFTERMATH[rule]
        return _MADE_AT_ANY_TIME if lost & ((1 << crash) - 1) else _MADE_LATER

    def speaks(self, e: int, *, reader: str, past: int) -> bool:
        """Return whether the state of a reader with this past after step ``e`` depends on the fault.

        After a new incarnation, it does if the past has updates of both incarnations. After a crash, it does at the
        crashed replica. After a retirement, it does if an update of the retired replica is known.
        """
        rule = self.at(e)
        return any(
            self._matters(step, reader, past) for step, name in self._rules.items() if step <= e and name == rule
        )

    def begins(self, e: int) -> str:
        """Return the rule about the fault step that began an incarnation, if ``e`` is its first update; else "".

        On a vector clock receives are counted as updates are.
        """
        incarnations = self._execution.incarnations[:e]
        mine = [n for n, incarnation in enumerate(incarnations, 1) if incarnation == incarnations[-1]]
        events = self._execution.events
        counts_receives = self._kind is Kind.VECTOR_CLOCK
        updates = [n for n in mine if events[n - 1].is_update or (counts_receives and isinstance(events[n - 1], Event))]
        begun = self._fault_steps.get(mine[0])
        return self._rules[mine[0]] if begun is not None and begun.renews and updates == [e] else ""

    def unbegun(self, name: str) -> str:
        """Return the rule about the fault step that began the incarnation of a replica without events; else ""."""
        for e, step in reversed([*enumerate(self._execution.events, 1)]):
            if isinstance(step, FaultStep) and step.subject == name and step.renews:
                return self._rules[e]
            if isinstance(step, Event) and step.replica == name:
                return ""
        return ""

    def renewed(self, e: int) -> frozenset[str]:
        """Return the replicas that may have further names at step ``e``."""
        with_fault = [fault_step for step, fault_step in self._fault_steps.items() if step <= e]
        return frozenset(name for fault_step in with_fault for name in (fault_step.replica, fault_step.subject))

    def forgotten(self, e: int) -> bool:
        """Return whether a replica has retired by step ``e``, so that it may be forgotten."""
        return any(step <= e and fault_step.fault is Fault.RETIRE for step, fault_step in self._fault_steps.items())

    def _about(self, e: int, fault_step: FaultStep) -> str:
        if fault_step.during:
            return "FLT-ACK"
        if fault_step.fault is Fault.RETIRE:
            return "MEM-ORDER" if self._kind.is_clock else "MEM-RETIRE"
        # A replica that joins for the first time is like any other.
        first = fault_step.fault is Fault.JOIN and self._execution.incarnations[e - 1] == fault_step.replica
        return "" if first else _RULES[fault_step.fault]

    def _matters(self, step: int, reader: str, past: int) -> bool:
        fault_step = self._fault_steps[step]
        if fault_step.during:
            return reader != fault_step.replica and bool(past >> (step - 1) & 1)
        if fault_step.fault is Fault.CRASH:
            return reader == fault_step.replica and bool(past & ((1 << (step - 1)) - 1))
        by_incarnation = self._made_by(fault_step)
        known = sum(1 for made in by_incarnation if past & made)
        if fault_step.fault is Fault.RETIRE:
            return known > 0
        return known > 1 and any(past & made and (past & made) >> step for made in by_incarnation)

    def _made_by(self, fault_step: FaultStep) -> tuple[int, ...]:
        """Return the steps of the replicas of a fault step as a mask for each incarnation."""
        names = (fault_step.replica, fault_step.subject)
        if names not in self._incarnations:
            masks: dict[str, int] = {}
            steps = zip(self._execution.events, self._execution.incarnations, strict=True)
            for place, (event, incarnation) in enumerate(steps):
                if event.replica in names:
                    masks[incarnation] = masks.get(incarnation, 0) | 1 << place
            self._incarnations[names] = tuple(masks.values())
        return self._incarnations[names]
