"""``antichain check`` finds out whether a target conforms."""

from __future__ import annotations

import math
import shlex
import sys
import traceback
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from antichain.conformance import history as histories
from antichain.conformance.bounds import DEFAULT, QUICK, Bounds
from antichain.conformance.launch import Command, Local, StartError, greet, launch_of
from antichain.conformance.oracle import HarnessDefect
from antichain.conformance.protocol import Kind
from antichain.conformance.report import terminal
from antichain.conformance.report.cases import keep
from antichain.conformance.report.data import as_json
from antichain.conformance.result import PHASES, Plan
from antichain.conformance.rules import RULES
from antichain.conformance.run import Silent
from antichain.conformance.run import check as run_check
from antichain.conformance.targets.shipped import SHIPPED, UnavailableError
from antichain.conformance.verdict import DEFECT, INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.finding import Finding
    from antichain.conformance.history import History
    from antichain.conformance.protocol import Hello
    from antichain.conformance.result import Result

__all__ = ["check"]

_CASES = Path(".antichain", "cases")
_QUICK_BUDGET = 3.0


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
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed plays the same run.")
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
    seed: int,
    budget: float,
    bounds: Bounds | None,
    quick: bool,
    strict: bool,
    history: History | None,
    timeout: float,
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
        hello = greet(launch)
    except (StartError, UnavailableError) as why:
        raise click.UsageError(str(why)) from why
    except KeyboardInterrupt:
        click.echo("INTERRUPTED before anything was judged", err=True)
        sys.exit(INTERRUPTED)
    chosen = tuple(Kind(kind) for kind in kinds)
    for kind in chosen:
        if kind not in hello.kinds:
            message = f"{target} does not offer {kind.value}; it offers {', '.join(hello.kinds)}"
            raise click.UsageError(message)
    plan = Plan(
        seed=seed,
        kinds=chosen,
        rules=rules,
        phases=phases,
        budget=min(budget, _QUICK_BUDGET) if quick else budget,
        most=QUICK if quick else DEFAULT,
        bounds=bounds,
        strict=strict,
        history=history,
    )
    sys.exit(_run(launch, hello, plan, quiet=quiet, json=as_json_))


def _install(target: str) -> None:
    if target not in SHIPPED:
        message = f"--install is for shipped adapters ({', '.join(SHIPPED)}), and {target!r} is none"
        raise StartError(message)
    SHIPPED[target].install()


def _run(launch: Command | Local, hello: Hello, plan: Plan, *, quiet: bool, json: bool) -> int:
    out = terminal.console()
    talks = not quiet and not json
    if talks:
        terminal.heading(out, launch.name, hello, plan)
    live = terminal.Live(out)
    try:
        result = run_check(launch, hello, plan, live if talks else Silent())
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
    if json:
        click.echo(as_json(result))
    elif quiet:
        click.echo(terminal.verdict(result))
    else:
        for found in result.shown():
            terminal.finding(out, found, _commands(launch, result, found))
        out.print()
        terminal.summary(out, result)
    return result.code


def _commands(launch: Command | Local, result: Result, found: Finding) -> list[str]:
    """Return how to see a finding again: by antichain, and by the adapter alone."""
    words = ["antichain", "check", launch.name, "--kind", found.kind.value, "--rule", found.rules[0]]
    words += ["--seed", str(result.plan.seed)]
    if found.kind in result.bounds:
        words += ["--bounds", str(result.bounds[found.kind])]
    try:
        path = keep(found, _CASES)
    except OSError:
        return [shlex.join(words)]
    return [shlex.join(words), f"{_adapter(launch)} < {shlex.quote(str(path))}"]


def _adapter(launch: Command | Local) -> str:
    if isinstance(launch, Local):
        return shlex.join(("python", "-m", "antichain.conformance.serve", launch.spec))
    settings = [f"{name}={shlex.quote(value)}" for name, value in launch.environment.items()]
    return " ".join((*settings, shlex.join(launch.command)))
