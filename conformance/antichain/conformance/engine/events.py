"""The events of a check, as a stream that progress bars, the zoo and reports listen to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BoundsChosen",
    "CaseRun",
    "Event",
    "FailureFound",
    "Listener",
    "PhaseFinished",
    "PhaseNumbers",
    "PhaseResult",
    "PhaseStarted",
    "ignore",
]


class PhaseNumbers(NamedTuple):
    """The work of one phase on one kind: histories, effective checks, failing histories, and seconds."""

    histories: int
    checks: int
    failures: int
    seconds: float


@dataclass(frozen=True, slots=True)
class PhaseResult:
    """The work of one phase: its extent in words, its numbers over all kinds, and those of each kind."""

    phase: str
    detail: str
    histories: int
    checks: int
    failures: int
    seconds: float
    by_kind: Mapping[str, PhaseNumbers] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BoundsChosen:
    """The bounds are fixed; ``seconds`` estimates the time of the check without failures, if this is known.

    With ``at_least`` it is a lower bound: the bounds are larger than those whose requests were counted.
    """

    seconds: float | None
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class PhaseStarted:
    """A phase begins, on one kind; ``total`` is the number of its cases, if this is known."""

    phase: str
    detail: str
    total: int | None


@dataclass(frozen=True, slots=True)
class CaseRun:
    """A case was run and judged; with several jobs, a kind was finished."""


@dataclass(frozen=True, slots=True)
class FailureFound:
    """A case of a phase has an answer that breaks these rules; it is not confirmed yet."""

    phase: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhaseFinished:
    """A phase is over on all kinds."""

    result: PhaseResult


Event = BoundsChosen | PhaseStarted | CaseRun | FailureFound | PhaseFinished

Listener = Callable[[Event], None]
"""The listener of a check: it is called with each event, in order."""


def ignore(event: Event) -> None:
    """Do nothing with an event.

    >>> ignore(CaseRun())
    """
    del event
