"""``antichain zoo`` measures the harness on implementations that are wrong on purpose."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from difflib import get_close_matches
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import Progress

from antichain.conformance.engine.exit_codes import CONFORMANT, INTERRUPTED, NOT_CONFORMANT
from antichain.conformance.report.terminal import console
from antichain.conformance.report.zoo import as_json, markdown, show_matrix, sound
from antichain.conformance.zoo.measure import members, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.zoo.measure import Showing
    from antichain.conformance.zoo.member import Member

__all__ = ["showings", "zoo"]


@click.command()
@click.argument("names", nargs=-1, metavar="[MEMBER]...")
@click.option("--pipe", is_flag=True, help="Run each member as a separate program, over pipes.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    show_default=True,
    help="Members to run at once.",
)
@click.option("--json", "as_json_", is_flag=True, help="Print the matrix as JSON.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the page ZOO.md there.")
def zoo(*, names: Sequence[str], pipe: bool, jobs: int, as_json_: bool, output: Path | None) -> None:
    """Run the harness on each MEMBER of the zoo (by default on all), and print the kill matrix.

    Exit codes: 0 if every wrong member is caught as expected and no right one is accused, else 1.
    """
    everyone = members()
    chosen = [_member(name, everyone) for name in names] or list(everyone.values())
    whole = len(chosen) == len(everyone)
    if output is not None and not whole:
        message = "--output is for the whole zoo; leave out the names of members"
        raise click.UsageError(message)
    shown: list[Showing] = []
    try:
        with _bar(len(chosen), quiet=as_json_) as progress:
            for showing in showings([member.name for member in chosen], jobs, pipe=pipe):
                shown.append(showing)
                progress.update(progress.task_ids[0], advance=1, description=showing.member)
    except KeyboardInterrupt:
        click.echo(f"INTERRUPTED: {len(shown)} of {len(chosen)} members were shown", err=True)
        sys.exit(INTERRUPTED)
    if as_json_:
        click.echo(as_json(everyone, shown, whole=whole))
    else:
        show_matrix(console(), everyone, shown, whole=whole)
    if output is not None:
        output.write_text(markdown(everyone, shown), encoding="utf-8")
    sys.exit(CONFORMANT if sound(shown, whole=whole) else NOT_CONFORMANT)


def showings(names: Sequence[str], jobs: int, *, pipe: bool = False) -> Iterator[Showing]:
    """Yield the result of each member, in order; several run at once in separate processes."""
    run = partial(_show, pipe=pipe)
    if jobs == 1 or len(names) == 1:
        yield from map(run, names)
        return
    with ProcessPoolExecutor(min(jobs, len(names)), get_context("spawn")) as pool:
        try:
            yield from pool.map(run, names)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _show(name: str, *, pipe: bool) -> Showing:
    return show(members()[name], pipe=pipe)


def _member(name: str, everyone: dict[str, Member]) -> Member:
    if name not in everyone:
        near = get_close_matches(name, everyone, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else f"members are {', '.join(everyone)}"
        message = f"{name!r} is not a member of the zoo; {hint}"
        raise click.UsageError(message)
    return everyone[name]


@contextmanager
def _bar(total: int, *, quiet: bool) -> Iterator[Progress]:
    """Show a bar on standard error, if that is a terminal."""
    out = Console(stderr=True)
    with Progress(console=out, transient=True, disable=quiet or not out.is_terminal) as progress:
        progress.add_task("", total=total)
        yield progress
