"""``antichain targets``: the shipped adapters."""

from __future__ import annotations

import click
import msgspec
from rich.table import Table

from antichain.conformance.report.terminal import console
from antichain.conformance.targets.shipped import SHIPPED

__all__ = ["targets"]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def targets(*, as_json: bool) -> None:
    """List the shipped adapters: language, what they offer, and whether their package is installed."""
    rows = [
        {
            "name": shipped.name,
            "language": shipped.language,
            "package": f"{shipped.package} {shipped.version}".strip(),
            "about": shipped.about,
            "offers": [kind.value for kind in shipped.kinds],
            "installed": shipped.installed(),
        }
        for shipped in SHIPPED.values()
    ]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(rows)).decode())
        return
    table = Table(show_edge=False, pad_edge=False)
    for column in ("name", "language", "package", "offers", "installed"):
        table.add_column(column, no_wrap=column == "name")
    for row in rows:
        offers = ", ".join(row["offers"]) if isinstance(row["offers"], list) else ""
        what = row["package"] or row["about"]
        table.add_row(row["name"], row["language"], what, offers, "yes" if row["installed"] else "no")  # type: ignore[arg-type]  # texts, all of them
    console().print(table)
