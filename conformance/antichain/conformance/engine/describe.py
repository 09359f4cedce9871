"""The cases of a phase in words, with their exact bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from antichain.conformance.engine.config import Scope
    from antichain.conformance.phases.phase import Phase

__all__ = ["extent"]


def extent(phase: Phase, scope: Scope) -> str:
    """Return the cases of a phase in words: once, if the words are the same for all kinds."""
    kinds_of: dict[str, list[str]] = {}
    for claim in scope.selected:
        bounds = scope.bounds.get(claim.kind)
        limit = bounds.requests_of(phase.name) if bounds is not None else 0
        words = f"a sample of at most about {limit} requests, of: " if limit else ""
        words += phase.extent(claim, bounds)
        kinds_of.setdefault(words, []).append(claim.kind.value)
    if len(kinds_of) == 1:
        return next(iter(kinds_of))
    return "; ".join(f"{', '.join(kinds)}: {words}" for words, kinds in kinds_of.items())
