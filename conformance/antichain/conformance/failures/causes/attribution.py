"""Attributions: each is a function that decides whether one part of a failing case is the cause.

It returns None if the part has no influence, an :class:`Attributed` with ``final`` set if it found the cause, and one
without ``final`` if a simpler case fails as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from antichain.conformance.cases.case import Case
from antichain.conformance.cases.script import Violation
from antichain.conformance.failures.causes.features import is_error, names_of, shape
from antichain.conformance.protocol.claims import Claim

__all__ = ["ABOUT_MESSAGES", "Attributed", "Attribution", "Judge", "explains", "fails_alike"]

ABOUT_MESSAGES = frozenset({"MSG-FROZEN", "MSG-PURE"})
"""The rules about messages and reads, which no history alone breaks."""

Judge = Callable[[Case], Violation | None]
"""Plays a case on a connection that is kept for this purpose, and returns its first violation."""


@dataclass(frozen=True, slots=True)
class Attributed:
    """A case and its violation, from one attribution; ``final`` if no other attribution needs to run."""

    case: Case
    violation: Violation
    final: bool

    def blames_what_a_control_lacks(self, case: Case) -> bool:
        """Return whether the cause of a case is what a control left out, since the control passed."""
        return self.final and self.case is case


Attribution = Callable[[Case, Violation, Claim, Judge], Attributed | None]


def explains(simpler: Case, found: Violation, case: Case, violation: Violation) -> bool:
    """Return whether the failure of a simpler case is that of the whole case: the same error, or the same request.

    A wrong result must come no later than in the whole case; otherwise another failure came first there.
    """
    if not fails_alike(simpler, found, case, violation):
        return False
    return _has_error(found, violation) or simpler.until(found.place) <= case.until(violation.place)


def fails_alike(simpler: Case, found: Violation, case: Case, violation: Violation) -> bool:
    """Return whether two cases fail with the same error, or with wrong results of the same sort of request."""
    if _has_error(found, violation):
        return shape(simpler, found, names_of(case)) == shape(case, violation, names_of(simpler))
    return type(case.script.requests[violation.place]) is type(simpler.script.requests[found.place])


def _has_error(found: Violation, violation: Violation) -> bool:
    return is_error(found.answer) or is_error(violation.answer)
