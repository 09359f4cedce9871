"""Minimality: the statement that no shorter history fails, made only if every shorter history was played."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import HistoryCase
from antichain.conformance.histories.playable import histories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.failures.failure import Failure
    from antichain.conformance.phases.bounds import Bounds
    from antichain.conformance.protocol.claims import Claim

__all__ = ["with_minimality"]


def with_minimality(failures: Sequence[Failure], claim: Claim, bounds: Bounds) -> list[Failure]:
    """Return the failures of one kind; the shortest one states that no shorter history fails.

    All histories within the bounds must have been played.
    """
    exhausted = [failure for failure in failures if _is_exhausted(failure, claim)]
    shortest = min((failure.events for failure in exhausted), default=0)
    # Own echoes are exhausted to one event less, so all histories shorter than this one were played.
    return [
        replace(failure, minimal=_minimality(failure, claim, bounds))
        if failure in exhausted and failure.events == shortest <= bounds.events
        else failure
        for failure in failures
    ]


def _is_exhausted(failure: Failure, claim: Claim) -> bool:
    """Return whether the exhaustive phase plays all shorter histories in the variant of this failure."""
    case = failure.case
    if not isinstance(case, HistoryCase) or failure.flaky or case.execution.fault_steps:
        return False
    plain = next(case.variant.simplifications(claim), None)
    return plain is None and all(abs(by) <= 1 for by in case.variant.amounts)


def _minimality(failure: Failure, claim: Claim, bounds: Bounds) -> str:
    tried = histories(claim, bounds.replicas, bounds.events)
    shorter = sum(len(execution.events) < failure.events for execution in tried)
    if not shorter:
        return "no history has fewer events"
    return (
        f"no history with fewer events fails: all histories of at most {bounds.replicas} replicas ({shorter}) were "
        "played, with amounts of 1, names up to renaming, no faults"
    )
