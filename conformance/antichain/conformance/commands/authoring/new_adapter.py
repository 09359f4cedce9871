"""``antichain new-adapter`` writes an adapter to start from."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from antichain.conformance.adapters.languages import LANGUAGES
from antichain.conformance.adapters.new_adapter import FileInTheWayError, write_adapter
from antichain.conformance.commands.console.output import CommandError

__all__ = ["new_adapter"]


@click.command()
@click.option(
    "--language", type=click.Choice(list(LANGUAGES)), required=True, help="The language of the implementation to check."
)
@click.option(
    "--kind",
    type=click.Choice(list(LANGUAGES["python"].kinds)),
    default="g-counter",
    show_default=True,
    help="The kind that the adapter answers for, until it is edited.",
)
@click.option(
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("antichain-adapter"),
    show_default=True,
    help="The folder to write to; no file in it is replaced.",
)
def new_adapter(*, language: str, kind: str, folder: Path) -> None:
    """Write a working adapter for a small counter or clock, to be edited for another implementation.

    The folder gets the part to edit, the loop of the protocol, a README, and a workflow for GitHub Actions. Exit codes:
    0 written, 2 usage, or the folder cannot be written.
    """
    chosen = LANGUAGES[language]
    if kind not in chosen.kinds:
        others = ", ".join(name for name, other in LANGUAGES.items() if kind in other.kinds)
        message = (
            f"--kind: {language} has no template of a {kind}; take the g-counter of {language},"
            f" and see the {kind} in one of {others}"
        )
        raise CommandError(message)
    try:
        written = write_adapter(language, folder, kind)
    except FileInTheWayError as there:
        message = f"{there} exists already; name another folder by --output, or move that file away"
        raise CommandError(message) from there
    except OSError as why:
        message = f"--output: {why.filename} cannot be written: {why.strerror}; name a folder that can be written"
        raise CommandError(message) from why
    for path in written:
        click.echo(path)
    click.echo(f"\nThe part to edit is {folder / chosen.adapter}. To build and check it:\n")
    for line in (f"cd {shlex.quote(str(folder))}", *chosen.commands):
        click.echo(f"  {line}")
