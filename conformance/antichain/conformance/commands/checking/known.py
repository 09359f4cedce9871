"""The file of known failures: read before a check, and with ``--update-known`` written after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from antichain.conformance.failures import known_file
from antichain.conformance.failures.causes.grouping import grouped
from antichain.conformance.failures.known import NOTHING_KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

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
    All failures of one cause get one entry.
    """
    path = Path(config.known.path)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    report = check(config)
    deleted = [each.lines for each in report.stale]
    added: list[Failure] = []
    notes: list[str] = []
    while len(notes) < _ROUNDS:
        new = [failure for failure in report.unexcused if not failure.flaky]
        if not new and (notes or not deleted):
            notes += [] if notes else [f"{path}: no change is needed"]
            break
        added += new
        causes = grouped(added)
        path.write_text(known_file.updated(text, deleted, causes, report.target), encoding="utf-8")
        names = ", ".join(dict.fromkeys(rule for failure in new for rule in failure.rules)) or "nothing"
        notes.append(f"{path}: written; added {names}, deleted {len(deleted)} of {len(config.known.entries)} entries")
        read = known_file.read(path, config.known.today).of_target(report.target, report.hello.name)
        report = report.with_known(read)
        if report.interrupted or report.late:
            break
        if len(notes) < _ROUNDS:
            report = check(report.config)
    return report, notes
