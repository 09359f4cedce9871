"""The status of a rule."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Status"]


class Status(StrEnum):
    """The result of a check for one rule and one kind."""

    HOLDS = "holds"
    FAILS = "fails"
    ERRORED = "errored"
    FOLLOWS = "fails as a consequence"
    KNOWN = "known to fail"
    NOT_EXERCISED = "not exercised"
    NOT_SELECTED = "not in the selected history"
    NOT_OFFERED = "not offered"
