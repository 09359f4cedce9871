"""``antichain generate`` prints causal histories: all of a size, or one by family and seed."""

from __future__ import annotations

import click

from antichain.conformance.histories import families, jsonl
from antichain.conformance.histories.exhaustive import Reach, graphs, level_sizes

__all__ = ["generate"]


@click.command()
@click.option("--exhaustive", is_flag=True, help="Every causality graph with --events events, up to renaming.")
@click.option("--family", type=click.Choice(list(families.FAMILIES)), help="A history of this family, by seed.")
@click.option(
    "--replicas",
    type=click.IntRange(1, 100),
    default=3,
    show_default=True,
    help="Largest number of replicas.",
)
@click.option("--events", type=click.IntRange(0), default=5, show_default=True, help="Exact number of events.")
@click.option("--echo", is_flag=True, help="Let replicas also receive their own earlier states.")
@click.option(
    "--from",
    "source",
    type=click.Choice(["any", "updates"]),
    default="any",
    show_default=True,
    help="The states that replicas receive.",
)
@click.option("--count", is_flag=True, help="Print only the number of graphs.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed gives the same history."
)
def generate(  # noqa: PLR0913 — click passes each option as one argument
    *, exhaustive: bool, family: str | None, replicas: int, events: int, echo: bool, source: str, count: bool, seed: int
) -> None:
    """Print causal histories as JSON lines, several of them with a blank line between."""
    if exhaustive == (family is not None):
        message = "give either --exhaustive or --family NAME"
        raise click.UsageError(message)
    if echo and source == "updates":
        message = "--echo receives any own state, --from updates only updates of other replicas; give one of them"
        raise click.UsageError(message)
    if family is not None:
        if count:
            message = "--count is for --exhaustive; a family and a seed give one history"
            raise click.UsageError(message)
        reach = Reach.UPDATES if source == "updates" else Reach.ECHO
        try:
            click.echo(jsonl.write(families.generate(family, replicas, events, seed, reach).events))
        except ValueError as wrong:
            raise click.UsageError(str(wrong)) from wrong
        return
    reach = Reach.UPDATES if source == "updates" else Reach.ECHO if echo else Reach.OTHERS
    if count:
        click.echo(level_sizes(replicas, events, reach)[-1])
        return
    for execution in graphs(replicas, events, reach):
        if len(execution.events) == events:
            click.echo(jsonl.write(execution.events) + "\n")
