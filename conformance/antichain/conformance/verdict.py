"""The words for a run as a whole, by exit code."""

from __future__ import annotations

__all__ = ["CONFORMANT", "DEFECT", "INCOMPLETE", "INTERRUPTED", "NOT_CONFORMANT", "USAGE", "VERDICTS"]

CONFORMANT = 0
NOT_CONFORMANT = 1
USAGE = 2
INCOMPLETE = 3
DEFECT = 4
INTERRUPTED = 130

VERDICTS = {
    CONFORMANT: "conformant",
    NOT_CONFORMANT: "not conformant",
    INCOMPLETE: "incomplete",
    INTERRUPTED: "interrupted",
}
