"""The configuration of a check, and its scope for one target."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from antichain.conformance.failures.known import NOTHING_KNOWN, Known
from antichain.conformance.phases.names import SELECTABLE, PhaseName
from antichain.conformance.protocol.claims import Claim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antichain.conformance.failures.case_file import CaseFile
    from antichain.conformance.histories.jsonl import History
    from antichain.conformance.phases.bounds import Bounds
    from antichain.conformance.phases.profiles import Profile
    from antichain.conformance.protocol.claims import Hello, Kind

__all__ = ["CheckConfig", "Scope"]


@dataclass(frozen=True, slots=True)
class CheckConfig:
    """The choices of a check: its kinds, rules and phases (all, if none are named), its seed and its budget.

    ``known`` are the excused failures, ``remembered`` those of earlier checks. ``bounds`` are fixed; without them the
    budget, in seconds, chooses. ``profile`` is the name of the fixed bounds. After ``max_seconds`` the check ends as
    incomplete. ``required`` are words of
    :data:`~antichain.conformance.rules.offers.OFFERS`: if the target does not offer one of them, the check fails.
    """

    seed: int
    kinds: tuple[Kind, ...] = ()
    rules: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    budget: float = 15.0
    bounds: Bounds | None = None
    profile: Profile | None = None
    max_seconds: float = inf
    required: tuple[str, ...] = ()
    strict: bool = False
    histories: tuple[History, ...] = ()
    known: Known = NOTHING_KNOWN
    remembered: tuple[CaseFile, ...] = ()

    @property
    def explores(self) -> bool:
        """Whether the budget chooses the bounds."""
        return self.bounds is None and not self.histories

    @property
    def names(self) -> tuple[PhaseName, ...]:
        """The names of the phases that judge the target, in order."""
        if self.histories:
            return (PhaseName.HISTORY,)
        chosen = tuple(name for name in SELECTABLE if not self.phases or name in self.phases)
        return (PhaseName.KNOWN, *chosen) if self.remembered and not self.phases else chosen


@dataclass(frozen=True, slots=True)
class Scope:
    """The claims of a target, the configuration of its check, and the bounds that the doctor has chosen.

    ``deadline`` is the time on the monotonic clock at which the check ends as incomplete. ``repeated`` has the kinds of
    which the doctor suspects a history that is not the first in its process, with the number of histories to try.
    """

    hello: Hello
    config: CheckConfig
    bounds: Mapping[Kind, Bounds] = field(default_factory=dict)
    deadline: float = inf
    repeated: Mapping[Kind, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The seconds of the budget for each selected kind."""
        return self.config.budget / max(1, len(self.selected))

    @property
    def selected(self) -> tuple[Claim, ...]:
        """The claims to judge, one for each selected kind."""
        chosen = self.config.kinds
        return tuple(claim for claim in Claim.all_of(self.hello) if not chosen or claim.kind in chosen)
