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


@contextmanager
def _extra() -> Iterator[None]:
    """Say what to install where a package of the extra is missing."""
    try:
        yield
    except ModuleNotFoundError as missing:
        message = f"the feed needs {missing.name}, which is not installed; run: pip install 'antichain[feed]'"
        raise click.UsageError(message) from None
