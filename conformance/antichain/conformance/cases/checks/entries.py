"""The check of the entries that a replica holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.checks.base import Check, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.protocol.answers import Answer

__all__ = ["EntriesEqual", "without_zeros"]


class EntriesEqual(Check, frozen=True, gc=False, kw_only=True):
    """The entries of a replica; ``missing`` is the number that equals a missing entry."""

    missing: int = 0

    def violations_of_wrong_answer(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:  # noqa: ARG002 — subclasses look at it
        """Return the covered rules if the entries differ in more than zeros."""
        if not isinstance(answer, dict):
            return ("ANS-OK",)
        return () if without_zeros(answer, self.missing) == self.expected else self.covers

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why wrong entries are wrong."""
        return f"its causal past holds {said(self.expected)}, and its entries say {said(answer)}"


def without_zeros(entries: dict[str, Any], missing: int = 0) -> dict[str, Any]:
    """Return entries without zeros, or without another number that equals a missing entry.

    >>> without_zeros({"A": 1, "B": 0, "C": (0, 0)}), without_zeros({"A": 0, "B": -1}, missing=-1)
    ({'A': 1}, {'A': 0})
    """
    return {replica: held for replica, held in entries.items() if held not in (missing, (missing, missing))}
