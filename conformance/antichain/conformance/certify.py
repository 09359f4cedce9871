"""Minimality: which finding is the shortest there is, said only where every shorter history was played."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from antichain.conformance import phases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.bounds import Bounds
    from antichain.conformance.finding import Finding
    from antichain.conformance.protocol import Options

__all__ = ["certified"]


def certified(findings: Sequence[Finding], options: Options, bounds: Bounds) -> list[Finding]:
    """Return the findings of one kind, the shortest of those that were exhausted with the statement that it is that.

    All histories within the bounds must have been played.
    """
    exhausted = [finding for finding in findings if _exhausted(finding, options)]
    shortest = min((finding.size for finding in exhausted), default=0)
    # Own echoes are exhausted to one event less, so all shorter ones were played up to this very size.
    return [
        replace(finding, minimal=_minimality(finding, options, bounds))
        if finding in exhausted and finding.size == shortest <= bounds.events
        else finding
        for finding in findings
    ]


def _exhausted(finding: Finding, options: Options) -> bool:
    """Return whether a finding is one of those that the exhaustive phase goes through."""
    case = finding.case
    if case.truth is None or case.setting is None or finding.again is not None or case.truth.mishaps:
        return False
    plain = next(case.setting.plainer(finding.kind, options), None)
    return plain is None and all(abs(by) <= 1 for by in case.setting.amounts)


def _minimality(finding: Finding, options: Options, bounds: Bounds) -> str:
    shorter = sum(len(truth.events) < finding.size for truth in phases.histories(finding.kind, options, bounds))
    return (
        f"no history with fewer events fails: all there are of at most {bounds.replicas} replicas ({shorter}) were "
        "played, with amounts of 1, names up to renaming, no faults"
    )
