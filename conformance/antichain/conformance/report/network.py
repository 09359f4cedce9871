"""The result of a probe: a table of effects, the shortest failure of each, and advice about the claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from rich.table import Table
from rich.text import Text

from antichain.conformance.engine.results.build import failure_line
from antichain.conformance.engine.results.transcript import steps
from antichain.conformance.histories.network import Phenomenon
from antichain.conformance.report.terminal import escape, told, visible
from antichain.conformance.rules.broken import broken

if TYPE_CHECKING:
    from rich.console import Console

    from antichain.conformance.probe.probe import Probed, Row

__all__ = ["as_json", "show"]

_WORDS = {
    Phenomenon.PERFECT: "a perfect network",
    Phenomenon.LOSS: "loss",
    Phenomenon.REPETITION: "repetition",
    Phenomenon.REORDERING: "reordering",
    Phenomenon.ECHO: "its own messages",
    Phenomenon.TOGETHER: "all effects together",
}


def _verdict(row: Row) -> str:
    if row.histories is None:
        return "not asked"
    if row.broken is None:
        return "yes" if row.histories else "not seen"
    return "flaky" if row.broken.flaky else "no"


def show(out: Console, found: Probed) -> None:
    """Print the table, the failures of effects that break the target, and the advice about its claims."""
    known = " ".join(filter(None, (found.hello.name, found.hello.version)))
    out.print(f"[bold]{escape(found.target)}[/bold] is {escape(known)}", soft_wrap=True)
    out.print(
        f"every history of up to {found.replicas} replicas and {found.events} events; own echoes: one event less\n"
    )
    table = Table(show_edge=False, pad_edge=False, header_style="dim")
    for column in (
        "kind",
        "what travels",
        "network",
        "tolerates it",
        "claimed",
        "histories",
        "shortest that breaks it",
    ):
        table.add_column(column, justify="right" if column == "histories" else "left")
    for row in found.rows:
        colour = {"yes": "green", "no": "red" if row.needed else "yellow", "flaky": "red"}.get(_verdict(row), "dim")
        table.add_row(
            row.kind.value,
            row.travels.value,
            row.phenomenon.value,
            Text(_verdict(row), style=colour),
            "yes" if row.needed else "no",
            "" if row.histories is None else str(row.histories),
            "" if row.broken is None else f"{row.broken.events} events, breaks {broken(row.broken.rules)}",
        )
    out.print(table)
    for row in found.rows:
        if row.broken is not None:
            out.print()
            style = "red" if row.needed else "yellow"
            title = f"{row.kind.value}: its {row.travels.value} do not tolerate {_WORDS[row.phenomenon]}"
            out.rule(f"[bold {style}]{title}[/bold {style}]", align="left", style=style)
            told(out, failure_line(row.broken))
    out.print()
    for note in found.notes():
        out.print(f"[dim]note: {escape(note)}[/dim]", soft_wrap=True)
    out.print(Text(visible(sentence(found)), style="bold red" if found.code else "bold green"))


def sentence(found: Probed) -> str:
    """Return the summary in one sentence."""
    wrong = found.claims_too_much
    if not wrong:
        return f"AS CLAIMED: {found.target} tolerates every network that it claims to tolerate, within these bounds"
    perfect = [row for row in wrong if row.phenomenon is Phenomenon.PERFECT]
    if perfect:
        what = ", ".join(f"{row.travels.value} of its {row.kind.value}" for row in perfect)
        return f"CLAIMS TOO MUCH: {found.target} fails even on a perfect network: {what}"
    what = ", ".join(f"{row.phenomenon.value} ({row.kind.value}, {row.travels.value})" for row in wrong)
    return f"CLAIMS TOO MUCH: {found.target} does not tolerate {what}"


def as_json(found: Probed) -> str:
    """Return the result as one JSON object."""
    return msgspec.json.format(msgspec.json.encode(_data(found))).decode()


def _data(found: Probed) -> dict[str, Any]:
    return {
        "target": found.target,
        "hello": msgspec.to_builtins(found.hello),
        "bounds": {"replicas": found.replicas, "events": found.events},
        "exit": found.code,
        "sentence": sentence(found),
        "notes": list(found.notes()),
        "rows": [
            {
                "kind": row.kind.value,
                "travels": row.travels.value,
                "network": row.phenomenon.value,
                "stands": _verdict(row),
                "claimed": row.needed,
                "histories": row.histories,
                "shortest": None
                if row.broken is None
                else {
                    "events": row.broken.events,
                    "rules": list(row.broken.rules),
                    "because": row.broken.explanation,
                    "steps": msgspec.to_builtins(steps(row.broken)),
                },
            }
            for row in found.rows
        ],
    }
