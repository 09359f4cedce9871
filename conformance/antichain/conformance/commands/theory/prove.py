"""``antichain prove`` checks the theorems with the judges, and writes the claim ledger."""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from antichain.conformance.report.terminal import console
from antichain.proofs.ledger import render_ledger, summary, unexplained
from antichain.proofs.logic.theorem import reach
from antichain.proofs.refutations.catalogue import REFUTATIONS
from antichain.proofs.report import names, obligations
from antichain.proofs.report import prove as examined
from antichain.proofs.solving.certificates import Carcara, certify, is_refutation
from antichain.proofs.solving.judges import JUDGES
from antichain.proofs.solving.sharing import warm
from antichain.proofs.solving.smtlib import script
from antichain.proofs.theories.catalogue import THEORIES, theory_of
from antichain.proofs.theories.catalogue import theorems as catalogue
from antichain.proofs.thorough import steps, thoroughly

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from antichain.proofs.logic.obligation import Obligation
    from antichain.proofs.report import Report
    from antichain.proofs.solving.judges import Answer, Judge

__all__ = ["prove"]

_SLOW = "X"
"""The theory that a run leaves out unless it is named."""

_WORDS = {"proved": "yes", "refuted": "no", "unknown": "unknown", "absent": "absent"}


@click.command()
@click.option(
    "--theory", "theories", multiple=True, metavar="LETTER", help="One theory, such as H; R is the refutations."
)
@click.option("--theorem", "theorems", multiple=True, metavar="NAME", help="One theorem or refutation, such as H2.")
@click.option(
    "--judge",
    "wanted",
    multiple=True,
    metavar="NAME",
    help="Ask this judge alone, such as z3; give the option again for another judge.",
)
@click.option(
    "--thorough", is_flag=True, help="Also use five seeds, witnesses, dropped hypotheses, brute force and mutants."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--export",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write every obligation as SMT-LIB there, and the histories of refuted designs.",
)
@click.option(
    "--certificates",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write cvc5's Alethe proof of every obligation there, beside its problem.",
)
@click.option("--ledger", "to", type=click.Path(dir_okay=False, path_type=Path), help="Write the claim ledger there.")
def prove(  # noqa: PLR0913 — click passes each option as one argument
    *,
    theories: tuple[str, ...],
    theorems: tuple[str, ...],
    wanted: tuple[str, ...],
    thorough: bool,
    as_json: bool,
    export: Path | None,
    certificates: Path | None,
    to: Path | None,
) -> None:
    """Check the theorems about the model with two judges, and print the result of each.

    Exit codes: 0 if everything is proved, 1 if a theorem failed or stayed unknown, 3 if a judge is absent.
    """
    judges = _judges(wanted, early=not theorems)
    selected = _selected(theories, theorems)
    if not (theories or theorems or thorough or to):
        slow = set(names()[_SLOW])
        selected = [name for name in selected if name not in slow]
        click.echo(
            f"theory {_SLOW} is left out, as it executes the implementation: antichain prove --theory {_SLOW}", err=True
        )
    if to is not None:
        _writable(to, whole=not theories and not theorems)
    asked = obligations(selected)
    if export is not None:
        _export(export, asked, selected)
    if certificates is not None:
        _certify(certificates, asked)
    err = Console(stderr=True)
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("proving", total=len(asked) + (steps(selected) if thorough else 0))

        def done(name: str) -> None:
            progress.update(task, advance=1, description=name)

        report = thoroughly(selected, judges, done) if thorough else examined(selected, judges, done=done)
    if to is not None:
        to.write_text(render_ledger(report), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _show(report)
    if not report.sound or _unnoticed(report):
        raise SystemExit(1)
    if report.absent:
        raise SystemExit(3)


def _judges(wanted: tuple[str, ...], *, early: bool) -> tuple[Judge, ...]:
    """Return the judges of these names, or all if none is named; ``early`` starts their processes.

    Raises:
        UsageError: there is no judge of this name.

    """
    known = {judge.name: judge for judge in JUDGES}
    for name in wanted:
        if name not in known:
            message = f"--judge: unknown judge {name!r}; expected one of {', '.join(known)}"
            raise click.UsageError(message)
    judges = tuple(judge for name, judge in known.items() if name in wanted) or tuple(JUDGES)
    if early:
        warm(judges)
    return judges


def _certify(folder: Path, asked: Sequence[Obligation]) -> None:
    """Write a certificate of each obligation of a theorem, and its problem; carcara checks it if it is present.

    Raises:
        UsageError: the folder cannot be written, or cvc5 is absent.
        SystemExit: a certificate is missing, has a hole or is refused.

    """
    checker = Carcara()
    try:
        written = [certify(each, folder, checker) for each in asked if not is_refutation(each)]
    except OSError as error:
        message = f"--certificates: cannot write to {folder}: {error.strerror}; give a folder that can be written"
        raise click.UsageError(message) from error
    except ImportError as error:
        message = "--certificates: cvc5 is not installed; run: pip install 'antichain[cvc5]'"
        raise click.UsageError(message) from error
    bad = [each for each in written if each.problem]
    for each in bad:
        click.echo(f"{each.obligation}: {each.problem}", err=True)
    version = checker.version()
    how = f"checked by carcara {version}" if version else "written; carcara is absent, so no certificate is checked"
    click.echo(f"{len(written) - len(bad)} of {len(written)} certificates {how}", err=True)
    if bad:
        raise SystemExit(1)


def _export(folder: Path, asked: Iterable[Obligation], selected: Iterable[str]) -> None:
    """Write one SMT-LIB file for each obligation, and one history for each refuted design that a check can play."""
    files = {f"{each.id.replace(' ', '-')}.smt2": script(each) for each in asked}
    for each in REFUTATIONS:
        if each.id in selected and each.history is not None and (events := each.history().history):
            files[f"{each.id}.jsonl"] = "".join(f"{json.dumps(event)}\n" for event in events)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"cannot write to {folder}: {error.strerror}"
        raise click.UsageError(message) from error
    click.echo(f"{len(files)} files written to {folder}", err=True)


def _writable(to: Path, *, whole: bool) -> None:
    """Check before the run that the ledger can be written after it.

    Raises:
        UsageError: it cannot, or the run is for some of the theorems only.

    """
    if not whole:
        message = "--ledger writes the ledger of all theorems; leave out --theory and --theorem"
        raise click.UsageError(message)
    was_there = to.exists()
    try:
        with to.open("a", encoding="utf-8"):
            pass
        if not was_there:
            to.unlink()
    except OSError as error:
        message = f"cannot write {to}: {error.strerror}"
        raise click.UsageError(message) from error


def _selected(theories: Iterable[str], theorems: Iterable[str]) -> list[str]:
    """Return the selected names; all of them if none is given.

    Raises:
        UsageError: there is no such theory or theorem.

    """
    known = names()
    everything = [name for found in known.values() for name in found]
    letters = {letter.lower(): letter for letter in known} | {t.title.lower(): each for each, t in THEORIES.items()}
    letters["refutations"] = "R"
    chosen = [name for theory in theories for name in known[_nearest(theory, letters, "theory")]]
    chosen += [_nearest(name, {each.lower(): each for each in everything}, "theorem") for name in theorems]
    return list(dict.fromkeys(chosen)) or everything


def _nearest(name: str, spelt: Mapping[str, str], kind: str) -> str:
    """Return the theory or theorem of this name, whatever its case.

    Raises:
        UsageError: there is none of this name.

    """
    if name.lower() in spelt:
        return spelt[name.lower()]
    close = get_close_matches(name.lower(), spelt, n=3, cutoff=0.5) or get_close_matches(
        name.lower(), spelt, n=3, cutoff=0.3
    )
    near = [spelt[each] if spelt[each].lower() == each else f"{spelt[each]} ({each})" for each in close]
    some = list(dict.fromkeys(spelt.values()))[:9]
    hint = f"the nearest are {', '.join(near)}" if near else f"there are {', '.join(some)}, and more"
    message = f"there is no {kind} {name!r}; {hint}"
    raise click.UsageError(message)


def _show(report: Report) -> None:
    out = console()
    rows = {letter: _theorems(report, letter) for letter in THEORIES} | {"R": _refutations(report)}
    titles = {letter: f"{theory.title}, {theory.file}" for letter, theory in THEORIES.items()}
    titles["R"] = "refuted designs and statements, refutations/catalogue.py"
    columns = [
        "scope",
        "verdict",
        *map(_heading, report.judges),
        "ms",
        *(["mutants"] if report.fates else []),
    ]
    widths = _widths(columns, [row[2:] for found in rows.values() for row in found])
    for letter, found in rows.items():
        if found:
            out.print(f"\n[bold]{letter}[/bold] {titles[letter]}", highlight=False)
            out.print(_table(columns, widths, found))
    out.print()
    for text in report.failures.values():
        out.print(text, style="red", markup=False)
    for name, cause in report.vacuous.items():
        out.print(f"{name} says nothing: {cause}", style="red", markup=False)
    for name in report.absent:
        out.print(f"judge absent: {name} (pip install 'antichain[cvc5]')", style="yellow", markup=False)
    if report.fates:
        _tried(out, report)
    out.print(summary(report))


def _heading(judge: Judge) -> str:
    """Return the name of a judge for the head of its column; the other z3 also has its version."""
    return judge.name if judge.required else f"z3\u00a0{judge.version() or 'old'}"


def _tried(out: Console, report: Report) -> None:
    """Print the results of the mutants, and the number of theorems with unused hypotheses."""
    for sentence in _unnoticed(report):
        out.print(sentence, style="red", markup=False)
    tried = sum(bool(fates) for _, fates in report.fates)
    killed = len(report.fates) - len(report.unnoticed)
    out.print(f"{tried} mutants of what was asked for and what it rests on, {killed} of them killed")
    spare = sum(bool(hypotheses) for hypotheses in report.unneeded.values())
    if spare:
        out.print(f"{spare} theorems have hypotheses that no obligation of theirs needs; --ledger FILE lists them")


def _unnoticed(report: Report) -> list[str]:
    """Return the mutants that no theorem kills, and the unexplained survivors, if all theorems were checked."""
    if not report.everything:
        return []
    mutants = [f"no theorem notices the mutant {mutant}" for mutant in report.unnoticed]
    return mutants + [f"{name} kills no mutant, and the ledger does not say why" for name in unexplained(report)]


def _widths(columns: Iterable[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of each column in all tables, so that they align."""
    cells = zip(*rows, strict=True)
    return [max(map(len, [name, *column])) for name, column in zip(columns, cells, strict=True)]


def _table(columns: Iterable[str], widths: Iterable[int], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, expand=True, header_style="dim")
    table.add_column("id", no_wrap=True)
    table.add_column("statement", ratio=1)
    for name, width in zip(columns, widths, strict=True):
        table.add_column(name, justify="right" if name in {"ms", "mutants"} else "left", width=width)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _theorems(report: Report, letter: str) -> list[list[str]]:
    rows = []
    for outcome in report.theorems.values():
        theorem, kills = outcome.theorem, report.kills(outcome.theorem.id)
        if theory_of(theorem.id) == letter:
            cells = [theorem.id, theorem.statement, reach(theorem, catalogue()), outcome.verdict]
            killed = [f"{kills[0]}/{kills[1]}" if kills[1] else ""] if kills else []
            rows.append([*cells, *_answers(report, outcome.judges), *killed])
    return rows


def _refutations(report: Report) -> list[list[str]]:
    rows = []
    for found in report.refutations.values():
        cells = [found.refutation.id, found.refutation.statement, "bounded", found.verdict]
        rows.append([*cells, *_answers(report, found.judges), *([""] if report.fates else [])])
    return rows


def _answers(report: Report, said: Mapping[str, Answer]) -> list[str]:
    """Return one cell for each judge, and the milliseconds of all."""
    words = [_WORDS[said[judge.name].verdict.value] if judge.name in said else "" for judge in report.judges]
    return [*words, f"{sum(answer.milliseconds for answer in said.values()):.0f}" if said else ""]
