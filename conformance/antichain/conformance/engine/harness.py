"""The exchangeable parts of a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antichain.conformance.failures.causes.attribute import ATTRIBUTIONS
from antichain.conformance.failures.shrink import REDUCTIONS
from antichain.conformance.phases.catalogue import PHASES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.conformance.failures.causes.attribution import Attribution
    from antichain.conformance.failures.shrink import Reduction
    from antichain.conformance.phases.names import PhaseName
    from antichain.conformance.phases.phase import Phase

__all__ = ["HARNESS", "Harness"]


@dataclass(frozen=True, slots=True)
class Harness:
    """The parts of a check; a test replaces one to show that a check without it finds less.

    >>> Harness(attributions=()).attributions
    ()
    """

    attributions: tuple[Attribution, ...] = ATTRIBUTIONS
    reductions: tuple[Reduction, ...] = REDUCTIONS
    phases: tuple[Phase, ...] = PHASES

    def named(self, names: Iterable[PhaseName]) -> tuple[Phase, ...]:
        """Return the phases of these names, in the order of the names.

        >>> from antichain.conformance.phases.names import PhaseName
        >>> [phase.name.value for phase in HARNESS.named([PhaseName.LARGE, PhaseName.LAWS])]
        ['large', 'laws']
        """
        by_name = {phase.name: phase for phase in self.phases}
        return tuple(by_name[name] for name in names)


HARNESS = Harness()
