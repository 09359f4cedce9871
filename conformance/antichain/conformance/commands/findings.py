"""``antichain findings``: what was found in the real libraries that adapters are shipped for."""

from __future__ import annotations

from pathlib import Path

import click

from antichain.conformance.bounds import DEFAULT
from antichain.conformance.launch import StartError, greet, launch_of
from antichain.conformance.report.markdown import section
from antichain.conformance.result import Plan
from antichain.conformance.run import Silent
from antichain.conformance.run import check as run_check
from antichain.conformance.targets.shipped import SHIPPED, UnavailableError

__all__ = ["findings"]

_HEAD = """\
# Findings

What the harness found in real libraries, as this command wrote it:

    antichain findings --output conformance/FINDINGS.md

Only what a run showed stands here. A choice that a library documents is a claim of its adapter and no finding; a
library that is not listed was not judged. MUST rules decide the verdict; SHOULD rules only in a run with `--strict`.
"""


@click.command()
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the page there.")
def findings(*, output: Path | None) -> None:
    """Judge every shipped adapter of a real library, and print the findings as Markdown."""
    sections = []
    for name, shipped in SHIPPED.items():
        if shipped.client is None:
            continue
        try:
            shipped.install()
            launch = launch_of(name)
            hello = greet(launch)
        except (StartError, UnavailableError) as why:
            raise click.UsageError(str(why)) from why
        result = run_check(launch, hello, Plan(seed=0, bounds=DEFAULT), Silent())
        sections.append(section(result, f"antichain check {name} --install --seed 0 --bounds {DEFAULT}"))
    page = "\n\n".join((_HEAD.rstrip(), *sections)) + "\n"
    if output is None:
        click.echo(page, nl=False)
    else:
        output.write_text(page, encoding="utf-8")
