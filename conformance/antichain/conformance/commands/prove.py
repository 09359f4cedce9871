"""``antichain prove``: the theorems before the judges, and the claim ledger."""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from antichain.proofs.catalogue import THEORIES, theory_of
from antichain.proofs.judges import JUDGES
from antichain.proofs.ledger import ledger, summary
from antichain.proofs.report import names, obligations
from antichain.proofs.report import prove as examined
from antichain.proofs.smtlib import script
from antichain.proofs.thorough import steps, thoroughly

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from antichain.proofs.judges import Answer
    from antichain.proofs.report import Report

__all__ = ["prove"]

_WIDTH = 160
"""Columns where nobody looks at a terminal."""

_WORDS = {"proved": "yes", "refuted": "no", "unknown": "unknown", "absent": "absent"}


@click.command()
@click.option(
    "--theory", "theories", multiple=True, metavar="LETTER", help="One theory, such as H; R is the refutations."
)
@click.option("--theorem", "theorems", multiple=True, metavar="NAME", help="One theorem or refutation, such as H2.")
@click.option("--thorough", is_flag=True, help="Five seeds, witnesses, dropped hypotheses, brute force and mutants.")
@click.option("--json", "as_json", is_flag=True, help="Print the report for machines.")
@click.option(
    "--export", type=click.Path(file_okay=False, path_type=Path), help="Write every obligation as SMT-LIB there."
)
@click.option("--ledger", "to", type=click.Path(dir_okay=False, path_type=Path), help="Write the claim ledger there.")
def prove(  # noqa: PLR0913 — these are the options
    *,
    theories: tuple[str, ...],
    theorems: tuple[str, ...],
    thorough: bool,
    as_json: bool,
    export: Path | None,
    to: Path | None,
) -> None:
    """Put the theorems about the model before two judges, and say what became of each.

    Exits with 0 when everything is proved, 1 when something failed or stayed unknown, 3 when a judge is absent.
    """
    selected = _selected(theories, theorems)
    asked = obligations(selected)
    if export is not None:
        export.mkdir(parents=True, exist_ok=True)
        for each in asked:
            (export / f"{each.id.replace(' ', '-')}.smt2").write_text(script(each), encoding="utf-8")
        click.echo(f"{len(asked)} obligations written to {export}", err=True)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("proving", total=len(asked) + (steps(selected) if thorough else 0))

        def done(name: str) -> None:
            progress.update(task, advance=1, description=name)

        report = thoroughly(selected, JUDGES, done) if thorough else examined(selected, JUDGES, done=done)
    if to is not None:
        to.write_text(ledger(report), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _show(report)
    if not report.sound:
        raise SystemExit(1)
    if report.absent:
        raise SystemExit(3)


def _selected(theories: Iterable[str], theorems: Iterable[str]) -> list[str]:
    """Return the names asked for: all of them where nothing is said.

    Raises:
        UsageError: there is no such theory or theorem.

    """
    known = names()
    everything = [name for found in known.values() for name in found]
    chosen = [name for letter in theories for name in known[_nearest(letter, list(known), "theory")]]
    chosen += [_nearest(name, everything, "theorem") for name in theorems]
    return list(dict.fromkeys(chosen)) or everything


def _nearest(name: str, known: list[str], kind: str) -> str:
    spelt = {each.lower(): each for each in known}
    if name.lower() in spelt:
        return spelt[name.lower()]
    near = [spelt[each] for each in get_close_matches(name.lower(), spelt, n=3, cutoff=0.3)]
    message = f"there is no {kind} {name!r}; the nearest are {', '.join(near or known[:5])}"
    raise click.UsageError(message)


def _show(report: Report) -> None:
    console = Console(width=None if Console().is_terminal else _WIDTH)
    table = Table("theorem", "statement", box=None, pad_edge=False)
    for column in ("scope", "verdict", *(judge.name for judge in report.judges), "ms", "mutants", "source"):
        table.add_column(column, justify="right" if column == "ms" else "left", no_wrap=True)
    for outcome in report.theorems.values():
        theorem, kills = outcome.theorem, report.kills(outcome.theorem.id)
        killed = f"{kills[0]}/{kills[1]}" if kills else ""
        cells = (theorem.id, theorem.statement, theorem.scope.value, outcome.verdict)
        table.add_row(*cells, *_answers(report, outcome.judges), killed, THEORIES[theory_of(theorem.id)].file)
    for found in report.refutations.values():
        wrong = found.refutation
        cells = (wrong.id, f"refuted: {wrong.statement}", "bounded", found.verdict)
        table.add_row(*cells, *_answers(report, found.judges), "", "refutations.py")
    console.print(table)
    for text in report.failures.values():
        console.print(text, style="red", markup=False)
    for name in report.vacuous:
        console.print(f"{name} has no witness, or is contradictory", style="red", markup=False)
    for name in report.absent:
        console.print(f"judge absent: {name} (pip install 'antichain[cvc5]')", style="yellow", markup=False)
    console.print(summary(report))


def _answers(report: Report, said: Mapping[str, Answer]) -> list[str]:
    """Return one cell a judge, and the milliseconds of them all."""
    words = [_WORDS[said[judge.name].verdict.value] if judge.name in said else "" for judge in report.judges]
    return [*words, f"{sum(answer.milliseconds for answer in said.values()):.0f}" if said else ""]
