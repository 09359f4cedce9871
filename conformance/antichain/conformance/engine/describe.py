"""The cases of a phase in words, with their exact bounds; and what may help a target that breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.engine.config import Scope
    from antichain.conformance.phases.phase import Phase
    from antichain.conformance.protocol.claims import Options

__all__ = ["extent", "remedy"]


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


def remedy(broken: Sequence[frozenset[str]], options: Options) -> str:
    """Return a clause about a claim that may be missing, if all histories that broke a target need one feature.

    ``broken`` are the features of each history.

    >>> from antichain.conformance.protocol.claims import Options
    >>> remedy([frozenset({"names"}), frozenset({"names", "bytes"})], Options()).partition("; ")[2]
    'if the library documents which names it takes, claim ids: non-empty, integer or pattern'
    >>> remedy([frozenset({"names"}), frozenset()], Options())
    ''
    """
    shared = frozenset.intersection(*broken) if broken else frozenset()
    if "names" in shared and options.ids == "any":
        named = "if the library documents which names it takes, claim ids: non-empty, integer or pattern"
        return f", all with special names of replicas; {named}"
    if "large" in shared and options.limit is None:
        return ", all with large numbers; if the library documents a bound, claim it as max, with overflow"
    return ""
