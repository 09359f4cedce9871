"""The report in the terminal: a line for each phase, a story for each finding, one verdict."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape as escape_markup
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from antichain.conformance.report.sketch import sketch
from antichain.conformance.result import Status
from antichain.conformance.rules import RULES
from antichain.conformance.verdict import CONFORMANT, INCOMPLETE, INTERRUPTED, NOT_CONFORMANT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.conformance.finding import Finding
    from antichain.conformance.protocol import Hello
    from antichain.conformance.result import PhaseResult, Plan, Result

__all__ = [
    "Live",
    "also",
    "console",
    "escape",
    "finding",
    "heading",
    "known",
    "plain",
    "steps",
    "summary",
    "told",
    "verdict",
    "visible",
]

_WIDTH = 100
_COLOURS = {CONFORMANT: "green", NOT_CONFORMANT: "red", INCOMPLETE: "yellow", INTERRUPTED: "yellow"}


def escape(text: str) -> str:
    """Return a text, perhaps a target's own, in a form that can neither style nor repaint the terminal."""
    return escape_markup(visible(text))


def visible(text: str) -> str:
    """Return a text without anything that a terminal would act upon."""
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


def plain(text: str) -> Text:
    """Return a text, perhaps a target's own, as it can stand in a table."""
    return Text(visible(text))


def console() -> Console:
    """Return a console of at most 100 columns, plain where it is no terminal or NO_COLOR is set."""
    made = Console(highlight=False, soft_wrap=False, emoji=False)
    made.width = min(made.width, _WIDTH) if made.is_terminal else _WIDTH
    return made


class Live:
    """Shows a run while it goes on: a progress bar for the phase under way, a line for each that is over."""

    def __init__(self, out: Console) -> None:
        """Show on ``out``; bars only where it is a terminal."""
        self._out = out
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=out,
            transient=True,
            disable=not (out.is_terminal and sys.stdout.isatty()),
        )
        self._task = self._progress.add_task("", total=None, visible=False)

    def begin(self, phase: str, detail: str, total: int | None) -> None:
        """Show the phase's bar."""
        self._progress.start()
        self._progress.reset(self._task, description=f"{phase} {detail}", total=total, visible=True)

    def advance(self) -> None:
        """Let the bar grow."""
        self._progress.advance(self._task)

    def fail(self, phase: str, rules: tuple[str, ...]) -> None:
        """Show nothing yet: the phase's line will say how many failed."""

    def end(self, result: PhaseResult) -> None:
        """Replace the bar by a line that says what was done."""
        self._progress.stop()
        self._progress.update(self._task, visible=False)
        failed = f", [red]{result.failures:,} fail[/red]" if result.failures else ""
        counts = f"{result.histories:,} histories, {result.checks:,} checks{failed}, {result.seconds:.1f} s"
        self._out.print(f"  [bold]{result.phase:<11}[/bold] {escape(result.detail)}")
        self._out.print(f"  {'':<11} [dim]{counts}[/dim]" if not failed else f"  {'':<11} {counts}")

    def stop(self) -> None:
        """Remove the bar."""
        self._progress.stop()


def heading(out: Console, name: str, hello: Hello, plan: Plan) -> None:
    """Say who is judged as what, and how to repeat it."""
    known = " ".join(filter(None, (hello.name, hello.version)))
    language = f", {hello.language}" if hello.language else ""
    out.print(f"[bold]{escape(name)}[/bold] is {escape(known)}{escape(language)}", soft_wrap=True)
    kinds = [kind.value for kind in hello.kinds if not plan.kinds or kind in plan.kinds]
    narrowed = "".join(f"; only {', '.join(chosen)}" for chosen in (plan.rules, plan.phases) if chosen)
    out.print(f"claims {', '.join(kinds)}{narrowed}; seed {plan.seed}\n", soft_wrap=True)


def summary(out: Console, result: Result) -> None:
    """Say how each kind fared, and the verdict."""
    for sentence in result.unsound:
        out.print(f"[red]adapter[/red]  {escape(sentence)}")
    for stale in result.stale():
        out.print(f"[red]excused[/red]  {escape(str(stale))}", soft_wrap=True)
    for kind, _ in result.selected():
        _kind(out, result, kind)
    for note in result.notes:
        out.print(f"[dim]note: {escape(note)}[/dim]")
    out.print()
    out.print(Text(visible(verdict(result)), style=f"bold {_COLOURS[result.code]}"))


def _kind(out: Console, result: Result, kind: object) -> None:
    statuses = {rule: status for rule, status in result.statuses(kind).items()}  # type: ignore[arg-type]  # noqa: C416
    groups = {status: [rule for rule in statuses if statuses[rule] is status] for status in Status}
    said = [f"{len(groups[Status.HOLDS])} rules hold"]
    if result.plan.history is not None and not groups[Status.HOLDS] and not groups[Status.FAILS]:
        said = ["cannot play this history"]
    for status, colour in (
        (Status.FAILS, "red"),
        (Status.ERRORED, "red"),
        (Status.KNOWN, "yellow"),
        (Status.NOT_EXERCISED, "yellow"),
    ):
        rules = [rule for rule in groups[status] if status is not Status.NOT_EXERCISED or result.weighs(rule)]
        if rules:
            said.append(f"[{colour}]{status.value}: {', '.join(rules)}[/{colour}]")
    elsewhere = len(groups[Status.NOT_SELECTED])
    said += [f"{elsewhere} {Status.NOT_SELECTED.value}"] if elsewhere else []
    said.append(f"{len(groups[Status.NOT_OFFERED])} not offered")
    out.print(f"[bold]{kind}[/bold]: {'; '.join(said)}")
    if kind in result.ended:
        out.print(f"  [red]given up: {escape(result.ended[kind])}[/red]")  # type: ignore[index]  # it is in there


def verdict(result: Result) -> str:
    """Return the verdict in one sentence."""
    plan = result.plan
    narrowed = " for what was selected" if plan.kinds or plan.rules or plan.phases or plan.history else ""
    seed = f"(seed {result.plan.seed})"
    match result.code:
        case 0:
            but = _excused(result) + _leniently(result)
            return f"CONFORMANT{narrowed}: {result.target} keeps every rule that it claims{but} {seed}"
        case 3:
            untested = ", ".join(result.untested()) or "nothing at all was exercised"
            return f"INCOMPLETE{narrowed}: nothing failed, but this was claimed and not exercised: {untested} {seed}"
        case 130:
            return f"INTERRUPTED: {len(result.shown())} findings so far; what was not reached is not judged {seed}"
    if result.unsound:
        return (
            f"NOT CONFORMANT{narrowed}: the adapter of {result.target} is not sound, so nothing it says counts {seed}"
        )
    broken = dict.fromkeys(rule for finding in result.unexcused() for rule in finding.rules)
    if not broken and result.stale():
        lines = ", ".join(stale.where for stale in result.stale())
        return f"NOT CONFORMANT{narrowed}: {result.target} is excused for what has no excuse any more ({lines}) {seed}"
    return f"NOT CONFORMANT{narrowed}: {result.target} breaks {', '.join(broken)} {seed}"


def _excused(result: Result) -> str:
    """Name the broken rules that are known to be."""
    broken = dict.fromkeys(rule for found in result.shown() if result.excuses(found) for rule in found.rules)
    return f", but for {', '.join(broken)}, which is known" if broken else ""


def _leniently(result: Result) -> str:
    """Name the broken rules that did not decide."""
    broken = dict.fromkeys(rule for found in result.unexcused() for rule in found.rules if not result.weighs(rule))
    return f", but for {', '.join(broken)}, which counts only with --strict" if broken else ""


def finding(out: Console, found: Finding, commands: list[str]) -> None:
    """Tell the story of a finding: what it breaks, step by step, why, and how to see it again."""
    rules = found.rules
    out.print()
    out.rule(f"[bold red]{found.kind.value} breaks {rules[0]}[/bold red]", align="left", style="red")
    for rule in rules:
        out.print(f"[bold]{rule}[/bold] {escape(RULES[rule].statement)}")
    out.print()
    told(out, found)
    if found.minimal:
        out.print(f"[dim]{escape(found.minimal)}[/dim]")
    if found.again is not None:
        out.print("[bold yellow]FLAKY[/bold yellow]: run once more in a fresh process, it answered differently")
        out.print(f"  first  {escape(str(list(found.answers)))}")
        out.print(f"  second {escape(str(list(found.again)))}")
    for command in commands:
        out.print(f"  [green]$[/green] {escape(command)}", soft_wrap=True)


def told(out: Console, found: Finding) -> None:
    """Tell a finding step by step, draw its history, and say why the answer is wrong."""
    out.print(steps(found))
    if found.case.truth is not None and found.case.setting is not None:
        names = dict(zip(found.case.truth.replicas, found.case.setting.names, strict=True))
        for line in sketch(found.case.truth.events[: found.size], names):
            out.print(f"  {escape(line)}", style="cyan")
    out.print(f"\nbecause {escape(found.because)}")


def steps(found: Finding, colour: str = "red") -> Table:
    """Return the story of a finding as a table; what was observed stands in this colour."""
    table = Table(show_edge=False, pad_edge=False, header_style="dim")
    for column in ("step", "replica", "action", "specified", "observed"):
        table.add_column(column, overflow="fold", justify="right" if column == "step" else "left")
    for step in found.steps():
        observed = Text(visible(step.observed), style=colour)
        table.add_row(str(step.number), *map(plain, (step.replica, step.action, step.specified)), observed)
    return table


def also(out: Console, others: Iterable[tuple[Finding, str]]) -> None:
    """List further failures of the same cause, one a line, each with the command that shows it."""
    listed = list(others)
    if listed:
        out.print("the same cause, as far as can be told, also shows as")
    for found, command in listed:
        about = f"{found.kind.value} breaks {', '.join(found.rules)} ({_length(found)}, {found.phase})"
        out.print(f"  {escape(about)}: [green]{escape(command)}[/green]", soft_wrap=True)


def known(out: Console, result: Result, found: Finding) -> None:
    """Name a failure that is known, where it is followed up, and why it is one."""
    issues = ", ".join(result.plan.known.issues(found)) or "no issue is named"
    out.print(
        f"[yellow]known[/yellow]    {found.kind.value} breaks {', '.join(found.rules)} "
        f"({_length(found)}; {escape(issues)}): {escape(found.because)}",
        soft_wrap=True,
    )


def _length(found: Finding) -> str:
    return "1 event" if found.size == 1 else f"{found.size} events"
