"""The names of the phases on the command line and in reports."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["SELECTABLE", "PhaseName"]


class PhaseName(StrEnum):
    """The name of a phase."""

    DOCTOR = "doctor"
    """The adapter is examined before the target is judged."""
    HISTORY = "history"
    """The histories from a file."""
    KNOWN = "known"
    """The failures of earlier runs."""
    LAWS = "laws"
    EXHAUSTIVE = "exhaustive"
    RANDOM = "random"
    LARGE = "large"


SELECTABLE = (PhaseName.LAWS, PhaseName.EXHAUSTIVE, PhaseName.RANDOM, PhaseName.LARGE)
"""The phases of every check that selects none; ``--phase`` selects among them."""
