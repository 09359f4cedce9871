"""``antichain check`` finds out whether a target conforms."""

from __future__ import annotations

import datetime as dt
import math
import sys
import traceback
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from antichain.conformance import history as histories
from antichain.conformance import known_file
from antichain.conformance.bounds import DEFAULT, QUICK, Bounds
from antichain.conformance.commands.telling import keep_all, tell
from antichain.conformance.known import NOTHING_KNOWN
from antichain.conformance.known_file import BadKnownError
from antichain.conformance.launch import Command, Local, StartError, greet, launch_of
from antichain.conformance.memory import Memory
from antichain.conformance.oracle import HarnessDefect
from antichain.conformance.protocol import Kind
from antichain.conformance.report import terminal
from antichain.conformance.report.data import as_json
from antichain.conformance.result import PHASES, Plan
from antichain.conformance.rules import RULES
from antichain.conformance.run import Silent
from antichain.conformance.run import check as run_check
from antichain.conformance.targets.shipped import SHIPPED, UnavailableError
from antichain.conformance.verdict import DEFECT, INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.history import History
    from antichain.conformance.known import Known
    from antichain.conformance.protocol import Hello
    from antichain.conformance.result import Result

__all__ = ["check"]

_EXAMPLES = Path(".antichain", "examples")
_QUICK_BUDGET = 3.0
_ROUNDS = 5
"""So often --update-known looks for what else fails."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a run goes and is told, whatever it finds."""

    jobs: int
    memory: Memory | None
    update: bool
    quiet: bool
    json: bool


def _rules(_context: click.Context, _parameter: click.Parameter, names: Sequence[str]) -> tuple[str, ...]:
    for name in names:
        if name not in RULES:
            near = get_close_matches(name.upper(), RULES, n=3, cutoff=0.4)
            hint = f"did you mean {' or '.join(near)}?" if near else f"rules are {', '.join(RULES)}"
            message = f"{name!r} is no rule; {hint}"
            raise click.BadParameter(message)
    return tuple(names)


def _bounds(_context: click.Context, _parameter: click.Parameter, text: str | None) -> Bounds | None:
    try:
        return None if text is None else Bounds.parse(text)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong)) from wrong


def _finite(_context: click.Context, _parameter: click.Parameter, seconds: float) -> float:
    if not math.isfinite(seconds):
        message = f"{seconds} is no number of seconds; give a finite one"
        raise click.BadParameter(message)
    return seconds


def _history(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> History | None:
    if path is None:
        return None
    try:
        return histories.read(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        message = f"{path}: {wrong}"
        raise click.BadParameter(message) from wrong


@click.command()
@click.argument("target")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice([kind.value for kind in Kind]), help="Judge only this kind."
)
@click.option("--rule", "rules", multiple=True, callback=_rules, help="Judge only this rule.")
@click.option("--phase", "phases", multiple=True, type=click.Choice(PHASES), help="Go through this phase only.")
@click.option("--seed", type=click.IntRange(0), help="The same seed plays the same run; without, 0, and what is known.")
@click.option(
    "--budget",
    callback=_finite,
    type=click.FloatRange(0, min_open=True),
    default=15.0,
    show_default=True,
    help="Seconds to spend, roughly.",
)
@click.option("--bounds", callback=_bounds, help=f"Fix what is tried, as in {DEFAULT}.")
@click.option("--quick", is_flag=True, help="Try less, in a few seconds.")
@click.option("--strict", is_flag=True, help="Let SHOULD rules decide, too.")
@click.option(
    "--history", callback=_history, type=click.Path(path_type=Path), help="Play only the history in this file."
)
@click.option(
    "--timeout",
    callback=_finite,
    type=click.FloatRange(0, min_open=True),
    default=2.0,
    show_default=True,
    help="Seconds that an answer may take.",
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Judge so many kinds at a time.")
@click.option(
    "--known",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"The failures that are known; without, {known_file.NAME} beside the adapter or here.",
)
@click.option("--update-known", is_flag=True, help="Write down what fails as known, and delete what does not any more.")
@click.option("--in-process", is_flag=True, help="Run a py: target in this process.")
@click.option("--install", is_flag=True, help="First install the package that a shipped adapter tests.")
@click.option("--quiet", is_flag=True, help="Print the verdict alone.")
@click.option("--json", "as_json_", is_flag=True, help="Print the result as JSON.")
def check(  # noqa: PLR0913 — these are the options
    *,
    target: str,
    kinds: Sequence[str],
    rules: tuple[str, ...],
    phases: tuple[str, ...],
    seed: int | None,
    budget: float,
    bounds: Bounds | None,
    quick: bool,
    strict: bool,
    history: History | None,
    timeout: float,
    jobs: int,
    known: Path | None,
    update_known: bool,
    in_process: bool,
    install: bool,
    quiet: bool,
    as_json_: bool,
) -> None:
    """Hold TARGET against the model.

    TARGET is py:package.module:factory, a command line that speaks the protocol, or a shipped adapter (see `antichain
    targets`). Exit codes: 0 conformant, 1 not conformant, 2 usage or the target cannot be started, 3 incomplete, 4 a
    defect of antichain, 130 interrupted.
    """
    try:
        if install:
            _install(target)
        launch = launch_of(target, in_process=in_process, timeout=timeout)
        excused = _known(known, target, update=update_known)
        hello = greet(launch)
    except (StartError, UnavailableError, BadKnownError) as why:
        raise click.UsageError(str(why)) from why
    except KeyboardInterrupt:
        click.echo("INTERRUPTED before anything was judged", err=True)
        sys.exit(INTERRUPTED)
    chosen = tuple(Kind(kind) for kind in kinds)
    for kind in chosen:
        if kind not in hello.kinds:
            message = f"{target} does not offer {kind.value}; it offers {', '.join(hello.kinds)}"
            raise click.UsageError(message)
    memory = Memory(_EXAMPLES, launch.name) if seed is None and history is None else None
    plan = Plan(
        seed=seed or 0,
        kinds=chosen,
        rules=rules,
        phases=phases,
        budget=min(budget, _QUICK_BUDGET) if quick else budget,
        most=QUICK if quick else DEFAULT,
        bounds=bounds,
        strict=strict,
        history=history,
        known=excused,
        remembered=memory.remembered(hello) if memory else (),
    )
    sys.exit(_run(launch, hello, plan, Manner(jobs, memory, update_known, quiet, as_json_)))


def _install(target: str) -> None:
    if target not in SHIPPED:
        message = f"--install is for shipped adapters ({', '.join(SHIPPED)}), and {target!r} is none"
        raise StartError(message)
    SHIPPED[target].install()


def _known(option: Path | None, target: str, *, update: bool) -> Known:
    """Return the failures that are known: from the file that is named, beside the adapter, or in this folder.

    Raises:
        BadKnownError: the file cannot be read.

    """
    today = dt.datetime.now(tz=dt.UTC).astimezone().date()
    path = option or known_file.beside(target)
    if path is not None and (path.exists() or not update):
        return known_file.read(path, today)
    return replace(NOTHING_KNOWN, path=str(path or known_file.NAME), today=today)


def _update(result: Result) -> str:
    """Write down what is known from now on; return what was done, in a few words."""
    known = result.plan.known
    path, stale = Path(known.path), result.stale()
    added = [finding for finding in result.unexcused() if finding.again is None]
    if not added and not stale:
        return f"{path}: nothing to change"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(known_file.updated(text, (each.lines for each in stale), added), encoding="utf-8")
    result.plan = replace(result.plan, known=known_file.read(path, known.today))
    result.met = set(range(len(result.plan.known.entries)))
    rules = dict.fromkeys(rule for finding in added for rule in finding.rules)
    return (
        f"{path}: written; added {', '.join(rules) or 'nothing'}, deleted {len(stale)} of {len(known.entries)} entries"
    )


def _run(launch: Command | Local, hello: Hello, plan: Plan, manner: Manner) -> int:
    out = terminal.console()
    talks = not manner.quiet and not manner.json
    if talks:
        terminal.heading(out, launch.name, hello, plan)
    live = terminal.Live(out)
    try:
        result = run_check(launch, hello, plan, live if talks else Silent(), manner.jobs)
        done = [] if not manner.update else [_update(result)]
        while manner.update and not result.interrupted and len(done) < _ROUNDS and result.plan.known != plan.known:
            # What is known speaks for nothing else, so other failures of the same rules come to light now.
            plan = result.plan
            result = run_check(launch, hello, plan, live if talks else Silent(), manner.jobs)
            done.append(_update(result))
        result.notes += done
    except HarnessDefect as defect:
        click.echo(f"antichain itself is wrong, please report this: {defect}", err=True)
        return DEFECT
    except OSError as why:
        message = f"target {launch.name!r} cannot be started again: {why}"
        raise click.UsageError(message) from why
    except Exception as defect:  # noqa: BLE001 — no target may make us pass for it, or fall with a traceback
        place = traceback.extract_tb(defect.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        click.echo(
            f"antichain itself is wrong, please report this: {type(defect).__name__}: {defect} ({where})", err=True
        )
        return DEFECT
    finally:
        live.stop()
    kept = keep_all(result)
    if manner.memory is not None and not manner.memory.learn(result):
        result.notes.append(f"what failed cannot be remembered in {_EXAMPLES}")
    if manner.json:
        click.echo(as_json(result))
    elif manner.quiet:
        click.echo(terminal.verdict(result))
    else:
        tell(out, launch, result, kept)
    return result.code
