import re
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

import pytest
import z3

from antichain.proofs.ledger import digest, render_ledger
from antichain.proofs.mutation.mutants import MUTANTS
from antichain.proofs.refutations.catalogue import REFUTATIONS
from antichain.proofs.report import Report, names, prove
from antichain.proofs.solving.judges import Z3, Answer, Verdict
from antichain.proofs.solving.prover import outcomes
from antichain.proofs.theories.catalogue import theorems

pytestmark = pytest.mark.slow

HERE = Path(__file__).parents[1]
LEDGER = (HERE / "LEDGER.md").read_text(encoding="utf-8").splitlines()
README = (HERE / "README.md").read_text(encoding="utf-8")
SOURCES = HERE / "antichain" / "proofs"
THOROUGH_COLUMNS = slice(6, 8)
"""The columns of mutants and certificates, which only a thorough run fills."""
THEOREMS = theorems()


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def _name(cell: str) -> str:
    """Return what a cell names, without the link."""
    return cell.removeprefix("[").partition("]")[0]


def _without_mutants(line: str) -> list[str]:
    cells = _cells(line)
    if _name(cells[0]) in THEOREMS:
        cells[THOROUGH_COLUMNS] = []
    return cells


def test_the_ledger_says_what_the_theorems_say() -> None:
    fresh = render_ledger(_all_proved()).splitlines()
    assert _stale(fresh, LEDGER) == [], "run: antichain prove --thorough --ledger proofs/LEDGER.md"
    assert _tampered(fresh)


@pytest.mark.thorough
def test_the_ledger_says_what_z3_says() -> None:
    fresh = render_ledger(prove((), (Z3(),))).splitlines()
    assert _stale(fresh, LEDGER) == [], "run: antichain prove --thorough --ledger proofs/LEDGER.md"


def _all_proved() -> Report:
    """Return the report in which each obligation is proved; that z3 proves each is a test beside this one."""
    judges = (Z3(),)
    proved = {judge.name: Answer(Verdict.PROVED) for judge in judges}
    answers = {each.id: proved for theorem in THEOREMS.values() for each in theorem.obligations}
    found = outcomes(THEOREMS, answers, judges)
    refuted = prove([each.id for each in REFUTATIONS], judges)
    return replace(refuted, theorems={name: found[name] for name in THEOREMS})


def _claims(lines: list[str]) -> list[object]:
    """Return all that a ledger says before it comes to mutants, the column of mutants left out."""
    kept = lines[: lines.index("## Mutants")]
    return [_without_mutants(line) if line.startswith("| ") else line for line in kept]


def _stale(fresh: list[str], kept: list[str]) -> list[object]:
    """Return what the one ledger says and the other does not, line by line."""
    ours, theirs = _claims(fresh), _claims(kept)
    return [pair for pair in zip_longest(ours, theirs) if pair[0] != pair[1]]


def _tampered(fresh: list[str]) -> bool:
    """Return whether each way to make a ledger say something else would be noticed."""
    place = next(number for number, line in enumerate(fresh) if line.startswith("| [H2]"))
    summary = next(number for number, line in enumerate(fresh) if line.startswith("In all"))
    forged = [
        [*fresh[:place], "| H2b | V e = V e | unbounded | proved | 1 | 00000000 |  |  |  |  |", *fresh[place:]],
        [*fresh[:summary], "In all: 999 proved.", *fresh[summary + 1 :]],
        [line for line in fresh if not line.startswith("| R12b |")],
        [re.sub(r"(\| \[H2\].*\| )[0-9a-f]{8} ", r"\g<1>00000000 ", line) for line in fresh],
        fresh[:place] + fresh[place + 1 :],
    ]
    return all(_stale(fresh, each) for each in forged)


def test_ledger_has_rows_for_theorems_refutations_and_mutants() -> None:
    rows = [_cells(line) for line in LEDGER if line.startswith("| ")]
    first = [_name(row[0]) for row in rows]
    assert all(name in first for found in names().values() for name in found)
    assert {(mutant.target, mutant.name) for mutant in MUTANTS} <= {(row[0], row[1]) for row in rows}
    assert not [row for row in rows if _name(row[0]) in THEOREMS and row[3] in {"unknown", "failed"}]


def test_mutant_is_killed_by_some_theorem() -> None:
    pairs = {(mutant.target, mutant.name) for mutant in MUTANTS}
    rows = [_cells(line) for line in LEDGER if line.startswith("| ")]
    assert not [row[:2] for row in rows if (row[0], row[1]) in pairs and not row[2]]


def test_theorem_that_kills_no_mutant_is_explained() -> None:
    assert not [line for line in LEDGER if "not explained" in line]


def test_ledger_holds_no_times() -> None:
    assert not [line for line in LEDGER if re.search(r"\d ?ms\b|\d seconds", line)]


def test_trusted_lines_are_counted() -> None:
    for cell, files in {
        "`logic/lift.py`, `logic/forking.py`": ["logic/lift.py", "logic/forking.py"],
        "`logic/symbolic.py`": ["logic/symbolic.py"],
        "`solving/smtlib.py`": ["solving/smtlib.py"],
        "`logic/obligation.py`, `logic/transition_system.py`": ["logic/obligation.py", "logic/transition_system.py"],
    }.items():
        (row,) = (line for line in README.splitlines() if line.startswith(f"| {cell}"))
        lines = sum(len((SOURCES / name).read_text(encoding="utf-8").splitlines()) for name in files)
        assert _cells(row)[1] == str(lines), cell


def test_readme_lists_every_argument_outside_the_logic() -> None:
    outside = {f"- **{each.id}**: {each.outside}." for each in THEOREMS.values() if each.outside}
    listed = {line for line in README.splitlines() if line.startswith("- **") and line[4:].split("**")[0] in THEOREMS}
    headline = {line for line in listed if line.startswith(("- **H2**", "- **F6**", "- **B11**"))}
    assert {re.sub(r"\s+", " ", line) for line in listed - headline} == outside
    assert all(f"- **{each}**: " in README for each in ("H2", "F6", "B11"))


def test_theorem_digest_changes_with_its_goal() -> None:
    theorem = THEOREMS["H2"]
    (asked,) = theorem.obligations
    weaker = replace(theorem, obligations=(replace(asked, goal=z3.BoolVal(val=True)),))
    assert digest(weaker) != digest(theorem)


def test_theorem_links_to_the_line_that_states_it() -> None:
    linked = {_name(cells[0]): cells[0] for cells in map(_cells, LEDGER) if cells and _name(cells[0]) in THEOREMS}
    for name, cell in linked.items():
        file, _, line = cell.partition("](")[2].removesuffix(")").partition("#L")
        stated = (HERE / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert f'"{name}"' in stated or (name.startswith("LIFT-") and "def theorems" in stated), cell
    assert set(linked) == set(THEOREMS)


def test_proved_theorem_has_its_certificates() -> None:
    rows = [_cells(line) for line in LEDGER if line.startswith("| [")]
    assert {row[7] for row in rows if int(row[4])} <= {"written", *(row[7] for row in rows if "checked by" in row[7])}
    assert all(row[7] for row in rows if int(row[4]))
