"""``antichain``: the group of all subcommands."""

from __future__ import annotations

import click

from antichain.conformance.commands.check import check
from antichain.conformance.commands.explain import explain
from antichain.conformance.commands.feed import feed
from antichain.conformance.commands.findings import findings
from antichain.conformance.commands.generate import generate
from antichain.conformance.commands.probe import probe
from antichain.conformance.commands.prove import prove
from antichain.conformance.commands.replay import replay
from antichain.conformance.commands.targets import targets
from antichain.conformance.commands.zoo import zoo

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="antichain")
def main() -> None:
    """Hold implementations of vector clocks and replicated counters against a formal model."""


for command in (check, explain, feed, findings, generate, probe, prove, replay, targets, zoo):
    main.add_command(command)
