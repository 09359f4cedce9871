"""Shrinking: the smallest case that fails in the same way.

**Smaller** means fewer events, then smaller amounts. Every step keeps one invariant: the case fails, and breaks at
least one rule that the original case broke.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from antichain.conformance.cases.case import Case, DirectedCase, HistoryCase
from antichain.conformance.cases.script import Violation
from antichain.conformance.cases.variant import ORDINARY, with_amounts_up_to
from antichain.conformance.failures.causes.attribution import Judge
from antichain.conformance.failures.causes.budget import Budget
from antichain.conformance.protocol.answers import Broken

__all__ = ["REDUCTIONS", "Reduction", "leave_out_events", "narrow", "with_small_amounts"]

Reduction = Callable[[Case, Violation, Judge, Budget], tuple[Case, Violation]]
"""A reduction: it returns a smaller case that fails in the same way, with its violation, or its two arguments."""


def narrow(case: Case, violation: Violation, judge: Judge, budget: Budget) -> tuple[Case, Violation]:
    """Return the first failing case among the narrower ones that a directed scenario offers, or ``case`` itself."""
    deadline = budget.deadline
    for candidate in case.smaller(violation.place) if isinstance(case, DirectedCase) else ():
        found = judge(candidate)
        if found or time.monotonic() > deadline:
            return (candidate, found) if found and not isinstance(found.answer, Broken) else (case, violation)
    return case, violation


def leave_out_events(case: Case, violation: Violation, judge: Judge, budget: Budget) -> tuple[Case, Violation]:
    """Return a case that fails in the same way, and that passes if any single event is left out."""
    original = judge(case) or violation
    rules = set(original.rules)
    violation = replace(violation, place=original.place, answer=original.answer)
    deadline = budget.deadline
    shrunk = True
    while shrunk and time.monotonic() < deadline:
        shrunk = False
        for candidate in case.smaller(violation.place):
            if time.monotonic() > deadline:
                break
            found = judge(candidate)
            if found is None or isinstance(found.answer, Broken):
                continue
            # By deltas, a shorter history can fail later: its conclusion delivers what was left out of it.
            late = candidate.until(found.place) > case.until(violation.place)
            # After a fault step every wrong answer is about that step; before it, about another cause.
            if not late and (set(found.rules) & rules or _has_fault(case)):
                case, violation, shrunk = candidate, found, True
                break
    return case, violation


def with_small_amounts(case: Case, violation: Violation, judge: Judge, budget: Budget) -> tuple[Case, Violation]:
    """Return the case with amounts of 1 if it then breaks the same rule, and else with each amount made smaller.

    Large amounts stay as they are, because they may be next to the limits of a number type.
    """
    if not isinstance(case, HistoryCase):
        return case, violation
    deadline = budget.deadline
    amounts = case.variant.amounts
    places = [place for place, by in enumerate(amounts) if 1 < abs(by) <= ORDINARY]
    ones = with_amounts_up_to(1, amounts)
    if found := _same_with(case, ones, violation, judge):
        return found
    for place in places:
        passes, fails = 0, abs(amounts[place])
        while fails - passes > 1 and time.monotonic() < deadline:
            tried = (passes + fails) // 2
            lower = (*amounts[:place], tried if amounts[place] > 0 else -tried, *amounts[place + 1 :])
            if found := _same_with(case, lower, violation, judge):
                amounts, fails = lower, tried
                case, violation = found
            else:
                passes = tried
    return case, violation


def _same_with(
    case: HistoryCase, amounts: tuple[int, ...], violation: Violation, judge: Judge
) -> tuple[HistoryCase, Violation] | None:
    """Return the case with other amounts and its violation, if it breaks the same first rule."""
    if amounts == case.variant.amounts:
        return None
    other = case.in_variant(replace(case.variant, amounts=amounts))
    found = judge(other)
    return (other, found) if found and violation.rules[0] in found.rules else None


REDUCTIONS: tuple[Reduction, ...] = (leave_out_events, with_small_amounts)
"""The reductions of a check, in the order in which they are tried."""


def _has_fault(case: Case) -> bool:
    return isinstance(case, HistoryCase) and bool(case.execution.fault_steps)
