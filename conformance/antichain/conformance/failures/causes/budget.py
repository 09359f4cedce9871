"""The limits of the analysis of failures in one run."""

from __future__ import annotations

import contextlib
import time
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ANALYSIS_SECONDS", "Budget"]

_STARTS = 30
ANALYSIS_SECONDS = 20.0
"""The seconds for the failures of one kind, if the budget allows that."""


class Budget:
    """Counts the fresh processes and the seconds that the failures of one kind have taken.

    After either limit, further failures are reported without analysis.

    >>> budget = Budget(starts=1)
    >>> budget.start()
    >>> budget.is_exhausted
    True
    """

    def __init__(self, seconds: float = ANALYSIS_SECONDS, not_after: float = inf, *, starts: int = _STARTS) -> None:
        """Allow ``starts`` fresh processes and ``seconds`` of analysis, at most until a time on the monotonic clock."""
        self._starts_left = starts
        self._seconds_left = seconds
        self._not_after = not_after

    @property
    def is_exhausted(self) -> bool:
        """Whether the starts or the seconds are used up."""
        return self._starts_left <= 0 or self._seconds_left <= 0 or time.monotonic() > self._not_after

    @property
    def deadline(self) -> float:
        """The time on the monotonic clock at which the seconds are used up."""
        return min(time.monotonic() + self._seconds_left, self._not_after)

    def start(self) -> None:
        """Count one start of a fresh process."""
        self._starts_left -= 1

    @contextlib.contextmanager
    def timed(self) -> Iterator[None]:
        """Count the seconds that the body takes."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self._seconds_left -= time.monotonic() - begun
