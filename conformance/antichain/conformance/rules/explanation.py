"""A rule in a few lines: its statement, the claims that it needs, its theorems, and known bugs."""

from __future__ import annotations

from difflib import get_close_matches

from antichain.conformance.rules.catalogue import RULES
from antichain.conformance.rules.known_bugs import of_rule

__all__ = ["explain"]


def explain(rule: str) -> str:
    """Return the explanation of a rule; ``antichain explain`` also proves its theorems.

    >>> print(explain("TICK-ONE"))
    TICK-ONE (MUST): a tick adds exactly one
    needs a clock; history; entries; step "one"
    theorems D4

    Raises:
        ValueError: there is no such rule.

    """
    found = RULES.get(rule.upper())
    if found is None:
        near = get_close_matches(rule.upper(), RULES, n=3, cutoff=0.3) or list(RULES)[:5]
        message = f"{rule!r} is not a rule; the nearest are {', '.join(near)}"
        raise ValueError(message)
    lines = [f"{found.id} ({found.level.value}): {found.statement}"]
    if found.needs:
        lines.append(f"needs {'; '.join(need.text for need in found.needs)}")
    if found.theorems:
        lines.append(f"theorems {' '.join(found.theorems)}")
    lines += [f"seen: {bug.fault}" + (f" ({bug.seen})" if bug.seen else "") for bug in of_rule(found.id)]
    return "\n".join(lines)
