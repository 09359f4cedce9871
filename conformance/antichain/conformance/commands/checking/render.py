"""``antichain render`` shows results in another format."""

from __future__ import annotations

from pathlib import Path

import click

from antichain.conformance.commands.console.output import CommandError
from antichain.conformance.commands.console.reports import write_file
from antichain.conformance.engine.results.file import BadResultsError, read
from antichain.conformance.report import terminal
from antichain.conformance.report.faces import FACES, NoFaceError

__all__ = ["render"]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format", "name", type=click.Choice(list(FACES)), default="terminal", show_default=True, help="The format."
)
@click.option("--output", type=click.Path(path_type=Path), help="The file to write; without it, standard output.")
def render(*, file: Path, name: str, output: Path | None) -> None:
    """Show the results in FILE, written by `antichain check --report`, in another format.

    Exit codes: 0 if the format is written, for any verdict; 2 for usage, or if FILE is not a whole results file.
    """
    try:
        results = read(file)
        if name == "terminal" and output is None:
            terminal.page(terminal.console(), results)
            return
        data = FACES[name].render(results)
    except (BadResultsError, NoFaceError) as why:
        raise CommandError(str(why)) from why
    if output is None:
        click.echo(data.decode(), nl=False)
    else:
        write_file(output, data)
