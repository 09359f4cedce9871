"""Broken rules in words: the rule that names a cause comes first, and the others are its consequences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["broken", "by_cause"]


def broken(rules: Iterable[str]) -> str:
    """Return the rules of one cause in words; the first one names the cause.

    >>> broken(["ORD-EQUAL"])
    'ORD-EQUAL'
    >>> broken(["ORD-EQUAL", "ORD-ZERO"]), broken(["CNT-ONCE", "CNT-SAME", "CNT-STALE"])
    ('ORD-EQUAL (and as a consequence ORD-ZERO)', 'CNT-ONCE (and as consequences CNT-SAME, CNT-STALE)')
    """
    head, *others = rules
    if not others:
        return head
    return f"{head} (and as {'a consequence' if len(others) == 1 else 'consequences'} {', '.join(others)})"


def by_cause(causes: Iterable[Iterable[str]]) -> list[list[str]]:
    """Return the rules of several causes, each rule once: at its own cause if it names one, else at the first.

    >>> by_cause([["CNT-ONCE", "CNT-SAME", "CNT-NEW"], ["CNT-NEW", "CNT-SAME"], []])
    [['CNT-ONCE', 'CNT-SAME'], ['CNT-NEW']]
    """
    listed = [[*dict.fromkeys(rules)] for rules in causes]
    told = {rules[0]: [rules[0]] for rules in listed if rules}
    seen = set(told)
    for head, *others in filter(None, listed):
        told[head] += [rule for rule in others if rule not in seen]
        seen.update(others)
    return [*told.values()]
