"""Phases that yield fewer cases, to show that a check without them finds less."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from antichain.conformance.engine.harness import HARNESS, Harness
from antichain.conformance.phases.exhaustive import Exhaustive
from antichain.conformance.phases.laws import SCENARIOS, Laws
from antichain.conformance.phases.phase import Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from antichain.conformance.cases.case import Case
    from antichain.conformance.phases.bounds import Bounds
    from antichain.conformance.phases.names import PhaseName
    from antichain.conformance.phases.phase import PhaseInput
    from antichain.conformance.protocol.claims import Claim

__all__ = ["ExhaustiveWithoutFaults", "Idle", "laws_without", "replaced"]


@dataclass(frozen=True)
class Idle(Phase):
    """A phase without cases."""

    name: PhaseName

    def cases(self, given: PhaseInput) -> Iterable[Case]:
        del given
        return ()

    def extent(self, claim: Claim, bounds: Bounds | None) -> str:
        del claim, bounds
        return "nothing"


class ExhaustiveWithoutFaults(Exhaustive):
    """The exhaustive phase, without the histories that have a fault."""

    def cases(self, given: PhaseInput) -> Iterator[Case]:
        return super().cases(replace(given, claim=replace(given.claim, faults=())))


def laws_without(*names: str) -> Laws:
    """Return the phase of laws without the scenarios of these names."""
    left = tuple(scenario for scenario in SCENARIOS if scenario.name not in names)
    assert len(left) == len(SCENARIOS) - len(names), names
    return Laws(scenarios=left)


def replaced(*phases: Phase) -> Harness:
    """Return the harness with these phases instead of those of the same names."""
    by_name = {phase.name: phase for phase in phases}
    return replace(HARNESS, phases=tuple(by_name.get(phase.name, phase) for phase in HARNESS.phases))
