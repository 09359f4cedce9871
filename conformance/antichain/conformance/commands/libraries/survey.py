"""``antichain survey`` judges every installed library, and writes which to use and what to avoid."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from antichain.conformance.commands.console import options
from antichain.conformance.commands.console.errors import run_errors
from antichain.conformance.commands.console.output import CommandError
from antichain.conformance.engine.exit_codes import INTERRUPTED, NOT_CONFORMANT
from antichain.conformance.report.html.page import render as report_page
from antichain.conformance.report.terminal import console, escape
from antichain.conformance.survey import history as history_page
from antichain.conformance.survey import markdown, page
from antichain.conformance.survey.judge import judge_all
from antichain.conformance.survey.matrix import Surveyed
from antichain.conformance.survey.record import Store
from antichain.conformance.targets.registry import SHIPPED, ThirdParty, shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["survey", "surveyed_all"]

RECORDS = Path(".antichain", "survey")
SECONDS = 120.0
"""Seconds that each library gets. The bounds are fixed, so that most libraries need less."""


@click.command()
@click.argument("names", nargs=-1)
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, help="Libraries to judge at a time.")
@click.option(
    "--seconds",
    callback=options.finite_seconds,
    type=click.FloatRange(0, min_open=True),
    default=SECONDS,
    show_default=True,
    help="Seconds for each library; a library that needs more is not judged to the end.",
)
@click.option("--again", is_flag=True, help="Judge the libraries of an earlier survey again.")
@click.option("--versions", metavar="NAME", help="Judge every version of one library that its manifest names.")
@click.option("--history", is_flag=True, help="Judge every version of the libraries whose manifests name repairs.")
@click.option("--install", is_flag=True, help="Install the missing libraries first.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write SURVEY.md into this folder, and the HTML pages into its folder survey/; or, of a history, HISTORY.md.",
)
def survey(  # noqa: PLR0913 — click passes each option as one argument
    *,
    names: tuple[str, ...],
    jobs: int,
    seconds: float,
    again: bool,
    versions: str | None,
    history: bool,
    install: bool,
    output: Path | None,
) -> None:
    """Judge the installed libraries, or those of NAMES, and report which to use and what to avoid.

    Judgements are kept in .antichain/survey, so that an interrupted survey continues at its place. Exit codes: 0 if all
    were judged, 1 if a version does not show a repair that the manifest names, 2 for usage, 4 for a defect of
    antichain, 130 if interrupted.
    """
    chosen = _versions(versions) if versions else _with_repairs() if history else _chosen(names)
    if install:
        for adapter in chosen:
            with run_errors(adapter.name):
                adapter.install()
    present = [adapter for adapter in chosen if adapter.installed()]
    missing = [adapter.name for adapter in chosen if not adapter.installed()]
    surveyed = surveyed_all(present, seconds, jobs, again=again)
    out = console()
    for each in surveyed:
        broken = f" ({', '.join(each.broken)})" if each.broken else ""
        name = f"{each.adapter.manifest.name} {each.adapter.version}"
        out.print(f"{escape(name)}: {each.advice.value}{escape(broken)}", soft_wrap=True)
    if missing:
        out.print(f"not installed: {escape(', '.join(missing))}", soft_wrap=True)
    if output is not None:
        _write(output, surveyed, missing, history=history)
    if (versions or history) and not _repairs_shown(surveyed):
        sys.exit(NOT_CONFORMANT)


def surveyed_all(
    adapters: Sequence[ThirdParty], seconds: float = SECONDS, jobs: int = 2, *, again: bool = False
) -> list[Surveyed]:
    """Return the judgement of each adapter, from an earlier survey if there is one; in the given order."""
    store = Store(RECORDS, seconds)
    records = {adapter: record for adapter in adapters if not again and (record := store.read(adapter))}
    with run_errors("survey"):
        try:
            for adapter, record in judge_all([each for each in adapters if each not in records], seconds, jobs):
                click.echo(f"{adapter.name}: judged in {record.seconds:.0f} s", err=True)
                store.write(adapter, record)
                records[adapter] = record
        except KeyboardInterrupt:
            click.echo(f"INTERRUPTED: {len(records)} of {len(adapters)} libraries are judged and kept", err=True)
            sys.exit(INTERRUPTED)
    return [Surveyed(adapter, records[adapter]) for adapter in adapters]


def _chosen(names: tuple[str, ...]) -> list[ThirdParty]:
    found = []
    for name in names or SHIPPED:
        adapter = shipped(name)
        if isinstance(adapter, ThirdParty):
            found.append(adapter)
        elif names:
            message = f"{name!r} is not an adapter of a published library; `antichain targets` lists them"
            raise CommandError(message)
    return found


def _versions(name: str) -> list[ThirdParty]:
    adapter = shipped(name)
    if not isinstance(adapter, ThirdParty):
        message = f"--versions: {name!r} is not an adapter of a published library; `antichain targets` lists them"
        raise CommandError(message)
    return [ThirdParty(adapter.manifest, version) for version in adapter.manifest.versions]


def _with_repairs() -> list[ThirdParty]:
    names = [each.name for each in SHIPPED.values() if isinstance(each, ThirdParty) and each.manifest.repairs]
    return [adapter for name in names for adapter in _versions(name)]


def _repairs_shown(surveyed: Sequence[Surveyed]) -> bool:
    """Print whether the judgements show each repair; return whether they show all."""
    shown = True
    for name, repair, why in history_page.repairs(surveyed):
        click.echo(f"{name}: repaired in {repair.repaired}: {repair.what}{f' NOT SHOWN: {why}' if why else ''}")
        shown = shown and not why
    return shown


def _write(output: Path, surveyed: Sequence[Surveyed], missing: Sequence[str], *, history: bool) -> None:
    pages = output / "survey"
    try:
        if history:
            output.mkdir(parents=True, exist_ok=True)
            output.joinpath("HISTORY.md").write_text(history_page.render(surveyed), encoding="utf-8")
            return
        pages.mkdir(parents=True, exist_ok=True)
        output.joinpath("SURVEY.md").write_text(markdown.render(surveyed, missing), encoding="utf-8")
        pages.joinpath("index.html").write_text(page.render(surveyed), encoding="utf-8")
        for each in surveyed:
            if each.results is not None:
                pages.joinpath(f"{each.adapter.name}.html").write_text(report_page(each.results), encoding="utf-8")
    except OSError as why:
        message = f"--output: {why.filename} cannot be written: {why.strerror}; choose another folder"
        raise CommandError(message) from why
