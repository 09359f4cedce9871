"""The verdict of a report in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.status import Status
from antichain.conformance.rules.broken import broken, by_cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antichain.conformance.engine.report import Report

__all__ = ["verdict"]


def verdict(report: Report) -> str:
    """Return the verdict in one sentence."""
    config = report.config
    narrowed = " for what was selected" if config.kinds or config.rules or config.phases or config.histories else ""
    seed = f"(seed {report.config.seed})"
    match report.verdict:
        case Verdict.CONFORMANT:
            but = ", and".join(filter(None, (_excused(report), _leniently(report))))
            but = f", but{but}" if but else ""
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
    causes = _causes(report, known=False, counts=report.weighs)
    if not causes and report.unmet:
        return f"{report.target} does not offer what is required: {report.unmet[0]}"
    if not causes and report.stale:
        lines = ", ".join(stale.where for stale in report.stale)
        return f"{report.target} has excuses that are no longer valid ({lines})"
    return f"{report.target} breaks {_listed(causes)}"


def _incomplete(report: Report) -> str:
    """Return the rules that were not reached, and whether the time ran out."""
    untested = ", ".join(report.untested)
    if report.late:
        rest = f"; not exercised: {untested}" if untested else ""
        return f"nothing failed, but the check ended after {report.config.max_seconds:g} s, before its end{rest}"
    return f"nothing failed, but claimed rules were not exercised: {untested or 'all of them'}"


def _excused(report: Report) -> str:
    """Return a clause that names the rules that are known to fail."""
    causes = _causes(report, known=True, counts=lambda _: True)
    return f" for {_listed(causes)}, {_which(causes, 'is', 'are')} known to fail" if causes else ""


def _leniently(report: Report) -> str:
    """Return a clause that names the broken rules that did not decide."""
    causes = _causes(report, known=False, counts=lambda rule: not report.weighs(rule))
    return f" for {_listed(causes)}, {_which(causes, 'counts', 'count')} only with --strict" if causes else ""


def _causes(report: Report, *, known: bool, counts: Callable[[str], bool]) -> list[list[str]]:
    """Return the broken rules that count, by cause: those of the failures, and those that fail as consequences."""
    found = [group for group in report.groups if report.excuses(group[0]) is known]
    rules = [[rule for failure in group for rule in failure.rules] for group in found]
    status = Status.KNOWN if known else Status.FOLLOWS
    for rule, head in _consequences(report, status):
        for each in rules:
            if head in each:
                each.append(rule)
    return by_cause([rule for rule in each if counts(rule)] for each in rules)


def _consequences(report: Report, status: Status) -> Iterator[tuple[str, str]]:
    """Yield each rule with this status that fails as a consequence, and the rule of its cause."""
    for kind, statuses in report.rules.items():
        heads = report.consequences.get(kind, {})
        yield from ((rule, heads[rule]) for rule, each in statuses.items() if each is status and rule in heads)


def _listed(causes: list[list[str]]) -> str:
    return ", ".join(map(broken, causes))


def _which(causes: list[list[str]], one: str, several: str) -> str:
    return f"which {one if sum(map(len, causes)) == 1 else several}"
