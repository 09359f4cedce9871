"""``antichain probe`` finds the network that a target needs."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

import click

from antichain.conformance.commands.console import options
from antichain.conformance.commands.console.errors import run_errors, start_errors
from antichain.conformance.engine.exit_codes import INTERRUPTED
from antichain.conformance.probe.probe import probe as run_probe
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.report import network
from antichain.conformance.report.terminal import console
from antichain.conformance.targets.resolve import greet, launch_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["probe"]


@click.command()
@click.argument("target")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice([kind.value for kind in Kind]), help="Probe only this kind."
)
@click.option(
    "--events",
    type=click.IntRange(2, 6),
    default=5,
    show_default=True,
    help="Largest number of events of a history; every one is played.",
)
@click.option("--timeout", type=click.FloatRange(0.01, 3600), default=2.0, help="Seconds that an answer may take.")
@click.option("--in-process", is_flag=True, help="Run a py: target in this process.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def probe(  # noqa: PLR0913 — click passes each option as one argument
    *, target: str, kinds: Sequence[str], events: int, timeout: float, in_process: bool, as_json: bool
) -> None:
    """Find the network that TARGET needs, and compare it with the claims of TARGET.

    Loss, repetition, reordering and own echoes are each added alone to a perfect network. The shortest history shows
    what breaks the target. Exit codes: 0 every claim holds, 1 a claim is too large, 2 usage or the target cannot be
    started, 4 a defect of antichain, 130 interrupted.
    """
    with start_errors():
        launch = launch_of(target, in_process=in_process, timeout=timeout)
        hello = greet(launch)
    chosen = options.claimed_kinds(kinds, target, hello) or tuple(hello.kinds)
    if not any(hello.kinds[kind].history for kind in chosen):
        message = f"{target} offers no histories, so there is no network to probe; use antichain check"
        raise click.UsageError(message)
    out = console()
    try:
        with run_errors(launch.name), out.status("probing") if not as_json else contextlib.nullcontext():
            found = run_probe(launch, hello, chosen, events)
    except KeyboardInterrupt:
        click.echo("INTERRUPTED before anything was judged", err=True)
        sys.exit(INTERRUPTED)
    if as_json:
        click.echo(network.as_json(found))
    else:
        network.show(out, found)
    sys.exit(found.code)
