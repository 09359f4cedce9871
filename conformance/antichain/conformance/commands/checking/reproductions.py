"""Case files for the failures of a run, and the commands that replay them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from antichain.conformance.commands.checking.replay import CASES
from antichain.conformance.failures.case_file import case_id, is_serialisable, keep
from antichain.conformance.targets.resolve import Local

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from antichain.conformance.engine.report import Report
    from antichain.conformance.failures.failure import Failure
    from antichain.conformance.targets.resolve import Command

__all__ = ["keep_all", "reproductions"]


def keep_all(report: Report) -> tuple[dict[str, Path], list[str]]:
    """Write a case file for every failure; return the files by id, and a note if a file cannot be written."""
    kept = {}
    notes = []
    for failure in report.failures:
        try:
            if is_serialisable(failure):
                claims = report.hello.kinds[failure.kind]
                kept[case_id(failure)] = keep(failure, report.target, claims, CASES)
        except OSError as why:
            notes.append(f"failures cannot be kept: {why.filename}: {why.strerror}")
            break
    return kept, notes


def reproductions(launch: Command | Local, report: Report, kept: Mapping[str, Path]) -> dict[str, tuple[str, ...]]:
    """Return, by the id of each failure, the commands that show it: a check, a replay, and the adapter alone."""
    return {case_id(failure): tuple(_commands(launch, report, failure, kept)) for failure in report.shown}


def _commands(launch: Command | Local, report: Report, found: Failure, kept: Mapping[str, Path]) -> list[str]:
    path = kept.get(case_id(found))
    if path is None:
        return [_check(report, found)]
    # A check plays the history of a file only if it gets that file again.
    whole = [] if report.config.histories else [_check(report, found)]
    return [*whole, f"antichain replay {case_id(found)}", f"{_adapter(launch)} < {shlex.quote(str(path))}"]


def _check(report: Report, found: Failure) -> str:
    words = ["antichain", "check", report.target, "--kind", found.kind.value, "--rule", found.rules[0]]
    words += ["--seed", str(report.config.seed)]
    if found.kind in report.bounds:
        words += ["--bounds", str(report.bounds[found.kind])]
    return shlex.join(words)


def _adapter(launch: Command | Local) -> str:
    if isinstance(launch, Local):
        return shlex.join(("python", "-m", "antichain.conformance.adapters.serve", launch.spec))
    settings = [f"{name}={shlex.quote(value)}" for name, value in launch.environment.items()]
    return " ".join((*settings, shlex.join(launch.command)))
