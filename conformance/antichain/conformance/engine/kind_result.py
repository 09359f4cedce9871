"""The result of one kind, complete or partial."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from antichain.conformance.engine.events import PhaseNumbers
    from antichain.conformance.failures.failure import Failure
    from antichain.conformance.protocol.claims import Kind

__all__ = ["KindResult"]


@dataclass(slots=True)
class KindResult:
    """The result of one kind: ``phases`` hold the numbers of each finished phase.

    ``is_late`` says that the time of the check ran out, and ``unfinished`` are the phases that were running then.
    ``met`` are the numbers of the excuses that were needed; ``gone`` are the ids of earlier failures that now pass.
    """

    kind: Kind
    phases: dict[str, PhaseNumbers] = field(default_factory=dict)
    effective: Counter[str] = field(default_factory=Counter)
    covered: dict[str, Counter[str]] = field(default_factory=dict)
    """The effective checks of each phase, by rule."""
    failures: list[Failure] = field(default_factory=list)
    consequences: dict[str, str] = field(default_factory=dict)
    """The rules that fail only as a consequence, each with the rule of its cause."""
    notes: list[str] = field(default_factory=list)
    histories: int = 0
    failing: int = 0
    ended: str = ""
    interrupted: bool = False
    is_late: bool = False
    unfinished: set[str] = field(default_factory=set)
    met: set[int] = field(default_factory=set)
    gone: list[str] = field(default_factory=list)

    @property
    def checks(self) -> int:
        """The number of effective checks so far."""
        return sum(self.effective.values())
