"""``antichain targets`` lists the shipped adapters."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
import msgspec
from rich.table import Table

from antichain.conformance.engine.exit_codes import USAGE
from antichain.conformance.report.terminal import console
from antichain.conformance.targets.registry import SHIPPED, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.conformance.targets.registry import Shipped

__all__ = ["targets"]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.option("--language", help="Only adapters of libraries in this language.")
@click.option("--install", is_flag=True, help="Install the missing packages first.")
def targets(*, as_json: bool, language: str | None, install: bool) -> None:
    """List the shipped adapters: language, what they offer, and whether their package is installed.

    Exit codes: 0, or 2 if a package cannot be installed; the others are installed nevertheless.
    """
    chosen = [each for each in SHIPPED.values() if language in {None, each.language}]
    failed = _install(chosen) if install else False
    rows = [
        {
            "name": shipped.name,
            "language": shipped.language,
            "package": f"{shipped.package} {shipped.version}".strip(),
            "about": shipped.about,
            "offers": [kind.value for kind in shipped.kinds],
            "installed": shipped.installed(),
        }
        for shipped in chosen
    ]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(rows)).decode())
    else:
        _print(rows)
    sys.exit(USAGE if failed else 0)


def _install(chosen: Iterable[Shipped]) -> bool:
    """Install each, print why one cannot be installed, and return whether there was one."""
    failed = False
    for each in chosen:
        try:
            each.install()
        except UnavailableError as why:
            click.echo(str(why), err=True)
            failed = True
    return failed


def _print(rows: Iterable[dict[str, Any]]) -> None:
    table = Table(show_edge=False, pad_edge=False)
    for column in ("name", "language", "package", "offers", "installed"):
        table.add_column(column, no_wrap=column == "name")
    for row in rows:
        what = row["package"] or row["about"]
        table.add_row(row["name"], row["language"], what, ", ".join(row["offers"]), "yes" if row["installed"] else "no")
    console().print(table)
