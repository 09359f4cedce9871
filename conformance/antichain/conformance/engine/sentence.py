"""The verdict of a report in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.engine.exit_codes import Verdict

if TYPE_CHECKING:
    from antichain.conformance.engine.report import Report

__all__ = ["verdict"]


def verdict(report: Report) -> str:
    """Return the verdict in one sentence."""
    config = report.config
    narrowed = " for what was selected" if config.kinds or config.rules or config.phases or config.histories else ""
    seed = f"(seed {report.config.seed})"
    match report.verdict:
        case Verdict.CONFORMANT:
            but = _excused(report) + _leniently(report)
            return f"CONFORMANT{narrowed}: {report.target} keeps every rule that it claims{but} {seed}"
        case Verdict.INCOMPLETE:
            return f"INCOMPLETE{narrowed}: {_incomplete(report)} {seed}"
        case Verdict.INTERRUPTED:
            return f"INTERRUPTED: {len(report.shown)} findings so far; what was not reached is not judged {seed}"
    return f"NOT CONFORMANT{narrowed}: {_not_conformant(report)} {seed}"


def _not_conformant(report: Report) -> str:
    """Return the worst reason why a target does not conform."""
    if report.unsound:
        return f"the adapter of {report.target} is not sound, so its answers do not count"
    broken = dict.fromkeys(rule for found in report.unexcused for rule in found.rules if report.weighs(rule))
    if not broken and report.unmet:
        return f"{report.target} does not offer what is required: {report.unmet[0]}"
    if not broken and report.stale:
        lines = ", ".join(stale.where for stale in report.stale)
        return f"{report.target} has excuses that are no longer valid ({lines})"
    return f"{report.target} breaks {', '.join(broken)}"


def _incomplete(report: Report) -> str:
    """Return the rules that were not reached, and whether the time ran out."""
    untested = ", ".join(report.untested)
    if report.late:
        rest = f"; not exercised: {untested}" if untested else ""
        return f"nothing failed, but the check ended after {report.config.max_seconds:g} s, before its end{rest}"
    return f"nothing failed, but claimed rules were not exercised: {untested or 'all of them'}"


def _excused(report: Report) -> str:
    """Return a clause that names the broken rules that are known."""
    broken = dict.fromkeys(rule for found in report.shown if report.excuses(found) for rule in found.rules)
    return f", but for {', '.join(broken)}, which is known" if broken else ""


def _leniently(report: Report) -> str:
    """Return a clause that names the broken rules that did not decide."""
    broken = dict.fromkeys(rule for found in report.unexcused for rule in found.rules if not report.weighs(rule))
    return f", but for {', '.join(broken)}, which counts only with --strict" if broken else ""
