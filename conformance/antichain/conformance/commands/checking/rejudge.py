"""``antichain rejudge`` judges the recorded answers of a results file again."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from antichain.conformance.commands.console.output import CommandError
from antichain.conformance.engine.exit_codes import CONFORMANT, INCOMPLETE, NOT_CONFORMANT
from antichain.conformance.engine.results.build import catalogue_digest
from antichain.conformance.engine.results.file import BadResultsError, indented, read
from antichain.conformance.engine.results.rejudge import Outcome, Rejudged, rejudged
from antichain.conformance.report import terminal
from antichain.conformance.rules.broken import broken

__all__ = ["rejudge"]

_COLOURS = {Outcome.STAYS: "red", Outcome.EARLIER: "red", Outcome.GONE: "green", Outcome.UNKNOWN: "yellow"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the outcomes as JSON.")
def rejudge(*, file: Path, as_json: bool) -> None:
    """Judge the failures in FILE, written by `antichain check --report`, by the rules of this version.

    No target is started: each case is made again, and the recorded answers are judged. Right answers are not recorded,
    so only a new check finds failures of rules that are new or stricter. Exit codes: 0 if every failure
    is gone or excused, 1 if a failure remains, 2 for usage, or if FILE is not a whole results file, 3 if no failure
    remains, but some cannot be judged without the target.
    """
    try:
        results = read(file)
        outcomes = rejudged(results)
    except BadResultsError as why:
        raise CommandError(str(why)) from why
    code = _exit_code(outcomes)
    if as_json:
        click.echo(
            indented({"exit": code, "target": results.header.target, "failures": [_data(each) for each in outcomes]})
        )
        sys.exit(code)
    out = terminal.console()
    if results.header.catalogue == catalogue_digest():
        out.print("the rules are those of the check", style="dim")
    else:
        out.print(
            f"the rules have changed since the check by antichain {terminal.escape(results.header.antichain)}; right "
            "answers are not recorded, so only a new check finds failures of rules that are new or stricter"
        )
    table = Table(show_edge=False, pad_edge=False, header_style="dim")
    for column in ("failure", "kind", "rules", "outcome", "because"):
        table.add_column(column, overflow="fold")
    for each in outcomes:
        outcome = Text(each.outcome.value + (" (known)" if each.failure.known else ""), style=_COLOURS[each.outcome])
        rules = broken(each.failure.rules)
        table.add_row(
            *map(terminal.plain, (each.failure.id, each.failure.kind, rules)), outcome, terminal.plain(each.because)
        )
    if outcomes:
        out.print(table)
    counts = Counter(each.outcome for each in outcomes)
    said = ", ".join(f"{outcome.value}: {counts[outcome]}" for outcome in Outcome if counts[outcome])
    out.print(terminal.plain(f"{results.header.target}: {said or 'no failure is recorded'}"))
    sys.exit(code)


def _data(each: Rejudged) -> dict[str, object]:
    return {
        "id": each.failure.id,
        "kind": each.failure.kind,
        "known": each.failure.known,
        "recorded": list(each.failure.rules),
        "outcome": each.outcome.value,
        "rules": list(each.rules),
        "because": each.because,
    }


def _exit_code(outcomes: tuple[Rejudged, ...]) -> int:
    """Return the exit code: the worst outcome of the failures that decide."""
    found = {each.outcome for each in outcomes if each.decides}
    if found & {Outcome.STAYS, Outcome.EARLIER}:
        return NOT_CONFORMANT
    return INCOMPLETE if Outcome.UNKNOWN in found else CONFORMANT
