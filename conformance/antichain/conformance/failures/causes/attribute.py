"""Attribution: the rule of the cause of a failure.

A history can be played in several variants, and a directed case has a **control**: the same steps without the feature
under test. If the simpler case passes, the cause is the feature that it leaves out. If it fails in the same way, and no
later, it is the better example, and the original failure follows from it. If it fails in another way, the two are
different failures, and the attribution has no result.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, DirectedCase, HistoryCase
from antichain.conformance.failures.causes.attribution import (
    ABOUT_MESSAGES,
    Attributed,
    Attribution,
    Judge,
    explains,
)
from antichain.conformance.failures.causes.constructed import constructed
from antichain.conformance.failures.causes.control import controls
from antichain.conformance.failures.causes.equality import equality
from antichain.conformance.failures.causes.extra_ticks import extra_ticks
from antichain.conformance.failures.causes.features import features
from antichain.conformance.failures.causes.messages import frozen, reading, stamping
from antichain.conformance.failures.causes.own import own_messages, own_ticks, own_updates
from antichain.conformance.failures.causes.same_stamp import same_stamp
from antichain.conformance.failures.causes.states import states
from antichain.conformance.failures.causes.updates import cancelled_updates, distinct_amounts, received_again
from antichain.conformance.protocol.answers import Misshapen

if TYPE_CHECKING:
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.protocol.claims import Claim

__all__ = ["ATTRIBUTIONS"]


def simpler_variant(case: Case, violation: Violation, _claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute to the first part of the variant (names, amounts, bytes) without which the history passes.

    If the history fails in the same way without another part, then the simpler case comes first.
    """
    if not isinstance(case, HistoryCase):
        return None
    cause: Attributed | None = None
    for rule, variant in case.variant.simplifications(case.claim):
        if variant == case.variant:
            continue
        simpler = case.in_variant(variant)
        found = judge(simpler)
        if found is None and rule:
            cause = cause or Attributed(case, replace(violation, rules=(rule,)), final=True)
        elif found is not None and explains(simpler, found, case, violation):
            return Attributed(simpler, found, final=False)
    return cause


def faults(case: Case, violation: Violation, _claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute to the faults of a history, unless it fails without them."""
    if not isinstance(case, HistoryCase) or not case.execution.fault_steps:
        return None
    for simpler in case.without_faults():
        found = judge(simpler)
        if found is not None and explains(simpler, found, case, violation):
            return Attributed(simpler, found, final=False)
    return None


def directed(case: Case, violation: Violation, claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute to the feature of a directed case, unless one of its controls fails."""
    if not isinstance(case, DirectedCase) or (ABOUT_MESSAGES & set(violation.rules)):
        return None
    passing: list[Case] = []
    for simpler in controls(case, violation, claim):
        found = judge(simpler)
        if found is None:
            passing.append(simpler)
        elif explains(simpler, found, case, violation):
            return Attributed(simpler, found, final=False)
    if case.controls and any(_lacks_names_alone(case, violation, simpler) for simpler in passing):
        return Attributed(case, replace(violation, rules=("ID-DISTINCT",)), final=True)
    if passing and isinstance(violation.answer, Misshapen):
        covered = case.script.checks[violation.place].covers or _about(case, violation)
        return Attributed(case, replace(violation, rules=covered), final=True) if covered else None
    return None


def _lacks_names_alone(case: Case, violation: Violation, simpler: Case) -> bool:
    """Return whether a control has the features of a case up to its violation, except its names."""
    whole = replace(violation, place=len(simpler.script.requests) - 1)
    return features(case, violation) - features(simpler, whole) == {"names"}


def _about(case: Case, violation: Violation) -> tuple[str, ...]:
    """Return the rule about the features of a case that its control lacks, if there is one."""
    needed = features(case, violation)
    rules = {"names": "ID-DISTINCT", **({} if case.kind.is_clock else {"large": "CNT-BIG"}), "bytes": "WIRE-ROUND"}
    return tuple(rule for feature, rule in rules.items() if feature in needed)[:1]


def deltas(case: Case, violation: Violation, _claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute to deltas, unless the same history fails with full states."""
    if not isinstance(case, HistoryCase) or not case.variant.delta:
        return None
    full = case.in_full()
    found = judge(full)
    if found is None:
        return Attributed(case, violation, final=True)
    return Attributed(full, found, final=False)


ATTRIBUTIONS: tuple[Attribution, ...] = (
    equality,
    directed,
    constructed,
    faults,
    simpler_variant,
    own_messages,
    deltas,
    reading,
    stamping,
    extra_ticks,
    frozen,
    states,
    same_stamp,
    distinct_amounts,
    received_again,
    cancelled_updates,
    own_updates,
    own_ticks,
)
"""The attributions of a check, in the order in which they run."""
