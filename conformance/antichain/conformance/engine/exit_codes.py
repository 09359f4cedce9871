"""The verdict of a check, and the exit code of each verdict."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["CONFORMANT", "DEFECT", "INCOMPLETE", "INTERRUPTED", "NOT_CONFORMANT", "USAGE", "Verdict"]

CONFORMANT = 0
NOT_CONFORMANT = 1
USAGE = 2
INCOMPLETE = 3
DEFECT = 4
INTERRUPTED = 130


class Verdict(StrEnum):
    """The verdict of a check.

    >>> Verdict.INCOMPLETE.exit_code
    3
    """

    CONFORMANT = "conformant"
    NOT_CONFORMANT = "not conformant"
    INCOMPLETE = "incomplete"
    INTERRUPTED = "interrupted"
    DEFECT = "defect"

    @property
    def exit_code(self) -> int:
        """The exit code of ``antichain check`` with this verdict."""
        codes = {
            Verdict.CONFORMANT: CONFORMANT,
            Verdict.NOT_CONFORMANT: NOT_CONFORMANT,
            Verdict.INCOMPLETE: INCOMPLETE,
            Verdict.INTERRUPTED: INTERRUPTED,
            Verdict.DEFECT: DEFECT,
        }
        return codes[self]
