"""A phase of a check: it yields cases for one kind, and runs them.

A phase is a frozen value without state, so that a test of the harness can replace one in the tuple of phases.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.failures.case_file import CaseFile
    from antichain.conformance.histories.jsonl import History
    from antichain.conformance.phases.bounds import Bounds
    from antichain.conformance.phases.names import PhaseName
    from antichain.conformance.protocol.answers import Answers
    from antichain.conformance.protocol.claims import Claim
    from antichain.conformance.transport.connection import Connection

__all__ = ["NO_HISTORIES", "Phase", "PhaseInput", "PhaseRun"]

NO_HISTORIES = "no histories offered"
"""The extent of a phase that plays histories, on a target that offers none."""


@dataclass(frozen=True, slots=True)
class PhaseInput:
    """The input of a phase, which determines its cases.

    ``in_process`` says whether the target runs in this process. ``histories`` are those from a file, and
    ``remembered`` are the failures of earlier runs. ``repeated`` is the number of equal histories in one process, one
    of which the doctor suspects; 0 if it suspects none.
    """

    claim: Claim
    bounds: Bounds
    seed: int = 0
    in_process: bool = False
    histories: tuple[History, ...] = ()
    remembered: tuple[CaseFile, ...] = ()
    repeated: int = 0


class PhaseRun(Protocol):
    """The run of one kind, to which a phase gives its cases."""

    @property
    def input(self) -> PhaseInput:
        """The input of the cases."""

    @property
    def ended(self) -> bool:
        """Whether the kind was given up or the time ran out; then no other case is run."""

    @property
    def connection(self) -> Connection:
        """The connection to the target."""

    def fresh(self) -> Connection:
        """Return a connection to a target in a new process, if the target can be started in one."""

    def play(self, case: Case) -> bool:
        """Run and judge one case, and return whether it passes."""

    def play_all(self, cases: Iterable[Case]) -> None:
        """Run and judge cases, several of them in flight at once, until the kind is given up."""

    def judge(self, case: Case, answers: Answers) -> bool:
        """Judge the answers to a case that the phase has run, and return whether it passes."""

    def record(self, rule: str, complaints: Sequence[str]) -> None:
        """Count one check of a rule for each empty complaint, and add the others to the notes of the report."""

    def mark_gone(self, case_id: str) -> None:
        """Note that a failure of an earlier run passes now."""


class Phase:
    """One phase; subclasses yield its cases."""

    name: PhaseName
    exhausts: bool = False
    """Whether every history within the bounds is among the cases, so that a shortest failure is minimal."""

    @abstractmethod
    def cases(self, given: PhaseInput) -> Iterable[Case]:
        """Yield the cases, in the order in which they are run."""

    @abstractmethod
    def extent(self, claim: Claim, bounds: Bounds | None) -> str:
        """Return in words the cases of the phase; without bounds, if the doctor has chosen none."""

    def total(self, given: PhaseInput) -> int | None:
        """Return how many cases the phase will run, or None where this is not known beforehand."""
        del given
        return None

    def run(self, run: PhaseRun) -> None:
        """Run all cases."""
        run.play_all(self.cases(run.input))
