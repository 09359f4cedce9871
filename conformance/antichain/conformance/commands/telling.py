"""What a run found, kept as cases and told to people, with the commands that show it again."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from antichain.conformance.commands.replay import CASES
from antichain.conformance.kept import case_id, keep, travels
from antichain.conformance.launch import Local
from antichain.conformance.report import terminal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rich.console import Console

    from antichain.conformance.finding import Finding
    from antichain.conformance.launch import Command
    from antichain.conformance.result import Result

__all__ = ["keep_all", "tell"]


def keep_all(result: Result) -> dict[str, Path]:
    """Keep every finding as a case, and return where each is, by its id; what cannot be kept is noted."""
    kept = {}
    for finding in result.findings:
        try:
            if travels(finding):
                claims = result.hello.kinds[finding.kind]
                kept[case_id(finding)] = keep(finding, result.target, claims, CASES)
        except OSError as why:
            result.notes.append(f"failures cannot be kept: {why.filename}: {why.strerror}")
            break
    return kept


def tell(out: Console, launch: Command | Local, result: Result, kept: Mapping[str, Path]) -> None:
    """Tell each failure once for all of the same cause, how to see it again, and the verdict."""
    for first, *others in result.groups():
        if result.excuses(first):
            out.print()
            for finding in (first, *others):
                terminal.known(out, result, finding)
        else:
            terminal.finding(out, first, _commands(launch, result, first, kept))
            terminal.also(out, ((finding, _again(result, finding, kept)) for finding in others))
    out.print()
    terminal.summary(out, result)


def _commands(launch: Command | Local, result: Result, found: Finding, kept: Mapping[str, Path]) -> list[str]:
    """Return how to see a finding again: by antichain, and by the adapter alone."""
    path = kept.get(case_id(found))
    if path is None:
        return [_check(result, found)]
    # A check plays the history of a file only where it is given that file again.
    whole = [] if result.plan.history is not None else [_check(result, found)]
    return [*whole, _again(result, found, kept), f"{_adapter(launch)} < {shlex.quote(str(path))}"]


def _again(result: Result, found: Finding, kept: Mapping[str, Path]) -> str:
    """Return the shortest command that shows a finding again."""
    return f"antichain replay {case_id(found)}" if case_id(found) in kept else _check(result, found)


def _check(result: Result, found: Finding) -> str:
    words = ["antichain", "check", result.target, "--kind", found.kind.value, "--rule", found.rules[0]]
    words += ["--seed", str(result.plan.seed)]
    if found.kind in result.bounds:
        words += ["--bounds", str(result.bounds[found.kind])]
    return shlex.join(words)


def _adapter(launch: Command | Local) -> str:
    if isinstance(launch, Local):
        return shlex.join(("python", "-m", "antichain.conformance.serve", launch.spec))
    settings = [f"{name}={shlex.quote(value)}" for name, value in launch.environment.items()]
    return " ".join((*settings, shlex.join(launch.command)))
