"""``antichain feed``: the replicated feed that the model is about, as servers."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from antichain.conformance.verdict import INTERRUPTED

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
        from antichain.impl.serve import main  # noqa: PLC0415 — its packages are an extra
    main(arguments, prog="antichain feed serve")


@feed.command()
@click.option("--servers", "number", type=click.IntRange(2, 6), default=2, show_default=True, help="So many servers.")
@click.option("--keep", is_flag=True, help="Keep the servers running afterwards, to look at them; Ctrl-C ends them.")
@click.option("--open", "browse", is_flag=True, help="The same, and open the page of each in the browser.")
@click.option("--json", "as_json", is_flag=True, help="Print what was read, for machines.")
def demo(*, number: int, keep: bool, browse: bool, as_json: bool) -> None:
    """Play the article's story on real servers.

    Users like a post on servers that are cut off from each other, the links heal, and all servers agree. A second round
    shows where the article's rule counts a like twice. Beside what the servers read stands what the article's rule and
    the last writer would read, and the truth.

    Exits with 0 when every server read the truth, 1 when one did not, or died, and 130 when interrupted.
    """
    try:
        with _extra():
            from antichain.conformance.commands.feed_demo import perform  # noqa: PLC0415 — its packages are an extra
        code = perform(number, keep=keep or browse, browse=browse, as_json=as_json)
    except KeyboardInterrupt:
        click.echo("INTERRUPTED: no server is left, and no file", err=True)
        code = INTERRUPTED
    raise SystemExit(code)


@feed.command()
@click.option("--servers", type=click.IntRange(1, 20), default=3, show_default=True, help="Server processes.")
@click.option("--clients", type=click.IntRange(1, 200), default=8, show_default=True, help="Clients at once.")
@click.option("--seconds", type=click.FloatRange(0), default=60.0, show_default=True, help="How long faults go on.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed, the same choices.")
@click.option("--disks", is_flag=True, help="Lose disks as well, and put old copies in their place.")
def load(*, servers: int, clients: int, seconds: float, seed: int, disks: bool) -> None:
    """Load servers, cut them off and kill them, heal, and compare what they read with a ledger.

    Exit codes: 0 the ledger matches to the last like, 1 it does not.
    """
    with _extra():
        from antichain.impl.trial import Plan, run  # noqa: PLC0415 — its packages are an extra
    report = run(Plan(servers=servers, clients=clients, seconds=seconds, seed=seed, disks=disks))
    click.echo(report)
    raise SystemExit(not report.right)


@contextmanager
def _extra() -> Iterator[None]:
    """Say what to install where a package of the extra is missing."""
    try:
        yield
    except ModuleNotFoundError as missing:
        message = f"the feed needs {missing.name}, which is not installed; run: pip install 'antichain[feed]'"
        raise click.UsageError(message) from None
