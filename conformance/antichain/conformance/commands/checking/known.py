"""The file of known failures: read before a check, and with ``--update-known`` written after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from antichain.conformance.failures import known_file
from antichain.conformance.failures.causes.grouping import grouped
from antichain.conformance.failures.known import NOTHING_KNOWN
from antichain.conformance.rules.broken import broken, by_cause

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antichain.conformance.engine.config import CheckConfig
    from antichain.conformance.engine.report import Report
    from antichain.conformance.failures.failure import Failure
    from antichain.conformance.failures.known import Known

__all__ = ["check_until_known", "known_failures"]

_ROUNDS = 5
"""The largest number of checks of one run with ``--update-known``."""


def known_failures(option: Path | None, target: str, *, update: bool) -> Known:
    """Return the known failures: of the named file, or of the file beside the adapter or in this folder.

    Raises:
        BadKnownError: the file cannot be read.

    """
    today = dt.datetime.now(tz=dt.UTC).astimezone().date()
    path = option or known_file.beside(target)
    if path is not None and (path.exists() or not update):
        return known_file.read(path, today)
    return replace(NOTHING_KNOWN, path=str(path or known_file.NAME), today=today)


def check_until_known(config: CheckConfig, check: Callable[[CheckConfig], Report]) -> tuple[Report, list[str]]:
    """Check, and write failures to the file, until no new one occurs; return the last report, and notes.

    A known failure does not excuse others, so the next check can find more failures of the same causes.
    All failures of one cause get one entry. The report shows a failure for each written sentence.
    """
    path = Path(config.known.path)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    report = check(config)
    deleted = [each.lines for each in report.stale]
    added: list[Failure] = []
    note = f"{path}: no change is needed"
    for further in reversed(range(_ROUNDS)):
        new = [failure for failure in report.unexcused if not failure.flaky]
        if not new and (added or not deleted):
            break
        added += new
        causes = grouped(added)
        path.write_text(known_file.updated(text, deleted, causes, report.target), encoding="utf-8")
        note = f"{path}: written; {_added(causes)}, deleted {len(deleted)} of {len(config.known.entries)} entries"
        read = known_file.read(path, config.known.today).of_target(report.target, report.hello.name)
        report = report.with_known(read)
        if report.interrupted or report.late or not (new and further):
            break
        report = check(report.config)
    return report.with_further(added), [note]


def _added(causes: Sequence[Sequence[Failure]]) -> str:
    """Return in words how many entries were added, and their rules."""
    if not causes:
        return "added no entry"
    rules = ", ".join(map(broken, by_cause([rule for failure in cause for rule in failure.rules] for cause in causes)))
    return f"added {len(causes)} {'entry' if len(causes) == 1 else 'entries'} for {rules}"
