import re
from pathlib import Path

from antichain.proofs.catalogue import theorems
from antichain.proofs.judges import Z3
from antichain.proofs.ledger import ledger
from antichain.proofs.mutants import MUTANTS
from antichain.proofs.report import names, prove

HERE = Path(__file__).parents[1]
LEDGER = (HERE / "LEDGER.md").read_text(encoding="utf-8").splitlines()
README = (HERE / "README.md").read_text(encoding="utf-8")
SOURCES = HERE / "antichain" / "proofs"
MUTANT_COLUMN = 6
THEOREMS = theorems()


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def _without_mutants(line: str) -> list[str]:
    cells = _cells(line)
    return cells[: MUTANT_COLUMN - 1] + cells[MUTANT_COLUMN:] if cells[0] in THEOREMS else cells


def test_the_ledger_is_not_stale() -> None:
    known = names()
    everything = [name for found in known.values() for name in found]
    fresh = ledger(prove(everything, (Z3(),))).splitlines()
    written = [line for line in fresh if line.startswith("| ") and "| ---" not in line]
    kept = {tuple(_without_mutants(line)) for line in LEDGER if line.startswith("| ")}
    missing = [line for line in written if tuple(_without_mutants(line)) not in kept]
    assert not missing, "run: antichain prove --thorough --ledger proofs/LEDGER.md"


def test_the_ledger_has_a_row_for_every_theorem_refutation_and_mutant() -> None:
    rows = [_cells(line) for line in LEDGER if line.startswith("| ")]
    first = [row[0] for row in rows]
    assert all(name in first for found in names().values() for name in found)
    assert {(mutant.target, mutant.name) for mutant in MUTANTS} <= {(row[0], row[1]) for row in rows}
    assert not [row for row in rows if row[0] in THEOREMS and row[3] in {"unknown", "failed"}]


def test_every_mutant_is_killed_by_some_theorem() -> None:
    pairs = {(mutant.target, mutant.name) for mutant in MUTANTS}
    rows = [_cells(line) for line in LEDGER if line.startswith("| ")]
    assert not [row[:2] for row in rows if (row[0], row[1]) in pairs and not row[2]]


def test_every_theorem_that_kills_no_mutant_is_explained() -> None:
    assert not [line for line in LEDGER if "not explained" in line]


def test_the_ledger_holds_no_times() -> None:
    assert not [line for line in LEDGER if re.search(r"\d ?ms\b|\d seconds", line)]


def test_the_lines_that_are_trusted_are_counted() -> None:
    for cell, files in {
        "`lift.py`": ["lift.py"],
        "`symbolic.py`": ["symbolic.py"],
        "`smtlib.py`": ["smtlib.py"],
        "`theorem.py`, `machine.py`": ["theorem.py", "machine.py"],
    }.items():
        (row,) = (line for line in README.splitlines() if line.startswith(f"| {cell}"))
        lines = sum(len((SOURCES / name).read_text(encoding="utf-8").splitlines()) for name in files)
        assert _cells(row)[1] == str(lines), cell
