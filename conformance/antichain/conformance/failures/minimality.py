"""Minimality: the statement that no shorter history fails, made only if every shorter history was played."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import HistoryCase
from antichain.conformance.cases.variant import default_variant, increments_alone, signed
from antichain.conformance.histories.playable import histories
from antichain.conformance.protocol.claims import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.variant import Variant
    from antichain.conformance.failures.failure import Failure
    from antichain.conformance.phases.bounds import Bounds
    from antichain.conformance.protocol.claims import Claim

__all__ = ["is_exhausted", "with_minimality"]


def with_minimality(
    failures: Sequence[Failure], claim: Claim, bounds: Bounds | None, least: int | None = None
) -> list[Failure]:
    """Return the failures of one kind; each of the shortest ones states that no shorter history fails.

    All histories within the bounds must have been played; without bounds, only histories of at most one event are
    minimal. ``least`` is the number of events of the shortest plain history that failed in the run, also if it is not
    among the failures.
    """
    exhausted = [failure for failure in failures if is_exhausted(failure.case, claim) and not failure.flaky]
    shortest = min((failure.events for failure in exhausted), default=0)
    shortest = shortest if least is None else min(least, shortest)
    # Own echoes are exhausted to one event less, so all histories shorter than this one were played.
    largest = bounds.events if bounds else 0
    minimal: list[Failure] = []
    for failure in failures:
        words = _shortest_of_all(failure)
        if not words and bounds and failure.events == shortest <= largest and failure in exhausted:
            words = _minimality(failure, claim, bounds)
        minimal.append(replace(failure, minimal=words))
    return minimal


def _shortest_of_all(failure: Failure) -> str:
    """Return why no history can be shorter than that of a failure; empty if some histories are."""
    if not isinstance(failure.case, HistoryCase) or failure.flaky or failure.events > 1:
        return ""
    return "no history with events is shorter" if failure.events else "no event is needed"


def is_exhausted(case: Case, claim: Claim) -> bool:
    """Return whether the exhaustive phase plays all shorter histories in the variant of this case."""
    if not isinstance(case, HistoryCase) or case.execution.fault_steps:
        return False
    plain = default_variant(case.execution, claim)
    played = (plain, signed(plain, case.execution, claim.kind, -1), increments_alone(plain))
    plainest = next(case.variant.simplifications(claim), None) is None
    return plainest and _amounts(case, case.variant) in [_amounts(case, variant) for variant in played]


def _amounts(case: HistoryCase, variant: Variant) -> list[int]:
    """Return the amounts of the updates."""
    return [by for event, by in zip(case.execution.events, variant.amounts, strict=True) if event.is_update]


def _minimality(failure: Failure, claim: Claim, bounds: Bounds) -> str:
    tried = histories(claim, bounds.replicas, bounds.events)
    shorter = sum(len(execution.events) < failure.events for execution in tried)
    signs = ", increments alone and in turn with decrements" if claim.kind is Kind.PN_COUNTER else ""
    played = "the only shorter one" if shorter == 1 else f"all {shorter:,}"
    return (
        f"no history with fewer events fails: {played} of at most {bounds.replicas} replicas {_was(shorter)} played, "
        f"with amounts of 1{signs}, names up to renaming, no faults"
    )


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
