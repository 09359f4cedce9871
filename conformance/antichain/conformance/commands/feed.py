"""``antichain feed``: the replicated feed that the model is about, as servers."""

from __future__ import annotations

import click

__all__ = ["feed"]


@click.group()
def feed() -> None:
    """Run the replicated feed: servers that accept likes while cut off, and agree afterwards."""


@feed.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def serve(arguments: tuple[str, ...]) -> None:
    """Run one server, such as: serve --name S1 --port 8001 --peer http://127.0.0.1:8002 --data s1.db."""
    try:
        from antichain.impl.serve import main  # noqa: PLC0415 — its packages are an extra
    except ModuleNotFoundError as missing:
        message = f"the feed needs {missing.name}, which is not installed; run: pip install 'antichain[feed]'"
        raise click.UsageError(message) from None
    main(arguments, prog="antichain feed serve")
