"""``antichain probe`` finds out which network a target really needs."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

import click

from antichain.conformance.launch import StartError, greet, launch_of
from antichain.conformance.oracle import HarnessDefect
from antichain.conformance.probe import probe as run_probe
from antichain.conformance.protocol import Kind
from antichain.conformance.report import network
from antichain.conformance.report.terminal import console
from antichain.conformance.verdict import DEFECT, INTERRUPTED

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
    help="Go through every history of so many events.",
)
@click.option("--timeout", type=click.FloatRange(0.01, 3600), default=2.0, help="Seconds that an answer may take.")
@click.option("--in-process", is_flag=True, help="Run a py: target in this process.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def probe(  # noqa: PLR0913 — these are the options
    *, target: str, kinds: Sequence[str], events: int, timeout: float, in_process: bool, as_json: bool
) -> None:
    """Tell which network TARGET really needs, and whether that is the one it claims to need.

    Loss, repetition, reordering and own echoes are each added alone to a perfect network; for what a target does not
    stand, the shortest history is shown. Exit codes: 0 it stands what it claims to stand, 1 it claims too much, 2 usage
    or the target cannot be started, 4 a defect of antichain, 130 interrupted.
    """
    try:
        launch = launch_of(target, in_process=in_process, timeout=timeout)
        hello = greet(launch)
    except StartError as why:
        raise click.UsageError(str(why)) from why
    chosen = tuple(Kind(kind) for kind in kinds) or tuple(hello.kinds)
    for kind in chosen:
        if kind not in hello.kinds:
            message = f"{target} does not offer {kind.value}; it offers {', '.join(hello.kinds)}"
            raise click.UsageError(message)
    if not any(hello.kinds[kind].history for kind in chosen):
        message = f"{target} offers no histories, so that there is no network to probe; it is judged by check alone"
        raise click.UsageError(message)
    out = console()
    try:
        with out.status("probing") if not as_json else contextlib.nullcontext():
            found = run_probe(launch, hello, chosen, events)
    except KeyboardInterrupt:
        click.echo("INTERRUPTED before anything was told", err=True)
        sys.exit(INTERRUPTED)
    except OSError as why:
        message = f"target {launch.name!r} cannot be started again: {why}"
        raise click.UsageError(message) from why
    except HarnessDefect as defect:
        click.echo(f"antichain itself is wrong, please report this: {defect}", err=True)
        sys.exit(DEFECT)
    if as_json:
        click.echo(network.as_json(found))
    else:
        network.show(out, found)
    sys.exit(found.code)
