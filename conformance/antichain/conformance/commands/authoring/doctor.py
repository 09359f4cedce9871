"""``antichain doctor`` finds the mistakes of an adapter before its implementation is judged."""

from __future__ import annotations

import sys

import click

from antichain.conformance.commands.console import options
from antichain.conformance.commands.console.errors import run_errors, start_errors
from antichain.conformance.engine.doctor import examine
from antichain.conformance.engine.exit_codes import CONFORMANT, NOT_CONFORMANT
from antichain.conformance.protocol.claims import Claim
from antichain.conformance.targets.resolve import HelloError, greet, launch_of

__all__ = ["doctor"]


@click.command()
@click.argument("target")
@click.option(
    "--timeout",
    callback=options.finite_seconds,
    type=click.FloatRange(0, min_open=True),
    default=2.0,
    show_default=True,
    help="Seconds that an answer may take.",
)
def doctor(*, target: str, timeout: float) -> None:
    """Print the mistakes of the adapter of TARGET, each with its remedy; the implementation is not judged.

    TARGET is as for `antichain check`. Exit codes: 0 the adapter is sound, 1 it is not, 2 usage or the target cannot be
    started, 4 a defect of antichain, 130 interrupted.
    """
    mistakes = _mistakes(target, timeout)
    for mistake in mistakes:
        click.echo(f"✗ {mistake}")
    if mistakes:
        sys.exit(NOT_CONFORMANT)
    click.echo(f"✓ the adapter of {target} is sound; antichain check judges the implementation behind it")
    sys.exit(CONFORMANT)


def _mistakes(target: str, timeout: float) -> list[str]:
    with start_errors():
        launch = launch_of(target, timeout=timeout)
        try:
            hello = greet(launch)
        except HelloError as mistake:
            return [str(mistake)]
        with run_errors(launch.name):
            connection = launch.start()
            try:
                found = examine(connection, launch.fresh, hello, Claim.all_of(hello))
            finally:
                connection.close()
    return list(found.mistakes)
