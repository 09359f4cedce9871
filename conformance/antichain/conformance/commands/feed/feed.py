"""``antichain feed``: servers of the replicated feed."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from antichain.conformance.engine.exit_codes import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["feed"]


@click.group()
def feed() -> None:
    """Run the replicated feed: servers that accept likes while cut off, and agree afterwards."""


@feed.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def serve(arguments: tuple[str, ...]) -> None:
    """Run one server, such as: serve --name S1 --port 8001 --peer http://127.0.0.1:8002 --data s1.db."""
    with _extra():
        from antichain.impl.web.serve import main  # noqa: PLC0415 — its packages are an extra
    main(arguments, prog="antichain feed serve")


@feed.command()
@click.option("--servers", "number", type=click.IntRange(2, 6), default=2, show_default=True, help="Number of servers.")
@click.option("--keep", is_flag=True, help="Keep the servers running afterwards, to look at them; Ctrl-C ends them.")
@click.option(
    "--open", "browse", is_flag=True, help="Open one page with all servers side by side, which plays the story."
)
@click.option("--json", "as_json", is_flag=True, help="Print the readings as JSON.")
def demo(*, number: int, keep: bool, browse: bool, as_json: bool) -> None:
    """Play the article's story on real servers.

    Users like a post on servers that are cut off from each other, the links heal, and all servers agree. A second round
    shows where the article's rule counts a like twice. The table shows what each server reads by the rule of this feed,
    by the article's rule and by last writer wins, and which number is right. With --open, a page in the browser shows
    all servers side by side, and plays the story step by step.

    Exits with 0 when every server read the right number, 1 when one did not, or died, and 130 when interrupted.
    """
    if browse and as_json:
        message = "--json prints the story after it was played, and --open plays it on a page; leave one of them out"
        raise click.UsageError(message)
    try:
        with _extra():
            from antichain.conformance.commands.feed.demo import demo as played  # noqa: PLC0415 — its packages are an extra
        code = played.show_page(number) if browse else played.perform(number, keep=keep, as_json=as_json)
    except KeyboardInterrupt:
        click.echo("INTERRUPTED: no server is left, and no file", err=True)
        code = INTERRUPTED
    raise SystemExit(code)


@feed.command()
@click.option("--servers", type=click.IntRange(1, 20), default=3, show_default=True, help="Server processes.")
@click.option("--clients", type=click.IntRange(1, 200), default=8, show_default=True, help="Clients at once.")
@click.option(
    "--seconds", type=click.FloatRange(0), default=60.0, show_default=True, help="Seconds of load with faults."
)
@click.option(
    "--kills", type=click.IntRange(1), help="End after this number of kills of servers, instead of --seconds."
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed gives the same choices."
)
@click.option("--disks", is_flag=True, help="Also lose disks, and replace disks by old copies.")
def load(  # noqa: PLR0913 — one parameter for each option
    *, servers: int, clients: int, seconds: float, kills: int | None, seed: int, disks: bool
) -> None:
    """Load servers, cut links and kill servers, heal the links, and compare the readings with a ledger.

    Exit codes: 0 the ledger matches to the last like, 1 it does not.
    """
    with _extra():
        from antichain.impl.testing import Plan, run  # noqa: PLC0415 — an extra, which may be absent
    report = run(Plan(servers=servers, clients=clients, seconds=seconds, kills=kills, seed=seed, disks=disks))
    click.echo(report)
    raise SystemExit(not report.right)


@feed.command()
@click.option("--data", required=True, type=click.Path(path_type=Path), metavar="FILE", help="A server's database.")
@click.option(
    "--to", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The copy; it must not exist."
)
def backup(*, data: Path, to: Path) -> None:
    """Copy the database of a server, which may serve meanwhile.

    A server that starts from the copy is a new incarnation, so no update gets a name that was given before.
    """
    with _extra():
        from antichain.impl.feed.errors import FeedError  # noqa: PLC0415 — its packages are an extra
        from antichain.impl.feed.storage.snapshots import View  # noqa: PLC0415 — its packages are an extra
    if not data.is_file():
        message = f"--data: {data} is not a file; name the database of a server"
        raise click.UsageError(message)
    if to.exists():
        message = f"--to: {to} exists already; name a new file"
        raise click.UsageError(message)
    try:
        view = View(data)
        view.backup(to)
        view.close()
    except FeedError as error:
        to.unlink(missing_ok=True)
        message = f"--data: {error}"
        raise click.UsageError(message) from None
    click.echo(f"copied {data} to {to}")


@contextmanager
def _extra() -> Iterator[None]:
    """Report the extra to install if a package is missing."""
    try:
        yield
    except ModuleNotFoundError as missing:
        message = f"the feed needs {missing.name}, which is not installed; run: pip install 'antichain[feed]'"
        raise click.UsageError(message) from None
