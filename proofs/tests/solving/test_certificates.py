"""Certificates have no holes, and a checker that refuses one is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import z3

from antichain.proofs.logic.obligation import Obligation
from antichain.proofs.report import names
from antichain.proofs.solving.certificates import Carcara, alethe, certify, fate, problem_in
from antichain.proofs.solving.judges import Z3, Answer, Verdict
from antichain.proofs.solving.prover import examine
from antichain.proofs.solving.rewrite_rules import RULES, named_in
from antichain.proofs.solving.smtlib import script
from antichain.proofs.theories.catalogue import theorems
from antichain.proofs.theories.x_implementation.shapes import small_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytest.importorskip("cvc5", reason="cvc5 is an optional judge")

MOST = 3
"""Of each theory, the ordinary suite writes the proofs of about so many obligations."""

X = z3.Int("x")
HOLDS = Obligation("holds", {"1 ≤ x": X >= 1}, X >= 0, small_numbers)
FAILS = Obligation("fails", {"0 ≤ x": X >= 0}, X >= 1, small_numbers)


def _checker(folder: Path, says: str, status: int) -> Carcara:
    program = folder / "carcara"
    lines = ["#!/bin/sh", 'case "$1" in --version) echo "carcara 9.9.9";;', f'*) echo "{says}"; exit {status};; esac']
    program.write_text("\n".join(lines) + "\n", encoding="utf-8")
    program.chmod(0o755)
    return Carcara(str(program))


def _absent() -> Carcara:
    absent = Carcara("absent")
    absent.program = None
    return absent


def test_certificate_is_written_beside_its_problem(tmp_path: Path) -> None:
    assert certify(HOLDS, tmp_path / "new", _absent()).problem == ""
    assert (tmp_path / "new" / "holds.smt2").read_text(encoding="utf-8") == script(HOLDS)
    assert "(step" in (tmp_path / "new" / "holds.alethe").read_text(encoding="utf-8")


def test_certificate_of_a_false_obligation_is_a_problem(tmp_path: Path) -> None:
    assert "cvc5 says sat; expected unsat" in certify(FAILS, tmp_path, _absent()).problem
    assert not (tmp_path / "fails.alethe").exists()


def test_certificate_accepted_by_the_checker_has_no_problem(tmp_path: Path) -> None:
    checker = _checker(tmp_path, "valid", 0)
    assert checker.version() == "9.9.9"
    assert certify(HOLDS, tmp_path, checker).problem == ""


@pytest.mark.parametrize(("says", "status"), [("invalid", 1), ("invalid", 0), ("holey", 0), ("valid", 1), ("", 0)])
def test_certificate_refused_by_the_checker_is_a_problem(tmp_path: Path, says: str, status: int) -> None:
    assert "expected valid" in certify(HOLDS, tmp_path, _checker(tmp_path, says, status)).problem


def test_checker_gets_the_rewrite_rules(tmp_path: Path) -> None:
    checker = _checker(tmp_path, "valid", 0)
    assert checker.program is not None
    (tmp_path / "carcara").write_text('#!/bin/sh\ngrep -q declare-rare-rule "$4" && echo valid\n', encoding="utf-8")
    assert certify(HOLDS, tmp_path, checker).problem == ""


def test_fate_says_written_or_checked_and_names_the_checker(tmp_path: Path) -> None:
    assert fate(HOLDS, _absent()) == "written"
    assert fate(HOLDS, _checker(tmp_path, "valid", 0)) == "checked by carcara 9.9.9"
    assert "expected valid" in fate(HOLDS, _checker(tmp_path, "invalid", 1))
    assert "cvc5 says sat" in fate(FAILS, _absent())


def test_absent_checker_has_no_version() -> None:
    assert _absent().version() is None
    assert Carcara("/does/not/exist").version() is None


@pytest.mark.parametrize(
    ("proof", "problem"),
    [
        ("(step t1 (cl) :rule hole)", "1 step without a proof"),
        ("(step t1 (cl a) :rule trust)(step t2 (cl) :rule hole)", "2 steps without a proof"),
        ("(step t1 (cl a) :rule refl)", "does not end in the empty clause"),
        ("", "does not end in the empty clause"),
    ],
)
def test_proof_with_a_hole_is_a_problem(proof: str, problem: str) -> None:
    assert problem in problem_in(proof)


@pytest.mark.slow
@pytest.mark.parametrize("theory", [name for name in names() if name != "R"])
def test_some_certificates_of_a_theory_have_no_holes(theory: str) -> None:
    asked = _own(theory)
    assert asked
    _have_no_holes(asked[:: 1 + len(asked) // MOST])


@pytest.mark.thorough
@pytest.mark.parametrize("theory", [name for name in names() if name != "R"])
def test_all_certificates_of_a_theory_have_no_holes(theory: str) -> None:
    _have_no_holes(_own(theory))


def _own(theory: str) -> list[Obligation]:
    """Return the obligations of a theory, without those of the theories that it rests on."""
    return [each for name in names()[theory] for each in theorems()[name].obligations]


def _have_no_holes(questions: Sequence[Obligation]) -> None:
    known = {rule.name for rule in RULES}
    for asked in questions:
        answer, proof = alethe(script(asked))
        assert (answer, problem_in(proof)) == ("unsat", ""), asked.id
        assert not named_in(proof) - known, f"{asked.id}: write these rules in solving/rewrite_rules.py"


class _Refutes:
    name, required = "first", True

    def version(self) -> str:
        return "1"

    def ask(self, text: str, seed: int = 0) -> Answer:
        del text, seed
        return Answer(Verdict.REFUTED)


def test_examine_after_a_refutation_shortens_the_next_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = list[int]()

    class _Counts(_Refutes):
        name = "second"

        def __init__(self, rlimit: int = 1_000_000) -> None:
            self.rlimit = rlimit

        def ask(self, text: str, seed: int = 0) -> Answer:
            limits.append(self.rlimit)
            return super().ask(text, seed)

        def hurried(self) -> _Counts:
            return _Counts(50_000)

    monkeypatch.setattr("antichain.proofs.solving.prover.Cvc5", _Counts)
    examine([HOLDS, FAILS], (_Refutes(), _Counts()))
    assert limits == [20_000, 20_000]
    limits.clear()
    examine([HOLDS], (_Counts(),))
    assert limits == [50_000]
    limits.clear()
    examine([HOLDS], (_Counts(),), hurried=False)
    assert limits == [1_000_000]


def test_examine_repeats_unknown_goals_with_the_full_limit() -> None:
    hard = Obligation("hard", {}, X * X * X + z3.Int("y") * X != 42, small_numbers)
    limits = list[tuple[str, int]]()

    class _Tired(Z3):
        def hurried(self) -> Z3:
            return _Tired(1_000)

        def ask(self, text: str, seed: int = 0) -> Answer:
            limits.append((text.splitlines()[0], self.rlimit))
            done = "holds" in text or ("fails" in text and self.rlimit > 1_000)
            return Answer(Verdict.PROVED if done else Verdict.UNKNOWN, seed)

    assert examine([HOLDS, hard], (_Tired(7_000),))["hard"]["z3"].verdict is Verdict.UNKNOWN
    assert limits == [("; holds", 1_000), ("; hard", 1_000), ("; hard", 7_000)]
    assert examine([FAILS], (_Tired(7_000),))["fails"]["z3"].verdict is Verdict.PROVED
    limits.clear()
    examine([hard], (_Refutes(), _Tired(7_000)))
    assert limits == [("; hard", 1_000)]
