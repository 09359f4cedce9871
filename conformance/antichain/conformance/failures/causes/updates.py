"""Attribution of a wrong total: the updates that it lacks or has twice, or that cancel out, or must arrive twice."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, TypeGuard

import msgspec

from antichain.conformance.cases.case import HistoryCase
from antichain.conformance.cases.checks.counter import CAUSES, COUNTER_RULES, CounterValue
from antichain.conformance.cases.variant import ORDINARY
from antichain.conformance.failures.causes.attribution import Attributed
from antichain.conformance.protocol.claims import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.failures.causes.attribution import Judge
    from antichain.conformance.protocol.claims import Claim

__all__ = ["cancelled_updates", "distinct_amounts", "received_again"]

_FEW = 12
"""The events of the longest history in which each receive is left out; a longer one is shrunk first."""


def distinct_amounts(case: Case, violation: Violation, claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute a wrong total to the updates that it lacks or has twice, which only distinct amounts show."""
    if not _is_plain(case) or not CAUSES & set(violation.rules):
        return None
    telling = _with_distinct_amounts(case, claim)
    found = None if telling is None else judge(telling)
    if (
        telling is None
        or found is None
        or found.place > violation.place
        or CAUSES & set(found.rules) <= set(violation.rules)
    ):
        return None
    return Attributed(telling, found, final=False)


def cancelled_updates(case: Case, violation: Violation, claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute a total to lost updates if it is wrong only while updates cancel out: their entry was dropped at 0.

    A target that counts an update twice does so with other amounts, too.
    """
    if not _is_plain(case) or "CNT-ONCE" not in violation.rules or not isinstance(violation.answer, int):
        return None
    telling, check = _with_distinct_amounts(case, claim), case.script.checks[violation.place]
    if telling is None or not isinstance(check, CounterValue) or case.until(violation.place) > _FEW:
        return None  # its check is replaced, so a longer case is shrunk before
    once = msgspec.structs.replace(
        check, read=msgspec.structs.replace(check.read, gained_again=False, lost_again=False, again=0)
    )
    causes = [rule.id for rule in COUNTER_RULES if rule.id in CAUSES and rule.violated(once.read, violation.answer, ())]
    if causes not in (["CNT-BELOW"], ["CNT-UNION"]) or judge(telling) is not None or judge(case) is None:
        return None
    steps = list(case.script.steps)
    steps[violation.place] = steps[violation.place]._replace(check=once)
    rules = (*causes, *(rule for rule in violation.rules if rule not in CAUSES))
    lost = case.with_script(replace(case.script, steps=tuple(steps)))
    return Attributed(lost, replace(violation, rules=rules), final=True)


def _with_distinct_amounts(case: HistoryCase, claim: Claim) -> HistoryCase | None:
    """Return the history with distinct amounts; None if it has them, or if the target does not take them."""
    if claim.options.amounts == "one":
        return None
    amounts = _distinct(case.variant.amounts)
    most = max(map(abs, (*case.variant.amounts, *amounts)))
    if amounts == case.variant.amounts or most > ORDINARY or sum(map(abs, amounts)) > (claim.options.limit or inf):
        return None
    return case.in_variant(replace(case.variant, amounts=amounts))


def _distinct(amounts: Sequence[int]) -> tuple[int, ...]:
    """Return signed amounts of which no two are equal: powers of two if they are ordinary, else 1, 2, 3 and so on."""
    places = [place for place, by in enumerate(amounts) if by]
    powers = 1 << max(len(places) - 1, 0) <= ORDINARY
    size = {place: 1 << n if powers else n + 1 for n, place in enumerate(places)}
    return tuple(size[place] * (1 if by > 0 else -1) if by else 0 for place, by in enumerate(amounts))


def received_again(case: Case, violation: Violation, _claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute a wrong total to updates that arrive twice, unless it is wrong without one of the receives as well."""
    if not _is_plain(case) or "CNT-ONCE" not in violation.rules:
        return None
    until = case.until(violation.place)
    for simpler in case.without_a_receive(until) if until <= _FEW else ():
        found = judge(simpler)
        if found and "CNT-ONCE" not in found.rules and CAUSES & set(found.rules):
            return Attributed(simpler, found, final=False)
    return None


def _is_plain(case: Case) -> TypeGuard[HistoryCase]:
    """Return whether a case is a history of a pn-counter, without fault steps and deltas.

    A total of a g-counter is too small if an update is lost, and too large if one is counted twice.
    """
    if not isinstance(case, HistoryCase) or case.kind is not Kind.PN_COUNTER:
        return False
    return not case.execution.fault_steps and not case.variant.delta
