"""The phase of known failures: the failures of earlier runs are run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.phases.names import PhaseName
from antichain.conformance.phases.phase import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.cases.case import Case
    from antichain.conformance.failures.case_file import CaseFile
    from antichain.conformance.phases.bounds import Bounds
    from antichain.conformance.phases.phase import PhaseInput, PhaseRun
    from antichain.conformance.protocol.claims import Claim

__all__ = ["KnownFailures"]


class KnownFailures(Phase):
    """The failures of earlier runs; those that now pass are gone."""

    name = PhaseName.KNOWN

    def cases(self, given: PhaseInput) -> Iterator[Case]:
        """Yield the cases of the failures of this kind."""
        return (each.case() for each in _of_this_kind(given))

    def extent(self, claim: Claim, bounds: Bounds | None) -> str:
        """Return the same words for all kinds."""
        del claim, bounds
        return "failures that earlier runs found"

    def run(self, run: PhaseRun) -> None:
        """Run the cases one by one, and mark each that passes as gone."""
        for each in _of_this_kind(run.input):
            if run.ended:
                return
            if run.play(each.case()):
                run.mark_gone(each.id)


def _of_this_kind(given: PhaseInput) -> Iterator[CaseFile]:
    return (each for each in given.remembered if each.expected.kind is given.claim.kind)
