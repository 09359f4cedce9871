"""The report in the terminal: a line for each phase, the steps of each failure, one verdict."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape as escape_markup
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from antichain.conformance.engine.events import BoundsChosen, CaseRun, PhaseFinished, PhaseStarted
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.results.file import encoded
from antichain.conformance.engine.status import Status
from antichain.conformance.report.failure_text import NOT_ATTRIBUTED, drawing, length, shortened
from antichain.conformance.report.visible import brief, visible
from antichain.conformance.rules.broken import broken, by_cause
from antichain.conformance.rules.catalogue import RULES, Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from antichain.conformance.engine.events import Event, PhaseResult
    from antichain.conformance.engine.results.lines import FailureLine, PhaseLine, Results, RuleLine
    from antichain.conformance.engine.results.transcript import StepLine

__all__ = [
    "Live",
    "as_text",
    "console",
    "duration",
    "escape",
    "findings",
    "heading",
    "leveled",
    "page",
    "plain",
    "render",
    "steps",
    "told",
    "visible",
]

_WIDTH = 100
_MOST = 100
"""The number of causes that are shown in full; the failures of others get one line each."""
_FOLLOWING = "and as a consequence "
"""The words before each rule of a failure but the first."""
_COLOURS = {Verdict.CONFORMANT: "green", Verdict.INCOMPLETE: "yellow", Verdict.INTERRUPTED: "yellow"}


def escape(text: str) -> str:
    """Return a text, perhaps from a target, that cannot style or repaint the terminal."""
    return escape_markup(visible(text))


def plain(text: str) -> Text:
    """Return a text, perhaps from a target, that is safe in a table."""
    return Text(brief(visible(text)))


def console() -> Console:
    """Return a console of at most 100 columns, plain if it is not a terminal or NO_COLOR is set."""
    made = Console(highlight=False, soft_wrap=False, emoji=False)
    made.width = min(made.width, _WIDTH) if made.is_terminal else _WIDTH
    return made


def duration(seconds: float) -> str:
    """Return a number of seconds in words, roughly.

    >>> duration(0.2), duration(42), duration(600), duration(10**6), duration(10**10)
    ('about 1 s', 'about 42 s', 'about 10 min', 'about 12 days', 'about 317 years')
    """
    number, unit = max(1.0, seconds), "s"
    for size, longer in ((60, "min"), (60, "hours"), (24, "days"), (365, "years")):
        if number < 2 * size:
            break
        number, unit = number / size, longer
    return f"about {number:,.0f} {unit}"


class Live:
    """Shows the events of a check: a progress bar for the current phase, and its result when it is finished."""

    def __init__(self, out: Console) -> None:
        """Show on ``out``; bars only if it is a terminal."""
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

    def __call__(self, event: Event) -> None:
        """Show an event; a failure is shown when its phase is finished."""
        match event:
            case BoundsChosen(float(seconds), at_least=True):
                cure = "give smaller --bounds, or --max-seconds"
                self._out.print(f"  [yellow]{'estimate':<11} at least {duration(seconds)}: {cure}[/yellow]")
            case BoundsChosen(float(seconds)):
                self._out.print(f"  [dim]{'estimate':<11} {duration(seconds)}, if nothing fails[/dim]")
            case PhaseStarted(phase, detail, total):
                self._progress.start()
                self._progress.reset(self._task, description=f"{phase} {detail}", total=total, visible=True)
            case CaseRun():
                self._progress.advance(self._task)
            case PhaseFinished(result):
                self._finished(result)

    def _finished(self, result: PhaseResult) -> None:
        """Replace the bar by the result of the phase."""
        self._progress.stop()
        self._progress.update(self._task, visible=False)
        _phase(self._out, result)

    def stop(self) -> None:
        """Remove the bar."""
        self._progress.stop()


def _phase(out: Console, result: PhaseResult | PhaseLine) -> None:
    """Print two lines about a phase: its extent, and its numbers."""
    failed = f" ([red]{result.failures:,} fail[/red])" if result.failures else ""
    counts = f"{result.histories:,} histories{failed}, {result.checks:,} checks, {result.seconds:.1f} s"
    out.print(f"  [bold]{escape(result.phase):<11}[/bold] {escape(result.detail)}")
    out.print(f"  {'':<11} [dim]{counts}[/dim]" if not failed else f"  {'':<11} {counts}")


def render(results: Results) -> str:
    """Return the page of a check as plain text of at most 100 columns."""
    text = io.StringIO()
    page(Console(file=text, width=_WIDTH, color_system=None, highlight=False, emoji=False), results)
    return text.getvalue()


def page(out: Console, results: Results) -> None:
    """Print the page of a check: the target, its phases, its failures, and the verdict."""
    header = results.header
    selection = header.selection
    narrowed = (selection.rules, selection.phases)
    heading(out, header.target, header.hello, selection.kinds, narrowed, header.profile, header.seed)
    for phase in results.phases:
        _phase(out, phase)
    findings(out, results)


def heading(  # noqa: PLR0913, PLR0917 — the parts of the heading
    out: Console,
    name: str,
    hello: Mapping[str, Any],
    kinds: Sequence[str],
    narrowed: Sequence[Sequence[str]],
    profile: str | None,
    seed: int,
) -> None:
    """Print the target, its kinds, and how to repeat the run; ``narrowed`` are the selected rules and phases."""
    known = " ".join(filter(None, (hello["name"], hello.get("version", ""))))
    language = f", {hello['language']}" if hello.get("language") else ""
    out.print(f"[bold]{escape(name)}[/bold] is {escape(known)}{escape(language)}", soft_wrap=True)
    claimed = [kind for kind in hello["kinds"] if not kinds or kind in kinds]
    only = "".join(f"; only {', '.join(chosen)}" for chosen in narrowed if chosen)
    bounded = f"; profile {profile}" if profile else ""
    out.print(f"claims {escape(', '.join(claimed))}{escape(only)}{escape(bounded)}; seed {seed}\n", soft_wrap=True)


def findings(out: Console, results: Results) -> None:
    """Print one failure for each cause, how to replay it, and the verdict."""
    told_in_full = 0
    brief: list[FailureLine] = []
    for first, *others in results.causes:
        if first.known:
            out.print()
            for failure in (first, *others):
                _known(out, failure)
        elif told_in_full < _MOST:
            told_in_full += 1
            _failure(out, first, {line.rule: line.statement for line in results.rules})
            _list(out, "the same cause, as far as can be told, also shows as", others)
        else:
            brief += (first, *others)
    _list(out, f"\nfailures of further causes; the first {_MOST} causes are shown above", brief)
    out.print()
    _summary(out, results)


def leveled(rule: str, level: str = "") -> str:
    """Return the id of a rule, with its level if that is not MUST; by default it is that of the catalogue.

    >>> leveled("LIB-SORT"), leveled("CNT-OWN")
    ('LIB-SORT (SHOULD)', 'CNT-OWN')
    """
    level = level or (RULES[rule].level if rule in RULES else Level.MUST)
    return rule if level == Level.MUST else f"{rule} ({level})"


def _summary(out: Console, results: Results) -> None:
    """Print the result of each kind, and the verdict."""
    footer = results.footer
    for sentence in footer.unsound:
        out.print(f"[red]adapter[/red]  {escape(sentence)}")
    for excuse in footer.stale:
        where = f"{excuse.path}:{excuse.lines[0]}-{excuse.lines[1]}"
        out.print(
            f"[red]excused[/red]  {escape(f'{where}: {excuse.rule} {excuse.why}; delete these lines')}", soft_wrap=True
        )
    for sentence in footer.unmet:
        out.print(f"[red]required[/red] {escape(sentence)}", soft_wrap=True)
    for kind in dict.fromkeys(line.kind for line in results.rules):
        _kind(out, results, kind)
    for note in footer.notes:
        out.print(f"[dim]note: {escape(note)}[/dim]")
    out.print()
    out.print(Text(visible(footer.sentence), style=f"bold {_COLOURS.get(footer.verdict, 'red')}"))


def _kind(out: Console, results: Results, kind: str) -> None:
    selection = results.header.selection
    groups: dict[Status, list[RuleLine]] = {status: [] for status in Status}
    for line in results.rules:
        if line.kind == kind:
            groups[line.status].append(line)
    held = len(groups[Status.HOLDS])
    said = ["1 rule holds" if held == 1 else f"{held} rules hold"]
    if kind in results.footer.ended:
        said[0] += " so far, but judging ended early"
    if selection.history and not groups[Status.HOLDS] and not groups[Status.FAILS]:
        said = ["cannot play this history"]
    for status, colour in (
        (Status.FAILS, "red"),
        (Status.ERRORED, "red"),
        (Status.FOLLOWS, "red"),
        (Status.KNOWN, "yellow"),
        (Status.NOT_EXERCISED, "yellow"),
    ):
        lines = [line for line in groups[status] if status is not Status.NOT_EXERCISED or line.decides]
        if lines:
            named = _failing(results, kind, lines) if status is Status.FAILS else _each(lines)
            said.append(f"[{colour}]{status.value}: {escape(', '.join(named))}[/{colour}]")
    elsewhere = len(groups[Status.NOT_SELECTED])
    said += [f"{elsewhere} {Status.NOT_SELECTED.value}"] if elsewhere else []
    said.append(f"{len(groups[Status.NOT_OFFERED])} not offered")
    out.print(f"[bold]{escape(kind)}[/bold]: {'; '.join(said)}")
    if lacking := results.header.not_offered.get(kind):
        out.print(f"  [dim]does not offer: {escape(', '.join(lacking))}[/dim]", soft_wrap=True)
    for line in groups[Status.NOT_OFFERED] if selection.rules else ():
        out.print(f"  [dim]{escape(line.rule)} is not offered: {escape(line.not_offered)}[/dim]")
    if kind in results.footer.ended:
        out.print(f"  [red]given up: {escape(results.footer.ended[kind])}[/red]")


def _each(lines: Sequence[RuleLine]) -> list[str]:
    """Return each rule with its level, and with the rule of the failure that it follows from."""
    follows = (f" (of the failure of {line.from_})" if line.from_ else "" for line in lines)
    return [leveled(line.rule, line.level) + follow for line, follow in zip(lines, follows, strict=True)]


def _failing(results: Results, kind: str, lines: Sequence[RuleLine]) -> list[str]:
    """Return the rules that fail for a kind, those of one cause together."""
    named = {line.rule: leveled(line.rule, line.level) for line in lines}
    causes = [[rule for each in cause if each.kind == kind for rule in each.rules] for cause in results.causes]
    of_causes = by_cause([named[rule] for rule in rules if rule in named] for rules in causes)
    told = {rule for rules in of_causes for rule in rules}
    return [*map(broken, of_causes), *(rule for rule in named.values() if rule not in told)]


def _failure(out: Console, found: FailureLine, statements: Mapping[str, str]) -> None:
    """Print a failure: the broken rules, its steps, the reason, and the commands that show it again."""
    out.print()
    out.rule(f"[bold red]{escape(found.kind)} breaks {escape(found.rules[0])}[/bold red]", align="left", style="red")
    for number, rule in enumerate(found.rules):
        statement = statements.get(rule) or (RULES[rule].statement if rule in RULES else "")
        out.print(f"{_FOLLOWING if number else ''}[bold]{escape(leveled(rule))}[/bold] {escape(statement)}")
    out.print()
    told(out, found)
    if found.minimal:
        out.print(f"[dim]{escape(found.minimal)}[/dim]")
    if found.hint:
        out.print(f"[yellow]hint[/yellow]: {escape(found.hint)}")
    if found.not_attributed:
        out.print(f"[yellow]not attributed[/yellow]: {NOT_ATTRIBUTED}")
    if found.flaky:
        out.print("[bold yellow]FLAKY[/bold yellow]: a fresh process gave other answers")
        out.print(f"  first  {escape(_json([exchange.observed for exchange in found.transcript]))}")
        out.print(f"  second {escape(_json(found.second))}")
    for command in found.reproduce:
        out.print(f"  [green]$[/green] {escape(command)}", soft_wrap=True)


def _json(answers: Sequence[Mapping[str, Any]]) -> str:
    return encoded(answers).decode()


def as_text(found: FailureLine) -> str:
    """Return a failure as the terminal shows it, without colour: broken rules, table, picture, reason."""
    text = io.StringIO()
    out = Console(file=text, width=_WIDTH, color_system=None, highlight=False, emoji=False)
    for number, rule in enumerate(found.rules):
        out.print(f"{_FOLLOWING if number else ''}{escape(leveled(rule))} {escape(RULES[rule].statement)}")
    out.print()
    told(out, found)
    if found.minimal:
        out.print(escape(found.minimal))
    return text.getvalue().rstrip()


def told(out: Console, found: FailureLine) -> None:
    """Print the steps of a failure, its picture, and the reason why the answer is wrong."""
    out.print(steps(found.steps))
    for line in drawing(found):
        out.print(f"  {escape(line)}", style="cyan")
    out.print(f"\nbecause {escape(brief(visible(found.because)))}")


def steps(trace: Sequence[StepLine], colour: str = "red") -> Table:
    """Return the steps of a failure as a table; the observed answers have this colour."""
    table = Table(show_edge=False, pad_edge=False, header_style="dim")
    for column in ("step", "replica", "action", "specified", "observed"):
        table.add_column(column, overflow="fold", justify="right" if column == "step" else "left")
    first, left_out, last = shortened(trace)
    for step in first:
        table.add_row(*_row(step, colour))
    if left_out:
        table.add_row("…", "", f"{left_out} steps like these", "", "")
    for step in last:
        table.add_row(*_row(step, colour))
    return table


def _row(step: StepLine, colour: str) -> tuple[str | Text, ...]:
    observed = Text(brief(visible(step.observed)), style=colour)
    return (str(step.step), *map(plain, (step.replica, step.action, step.specified)), observed)


def _list(out: Console, title: str, others: Sequence[FailureLine]) -> None:
    """List failures below a title, one a line, each with the command that shows it."""
    if others:
        out.print(title)
    for found in others:
        unsure = ", not attributed" if found.not_attributed else ""
        about = f"{found.kind} breaks {broken(found.rules)} ({length(found)}, {found.phase}{unsure})"
        again = next((each for each in found.reproduce if each.startswith("antichain replay")), None)
        command = again or next(iter(found.reproduce), found.id)
        out.print(f"  {escape(about)}: [green]{escape(command)}[/green]", soft_wrap=True)


def _known(out: Console, found: FailureLine) -> None:
    """Print a known failure, its issues, and its reason."""
    issues = ", ".join(found.issues) or "no issue is named"
    out.print(
        f"[yellow]known[/yellow]    {escape(found.kind)} breaks {escape(broken(found.rules))} "
        f"({length(found)}; {escape(found.id)}; {escape(issues)}): {escape(brief(found.because))}",
        soft_wrap=True,
    )
