"""The result as plain data, for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance.kept import case_id
from antichain.conformance.rules import RULES
from antichain.conformance.verdict import VERDICTS

if TYPE_CHECKING:
    from antichain.conformance.finding import Finding
    from antichain.conformance.result import Result

__all__ = ["as_data", "as_json", "steps"]


def as_json(result: Result) -> str:
    """Return the result as one JSON object."""
    return msgspec.json.format(msgspec.json.encode(as_data(result))).decode()


def as_data(result: Result) -> dict[str, Any]:
    """Return the result as plain data; everything but the seconds is the same whenever seed and bounds are."""
    return {
        "target": result.target,
        "hello": msgspec.to_builtins(result.hello),
        "seed": result.plan.seed,
        "verdict": VERDICTS[result.code],
        "exit": result.code,
        "interrupted": result.interrupted,
        "unsound": result.unsound,
        "ended": {kind.value: why for kind, why in result.ended.items()},
        "bounds": {kind.value: str(bounds) for kind, bounds in result.bounds.items()},
        "phases": [
            {
                "phase": phase.phase,
                "detail": phase.detail,
                "histories": phase.histories,
                "checks": phase.checks,
                "failures": phase.failures,
                "seconds": round(phase.seconds, 3),
            }
            for phase in result.phases
        ],
        "kinds": {
            kind.value: {
                rule: {
                    "status": status.value,
                    "level": RULES[rule].level.value,
                    "effective": result.effective[kind][rule] if kind in result.effective else 0,
                }
                for rule, status in result.statuses(kind).items()
            }
            for kind, _ in result.selected()
        },
        "findings": [_finding(finding, group[0], result) for group in result.groups() for finding in group],
        "stale": [
            {"path": each.path, "lines": list(each.lines), "rule": each.rule, "why": each.why}
            for each in result.stale()
        ],
        "gone": result.gone,
        "notes": result.notes,
    }


def _finding(finding: Finding, first: Finding, result: Result) -> dict[str, Any]:
    """Return a finding as data; ``cause`` is the id of the first finding of the same cause."""
    return {
        "id": case_id(finding),
        "cause": case_id(first),
        "known": result.excuses(finding),
        "issues": result.plan.known.issues(finding) if result.excuses(finding) else [],
        "kind": finding.kind.value,
        "rules": list(finding.rules),
        "phase": finding.phase,
        "about": finding.case.title,
        "events": finding.size,
        "because": finding.because,
        "minimal": finding.minimal,
        "flaky": finding.again is not None,
        "steps": steps(finding),
    }


def steps(finding: Finding) -> list[dict[str, Any]]:
    """Return the story of a finding as plain data."""
    return [
        {
            "step": step.number,
            "replica": step.replica,
            "action": step.action,
            "specified": step.specified,
            "observed": step.observed,
        }
        for step in finding.steps()
    ]
