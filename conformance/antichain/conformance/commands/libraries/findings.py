"""``antichain findings``: the recorded findings in published libraries, each shown again without antichain."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from antichain.conformance.commands.console.output import CommandError
from antichain.conformance.commands.libraries.survey import SECONDS, surveyed_all
from antichain.conformance.engine.exit_codes import CONFORMANT, NOT_CONFORMANT
from antichain.conformance.survey.findings_page import render
from antichain.conformance.targets.registry import SHIPPED, ThirdParty
from antichain.conformance.targets.third_party.finding import findings_of, reproduce

if TYPE_CHECKING:
    from antichain.conformance.survey.matrix import Surveyed
    from antichain.conformance.targets.third_party.finding import Finding

__all__ = ["findings"]


@click.command()
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the page there.")
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, help="Libraries to judge at a time.")
@click.option("--reproduce", "only", is_flag=True, help="Only run the reproductions, and compare their output.")
def findings(*, output: Path | None, jobs: int, only: bool) -> None:
    """Show the findings in the installed libraries, as Markdown.

    Libraries that a survey has judged are not judged again. Exit codes: 0 if the harness and the reproduction show each
    recorded finding, 1 if one is not shown, 2 if the page cannot be written.
    """
    adapters = [each for each in SHIPPED.values() if isinstance(each, ThirdParty) and each.installed()]
    if only:
        sys.exit(_reproductions(adapters))
    surveyed = surveyed_all(adapters, SECONDS, jobs)
    shown = [
        (each, found, failure) for each in surveyed for found in each.findings if (failure := each.failure_of(found))
    ]
    printed = {place: reproduce(each.adapter, found) for place, (each, found, _) in enumerate(shown)}
    page = render(shown, surveyed, printed)
    if output is None:
        click.echo(page, nl=False)
    else:
        _write(output, page)
    missing = [
        f"{each.adapter.name}: the harness does not show: {found.title}"
        for each in surveyed
        for found in findings_of(each.adapter.manifest)
        if found not in each.findings
    ]
    missing += [
        _different(each, found, printed[n])
        for n, (each, found, _) in enumerate(shown)
        if _last(printed[n]) != found.wrong
    ]
    for line in missing:
        click.echo(line, err=True)
    sys.exit(NOT_CONFORMANT if missing else CONFORMANT)


def _reproductions(adapters: list[ThirdParty]) -> int:
    """Run every reproduction; return the exit code."""
    code = CONFORMANT
    for adapter in adapters:
        for found in findings_of(adapter.manifest):
            last = _last(reproduce(adapter, found))
            click.echo(f"{adapter.name}: {found.reproduction}: {last} (right: {found.right})")
            if last != found.wrong:
                click.echo(f"{adapter.name}: {found.reproduction}: expected the wrong answer {found.wrong}", err=True)
                code = NOT_CONFORMANT
    return code


def _different(each: Surveyed, found: Finding, printed: str) -> str:
    last = _last(printed)
    return f"{each.adapter.name}: {found.reproduction} prints {last!r}; expected the wrong answer {found.wrong!r}"


def _last(printed: str) -> str:
    return printed.splitlines()[-1] if printed else ""


def _write(output: Path, page: str) -> None:
    try:
        output.write_text(page, encoding="utf-8")
    except OSError as why:
        message = f"--output: {output} cannot be written: {why.strerror}; choose another file"
        raise CommandError(message) from why
