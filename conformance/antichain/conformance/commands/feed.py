"""``antichain feed``: the replicated feed that the model is about, as servers."""

from __future__ import annotations

import sys

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
        raise _absent(missing) from None
    main(arguments, prog="antichain feed serve")


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
    try:
        from antichain.impl.trial import Plan, run  # noqa: PLC0415 — likewise
    except ModuleNotFoundError as missing:
        raise _absent(missing) from None
    report = run(Plan(servers=servers, clients=clients, seconds=seconds, seed=seed, disks=disks))
    click.echo(report)
    sys.exit(not report.right)


def _absent(missing: ModuleNotFoundError) -> click.UsageError:
    message = f"the feed needs {missing.name}, which is not installed; run: pip install 'antichain[feed]'"
    return click.UsageError(message)
