"""The files that a check writes: options that name them, and how they are written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from antichain.conformance.commands.console.output import TYPED, CommandError
from antichain.conformance.report.faces import FACES, NoFaceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from antichain.conformance.engine.results.lines import Results

__all__ = ["folder", "formats", "typed", "write_file", "write_reports"]


def formats(_context: click.Context, _parameter: click.Parameter, texts: Sequence[str]) -> dict[str, Path]:
    """Return the file of each format that ``--format NAME=FILE`` names."""
    chosen: dict[str, Path] = {}
    for text in texts:
        name, equals, file = text.partition("=")
        if name not in FACES:
            message = f"unknown format {name!r}; expected NAME=FILE, with a name of {', '.join(FACES)}"
            raise click.BadParameter(message)
        if not equals or not file:
            message = f"{text!r} does not name a file; write {name}=FILE, for example {name}={FACES[name].file}"
            raise click.BadParameter(message)
        if name in chosen:
            message = f"{name} is given twice; expected one file for each format"
            raise click.BadParameter(message)
        path = Path(file)
        if path.is_dir() or not path.parent.is_dir():
            wrong = "is a folder" if path.is_dir() else f"is in {path.parent}, which is not a folder"
            message = f"{file} {wrong}; name a file in a folder that exists"
            raise click.BadParameter(message)
        chosen[name] = path
    return chosen


def folder(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """Return the folder of ``--report``, which is created if it does not exist."""
    if path is not None:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as why:
            message = f"{path} cannot be made: {why.strerror}; name a folder that can be written"
            raise click.BadParameter(message) from why
    return path


def write_reports(results: Results, report: Path | None, chosen: Mapping[str, Path]) -> list[str]:
    """Write every format into the folder ``report``, and the chosen ones into their files.

    Returns:
        A note for each format that these results do not have.

    Raises:
        CommandError: a file cannot be written, or a chosen format cannot be made.

    """
    notes = []
    for face in FACES.values() if report is not None else ():
        try:
            write_file(Path(report or "", face.file), face.render(results))
        except NoFaceError as why:
            notes.append(f"{face.file} is not written: {why}")
    for name, path in chosen.items():
        try:
            write_file(path, FACES[name].render(results))
        except NoFaceError as why:
            message = f"--format {name}={path}: {why}"
            raise CommandError(message) from why
    return notes


def write_file(path: Path, data: bytes) -> None:
    """Write a report.

    Raises:
        CommandError: the file cannot be written.

    """
    try:
        path.write_bytes(data)
    except OSError as why:
        message = f"{path} cannot be written: {why.strerror}; name a file in a folder that can be written"
        raise CommandError(message) from why


def typed(seed: int | None) -> tuple[str, ...]:
    """Return the words of the current command line, with the seed of the run if none was given."""
    words: tuple[str, ...] = click.get_current_context().meta.get(TYPED, ())
    return words if seed is not None or not words else (*words, "--seed", "0")
