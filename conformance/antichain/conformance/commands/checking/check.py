"""``antichain check`` checks whether a target conforms to the model."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from click.core import ParameterSource

from antichain.conformance.commands.checking.known import check_until_known, known_failures
from antichain.conformance.commands.checking.reproductions import keep_all, reproductions
from antichain.conformance.commands.console import options, reports
from antichain.conformance.commands.console.errors import run_errors, start_errors
from antichain.conformance.commands.console.reports import typed, write_reports
from antichain.conformance.commands.console.source import source_of
from antichain.conformance.engine.check import check as run_check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.engine.events import ignore
from antichain.conformance.engine.results.build import Origin, as_data, results_of
from antichain.conformance.engine.results.file import indented
from antichain.conformance.failures import known_file
from antichain.conformance.failures.database import FailureDatabase
from antichain.conformance.phases.bounds import DEFAULT, Bounds
from antichain.conformance.phases.names import SELECTABLE
from antichain.conformance.phases.profiles import Profile
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.report import terminal
from antichain.conformance.report.faces import FACES
from antichain.conformance.targets.registry import SHIPPED, shipped
from antichain.conformance.targets.resolve import Command, Local, StartError, greet, launch_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from antichain.conformance.engine.report import Report
    from antichain.conformance.engine.results.lines import Results
    from antichain.conformance.histories.jsonl import History
    from antichain.conformance.protocol.claims import Hello

__all__ = ["check"]

_EXAMPLES = Path(".antichain", "examples")


@dataclass(frozen=True, slots=True)
class _Output:
    """The form of the output: a page for people, or only the verdict (``quiet``), or JSON."""

    quiet: bool
    json: bool

    @property
    def is_page(self) -> bool:
        """Whether the output is a page for people."""
        return not self.quiet and not self.json


@click.command()
@click.argument("target")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice([kind.value for kind in Kind]), help="Judge only this kind."
)
@click.option("--rule", "rules", multiple=True, callback=options.rules, help="Judge only this rule.")
@click.option(
    "--phase",
    "phases",
    multiple=True,
    type=click.Choice([name.value for name in SELECTABLE]),
    help="Run this phase only.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    help="The same seed plays the same run. Without it: seed 0, and the failures of earlier runs first.",
)
@click.option(
    "--budget",
    callback=options.finite_seconds,
    type=click.FloatRange(0, min_open=True),
    default=15.0,
    show_default=True,
    help="Explore for about this many seconds: the bounds follow the measured speed of the target.",
)
@click.option(
    "--profile",
    is_eager=True,
    type=click.Choice([profile.value for profile in Profile]),
    help="For gates: fixed bounds, at any speed of the target. Not with --budget.",
)
@click.option("--quick", is_eager=True, is_flag=True, help="The same as --profile quick.")
@click.option(
    "--bounds", callback=options.bounds, help=f"Fix bounds, or override those of the profile, as in {DEFAULT}."
)
@click.option(
    "--max-seconds",
    callback=options.finite_seconds,
    type=click.FloatRange(0, min_open=True),
    help="End the run after this time; it is then incomplete (exit code 3).",
)
@click.option(
    "--require",
    "required",
    multiple=True,
    callback=options.offers,
    help="Fail unless the target offers these, as in wire,entries,crash.",
)
@click.option("--strict", is_flag=True, help="Let SHOULD rules decide too.")
@click.option(
    "--history",
    "histories",
    callback=options.histories,
    type=click.Path(path_type=Path),
    help="Play only the histories in this file; a blank line ends each.",
)
@click.option(
    "--timeout",
    callback=options.finite_seconds,
    type=click.FloatRange(0, min_open=True),
    default=2.0,
    show_default=True,
    help="Seconds that an answer may take.",
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Kinds to judge at a time.")
@click.option(
    "--known",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"The file of known failures; by default {known_file.NAME} beside the adapter or in this folder.",
)
@click.option(
    "--update-known",
    is_flag=True,
    help="Write each failure to the file of known failures, and delete entries that no longer fail.",
)
@click.option("--in-process", is_flag=True, help="Run a py: target in this process.")
@click.option("--install", is_flag=True, help="Install the package that a shipped adapter tests first.")
@click.option(
    "--report",
    "report_folder",
    callback=reports.folder,
    type=click.Path(path_type=Path),
    help=f"Write the results in every format into this folder: {', '.join(face.file for face in FACES.values())}.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    callback=reports.formats,
    metavar="NAME=FILE",
    help=f"Write the results in one format into a file; formats are {', '.join(FACES)}.",
)
@click.option("--quiet", is_flag=True, help="Print only the verdict.")
@click.option("--json", "as_json_", is_flag=True, help="Print the result as JSON.")
def check(  # noqa: PLR0913 — click passes each option as one argument
    *,
    target: str,
    kinds: Sequence[str],
    rules: tuple[str, ...],
    phases: tuple[str, ...],
    seed: int | None,
    budget: float,
    profile: str | None,
    quick: bool,
    bounds: Bounds | None,
    max_seconds: float | None,
    required: tuple[str, ...],
    strict: bool,
    histories: tuple[History, ...],
    timeout: float,
    jobs: int,
    known: Path | None,
    update_known: bool,
    in_process: bool,
    install: bool,
    report_folder: Path | None,
    formats: Mapping[str, Path],
    quiet: bool,
    as_json_: bool,
) -> None:
    """Check TARGET against the model.

    TARGET is py:package.module:factory, a command line that speaks the protocol, or a shipped adapter (see `antichain
    targets`). Exit codes: 0 conformant, 1 not conformant, 2 usage or the target cannot be started, 3 incomplete, 4 a
    defect of antichain, 130 interrupted.
    """
    named = _profile(profile, quick=quick)
    if "badge" in formats and (kinds or rules or phases or histories):
        message = "--format badge: a badge is for a whole check; leave out --kind, --rule, --phase and --history"
        raise click.UsageError(message)
    with start_errors():
        if install:
            _install(target)
        launch = launch_of(target, in_process=in_process, timeout=timeout)
        excused = known_failures(known, target, update=update_known)
        hello = greet(launch)
    database = FailureDatabase(_EXAMPLES, launch.name) if seed is None and not histories else None
    config = CheckConfig(
        seed=seed or 0,
        kinds=options.claimed_kinds(kinds, target, hello),
        rules=rules,
        phases=phases,
        budget=budget,
        bounds=bounds,
        profile=named,
        max_seconds=inf if max_seconds is None else max_seconds,
        required=required,
        strict=strict,
        histories=histories,
        known=excused.of_target(launch.name, hello.name),
        remembered=database.load(hello) if database else (),
    )
    started = datetime.now(tz=UTC).astimezone().isoformat(timespec="seconds")
    out, output = terminal.console(), _Output(quiet, as_json_)
    found, notes = _run(out, launch, hello, config, jobs, page=output.is_page, update=update_known)
    kept, unkept = _persist(found, database)
    origin = Origin(
        argv=typed(seed),
        started=started,
        source=source_of(target, Path.cwd()),
        reproduce=reproductions(launch, found, kept),
        notes=(*notes, *unkept),
    )
    results = results_of(found, origin)
    if not output.json:
        _print(out, output, results)
    for note in write_reports(results, report_folder, formats):
        click.echo(f"note: {note}", err=True)
    if output.json:
        _print(out, output, results)  # last, so that a report that cannot be written leaves one object: the error
    sys.exit(found.exit_code)


def _profile(name: str | None, *, quick: bool) -> Profile | None:
    """Return the profile of a gate, if one is named.

    Raises:
        UsageError: two profiles are named, or one beside a budget.

    """
    if quick and name not in {None, Profile.QUICK}:
        message = f"--quick is --profile quick, and --profile {name} is given too; give one of them"
        raise click.UsageError(message)
    profile = Profile.QUICK if quick else Profile(name) if name else None
    source = click.get_current_context().get_parameter_source("budget")
    if profile is not None and source is not ParameterSource.DEFAULT:
        message = (
            f"--budget chooses bounds, and --profile {profile.value} fixes them; leave one of them out "
            "(--max-seconds ends a run)"
        )
        raise click.UsageError(message)
    return profile


def _install(target: str) -> None:
    adapter = shipped(target)
    if adapter is None:
        message = f"--install is for shipped adapters ({', '.join(SHIPPED)}), and {target!r} is none"
        raise StartError(message)
    adapter.install()


def _run(  # noqa: PLR0913 — the target and the ways to run its check are independent of each other
    out: Console,
    launch: Command | Local,
    hello: Hello,
    config: CheckConfig,
    jobs: int,
    *,
    page: bool,
    update: bool,
) -> tuple[Report, list[str]]:
    """Return the report of a check, and notes; with ``update``, the report of the last of several checks."""
    if page:
        kinds, narrowed = [kind.value for kind in config.kinds], (config.rules, config.phases)
        profile = config.profile.value if config.profile else None
        terminal.heading(out, launch.name, msgspec.to_builtins(hello), kinds, narrowed, profile, config.seed)
    live = terminal.Live(out)

    def check_once(config: CheckConfig) -> Report:
        return run_check(launch, hello, config, live if page else ignore, jobs)

    with run_errors(launch.name):
        try:
            return check_until_known(config, check_once) if update else (check_once(config), [])
        finally:
            live.stop()


def _persist(report: Report, database: FailureDatabase | None) -> tuple[dict[str, Path], list[str]]:
    """Write a case file for each failure, and the failures that the next check runs first.

    Returns:
        The case files by id, and a note for each file that cannot be written.

    """
    kept, notes = keep_all(report)
    if database is not None and not database.update(report.failures, report.hello, report.gone):
        notes.append(f"the failures cannot be stored in {_EXAMPLES}")
    return kept, notes


def _print(out: Console, output: _Output, results: Results) -> None:
    if output.json:
        click.echo(indented(as_data(results)))
    elif output.quiet:
        click.echo(results.footer.sentence)
    else:
        terminal.findings(out, results)
