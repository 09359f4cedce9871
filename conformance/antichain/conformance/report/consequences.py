"""The rule that names the cause of a failing rule, and the result of a rule in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from antichain.conformance.engine.results.lines import Results, RuleLine

__all__ = ["head_of", "in_words"]


def head_of(results: Results, line: RuleLine) -> str:
    """Return the rule that names the cause of a failing rule; empty if the rule names a cause or does not fail."""
    if line.from_:
        return line.from_
    heads: list[str] = []
    for cause in results.causes:
        rules = [rule for failure in cause if failure.kind == line.kind for rule in failure.rules]
        heads += rules[:1] if line.rule in rules else []
    return "" if line.rule in heads or not heads else heads[0]


def in_words(results: Results, line: RuleLine) -> str:
    """Return the result of a rule in words, with the rule that names its cause."""
    head = head_of(results, line)
    if not head:
        return line.status.value
    follows = "" if line.from_ else " as a consequence"
    return f"{line.status.value}{follows} of the failure of {head}"
