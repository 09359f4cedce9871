"""Scenarios about the new name of a replica after a wipe, a restore or a clone: it must not be that of another replica.

A target may derive the new name from the old one: A becomes A1, or A-1. That is a legal name of another replica, and
then the updates of two replicas count under one name.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, compile_case
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.histories.playable import playable
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.claims import Claim, Fault
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.oracle.steps import Step

__all__ = ["probes"]

_MARKS = ("", "-", "_", ".", ":", "/", "#", "@", " ", "~", "+")
_ENDINGS = (*(f"{mark}{number}" for mark in _MARKS for number in (0, 1, 2)), "'", "-copy", " (1)", ".bak")
_A, _B, _C = Event("A"), Event("B"), Event("C")
_HISTORIES: tuple[tuple[Step, ...], ...] = (
    (FaultStep("A", Fault.WIPE), _A, _B, Event("B", of=2)),
    (_A, FaultStep("A", Fault.RESTORE, back=1), _A, _B, Event("B", of=3)),
    (FaultStep("A", Fault.CLONE, as_="C"), _A, _C, _B, Event("B", of=2), Event("B", of=3)),
)


def probes(claim: Claim) -> Iterator[Case]:
    """Yield each history under the names that another replica may have."""
    if not (claim.options.history and claim.options.takes_texts):
        return
    for steps in _HISTORIES:
        execution = Execution.of(steps)
        faults = {step.fault for step in steps if isinstance(step, FaultStep)}
        if not (faults <= set(claim.faults) and playable(execution, claim)):
            continue
        variant = default_variant(execution, claim)
        for renamed, ending in product(sorted({"A", "C"} & set(execution.replicas)), _ENDINGS):
            derived = f"{renamed}{ending}"
            names = tuple(derived if replica == "B" else replica for replica in execution.replicas)
            yield compile_case(execution, claim, replace(variant, names=names), f"a new name beside {derived}")
