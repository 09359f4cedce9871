"""The page of a replayed failure."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from antichain.conformance.engine.results.transcript import steps
from antichain.conformance.failures.case_file import version
from antichain.conformance.failures.failure import action, word
from antichain.conformance.failures.replay import Outcome
from antichain.conformance.histories.replica_names import shown_name
from antichain.conformance.report import terminal
from antichain.conformance.rules.catalogue import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from antichain.conformance.failures.case_file import CaseFile
    from antichain.conformance.failures.replay import Replay
    from antichain.conformance.protocol.claims import Options
    from antichain.conformance.protocol.requests import Request

__all__ = ["answers", "story"]

_COLOURS = {Outcome.STILL: "red", Outcome.OTHERWISE: "red", Outcome.UNDECIDED: "yellow", Outcome.GONE: "green"}


def answers(out: Console, requests: Sequence[Request], given: Sequence[Any]) -> None:
    """Print the answer to each request, if no answer is expected."""
    table = Table(show_edge=False, pad_edge=False, header_style="dim")
    for column in ("line", "replica", "action", "answered"):
        table.add_column(column, overflow="fold", justify="right" if column == "line" else "left")
    for line, (request, answer) in enumerate(zip(requests, given, strict=False), 2):
        replica = shown_name(request.replica) if hasattr(request, "replica") else ""
        table.add_row(str(line), *map(terminal.plain, (replica, action(request), word(answer))))
    out.print(table)
    out.print("\nthere are no expected answers for this case, so no answer was judged")


def story(out: Console, name: str, kept: CaseFile, claims: Options, replayed: Replay) -> None:
    """Print the present story of the failure, and the result."""
    expected, failure, outcome = kept.expected, replayed.failure, replayed.outcome
    where = f"{expected.phase} phase, {expected.events} events, antichain {expected.antichain}"
    out.print(f"[bold]{kept.id}[/bold]: {terminal.escape(expected.target)} as {expected.kind.value} ({where})")
    for rule in expected.rules:
        statement = f" {RULES[rule].statement}" if rule in RULES else ""
        out.print(f"[bold]{terminal.escape(rule)}[/bold]{terminal.escape(statement)}")
    out.print()
    out.print(terminal.steps(steps(failure), "red" if outcome in (Outcome.STILL, Outcome.OTHERWISE) else "green"))
    out.print()
    if outcome is not Outcome.STILL:
        out.print(f"it failed because {terminal.escape(expected.because)}")
    if outcome in (Outcome.STILL, Outcome.OTHERWISE):
        now = expected.because if outcome is Outcome.STILL else failure.explanation
        out.print(f"it fails because {terminal.escape(now)}")
    if claims != expected.claims or name != expected.target:
        out.print("note: it was kept for another target, or for other claims", style="dim")
    if expected.antichain != version():
        out.print(f"note: this is antichain {version()}, and may judge differently", style="dim")
    if expected.flaky:
        out.print("note: it was flaky when it was kept, so it may pass now", style="dim")
    if outcome is Outcome.UNDECIDED:
        words = ("antichain", "check", name, "--kind", expected.kind.value, "--rule", expected.rules[0])
        out.print("several answers together decide whether it is right now; run a check:")
        out.print(f"  [green]$[/green] {terminal.escape(shlex.join(words))}", soft_wrap=True)
    out.print(Text(terminal.visible(f"{outcome.upper()}: {name}, {kept.id}"), style=f"bold {_COLOURS[outcome]}"))
