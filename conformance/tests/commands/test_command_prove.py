import json
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
import z3
from click.testing import CliRunner, Result

from antichain.conformance.commands.theory.prove import prove
from antichain.conformance.histories import jsonl as histories
from antichain.model import slots
from antichain.proofs.logic.symbolic import KERNEL
from antichain.proofs.logic.theorem import Subject
from antichain.proofs.report import names
from antichain.proofs.solving.judges import Z3, Answer, Cvc5, Verdict
from antichain.proofs.theories.catalogue import theorems

pytestmark = pytest.mark.slow

command = import_module("antichain.conformance.commands.theory.prove")


class _Says:
    """A judge that answers the same to everything."""

    required = True

    def __init__(self, verdict: Verdict, name: str = "judge") -> None:
        self.verdict, self.name = verdict, name

    def version(self) -> str | None:
        return None if self.verdict is Verdict.ABSENT else "1"

    def ask(self, text: str, seed: int = 0) -> Answer:
        del text, seed
        return Answer(self.verdict)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(prove, arguments)


def _judged_by(monkeypatch: pytest.MonkeyPatch, *judges: object) -> None:
    monkeypatch.setattr(command, "JUDGES", judges)


def test_prove_of_one_theorem_shows_it_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    _judged_by(monkeypatch, Z3())
    result = _run("--theorem", "b11")
    assert result.exit_code == 0
    assert "B11" in result.stdout
    assert "1 proved" in result.stdout


def test_prove_table_fits_100_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    _judged_by(monkeypatch, Z3())
    lines = _run("--theory", "LIFT", "--theorem", "B10", "--theorem", "R1").stdout.splitlines()
    assert max(map(len, lines)) == 100
    assert "B lattice, theories/b_lattice.py" in lines
    assert "R refuted designs and statements, refutations/catalogue.py" in lines


def test_prove_of_a_theory_proves_all_its_theorems(monkeypatch: pytest.MonkeyPatch) -> None:
    _judged_by(monkeypatch, Z3())
    report = json.loads(_run("--theory", "A", "--json").stdout)
    assert [each["id"] for each in report["theorems"]] == [f"A{number}" for number in range(1, 10)]
    assert report["refutations"] == []


def test_prove_json_holds_every_result(monkeypatch: pytest.MonkeyPatch) -> None:
    _judged_by(monkeypatch, Z3())
    report = json.loads(_run("--theorem", "H2", "--theorem", "R1", "--json").stdout)
    (theorem,), (refutation,) = report["theorems"], report["refutations"]
    assert {"id", "statement", "scope", "verdict", "judges"} <= theorem.keys() & refutation.keys()
    assert (theorem["id"], theorem["scope"], theorem["verdict"]) == ("H2", "unbounded", "proved")
    assert theorem["judges"]["z3"]["verdict"] == "proved"
    assert refutation["verdict"] == "refuted"
    assert refutation["replayed"]
    assert (refutation["history"]["answered"], refutation["history"]["expected"]) == (4, 3)


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (["--theorem", "H22"], "H2"),
        (["--theory", "Q"], "there are LIFT, A, B"),
        (["--theory", "ordr"], "A (order)"),
        (["--theorem", ""], "and more"),
        (["--theorem", "R2a"], "R2"),
    ],
)
def test_prove_of_an_unknown_name_lists_the_nearest(arguments: list[str], near: str) -> None:
    result = _run(*arguments)
    assert result.exit_code == 2
    assert near in result.stderr


@pytest.mark.parametrize(
    ("verdict", "exit_code"), [(Verdict.UNKNOWN, 1), (Verdict.REFUTED, 1), (Verdict.ABSENT, 3), (Verdict.PROVED, 0)]
)
def test_prove_needs_the_second_judge_too(monkeypatch: pytest.MonkeyPatch, verdict: Verdict, exit_code: int) -> None:
    _judged_by(monkeypatch, Z3(), _Says(verdict, "cvc5"))
    result = _run("--theorem", "A1")
    assert result.exit_code == exit_code
    assert ("judge absent: cvc5 (pip install 'antichain[cvc5]')" in result.stdout) == (verdict is Verdict.ABSENT)


def test_prove_without_cvc5_names_it_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    judge = Cvc5()
    assert judge.version() is None
    assert judge.ask("").verdict is Verdict.ABSENT


def test_false_theorem_is_shown_in_model_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    _judged_by(monkeypatch, _Says(Verdict.REFUTED))
    result = _run("--theorem", "A1")
    assert result.exit_code == 1
    assert "!val!" not in result.stdout


def test_theorem_from_a_contradiction_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    true = theorems()["B7"]
    (asked,) = true.obligations
    never = replace(asked, hypotheses={**asked.hypotheses, "never": z3.Not(asked.hypotheses["0 ≤ x"])})
    monkeypatch.setattr("antichain.proofs.report.theorems", lambda: {"B7": replace(true, obligations=(never,))})
    _judged_by(monkeypatch, Z3())
    result = _run("--theorem", "B7")
    assert result.exit_code == 1
    assert "B7.join_is_least says nothing: its hypotheses contradict one another" in result.stdout
    report = json.loads(_run("--theorem", "B7", "--json").stdout)
    assert list(report["vacuous"]) == ["B7.join_is_least"]
    assert [each["verdict"] for each in report["theorems"]] == ["failed"]


def test_theorem_resting_on_a_vacuous_theorem_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    true = theorems()["B7"]
    (asked,) = true.obligations
    never = replace(asked, hypotheses={**asked.hypotheses, "never": z3.Not(asked.hypotheses["0 ≤ x"])})
    known = {"B7": replace(true, obligations=(never,)), "S1": replace(theorems()["S1"], rests_on=("B7",))}
    monkeypatch.setattr("antichain.proofs.report.theorems", lambda: known)
    _judged_by(monkeypatch, Z3())
    report = json.loads(_run("--theorem", "S1", "--json").stdout)
    assert [each["verdict"] for each in report["theorems"]] == ["failed"]


@pytest.mark.parametrize(
    ("verdict", "replays", "reason"),
    [(Verdict.PROVED, True, "cvc5 says it holds"), (Verdict.REFUTED, False, "no replay in Python shows it false")],
)
def test_failed_refutation_says_why(
    monkeypatch: pytest.MonkeyPatch, verdict: Verdict, reason: str, *, replays: bool
) -> None:
    if not replays:
        monkeypatch.setattr("antichain.proofs.refutations.catalogue.Refutation.replays", lambda *_: False)
    _judged_by(monkeypatch, Z3(), _Says(verdict, "cvc5"))
    result = _run("--theorem", "R2")
    assert result.exit_code == 1
    assert reason in " ".join(result.stdout.split())
    assert reason in json.loads(_run("--theorem", "R2", "--json").stdout)["failures"]["R2"]


def test_ledger_of_selected_theorems_is_refused(tmp_path: Path) -> None:
    result = _run("--theorem", "B5", "--ledger", str(tmp_path / "LEDGER.md"))
    assert result.exit_code == 2
    assert "--ledger writes the ledger of all theorems" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("option", ["--ledger", "--export"])
def test_unwritable_ledger_path_is_refused_before_the_run(tmp_path: Path, option: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = _run(option, str(tmp_path / "file" / "below"))
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_ledger_tables_have_headings_and_solver_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    other = _Says(Verdict.PROVED, "old z3")
    other.required = False
    _judged_by(monkeypatch, Z3(), other)
    lines = _run("--theorem", "A1", "--theorem", "B1").stdout.splitlines()
    assert sum("z3\u00a01" in line and line.startswith("id") for line in lines) == 2


@pytest.mark.parametrize("name", ["order", "Order", "a"])
def test_ledger_names_the_title_of_each_theory(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    _judged_by(monkeypatch, Z3())
    assert len(json.loads(_run("--theory", name, "--json").stdout)["theorems"]) == 9


def test_wrong_transition_is_shown_as_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = theorems(Subject(KERNEL._replace(merge=slots.meet)))["F3"]
    (step,) = (each for each in wrong.obligations if each.id == "counter.exact.receive")
    monkeypatch.setattr("antichain.proofs.report.theorems", lambda: {"F3": replace(wrong, obligations=(step,))})
    _judged_by(monkeypatch, Z3())
    result = _run("--theorem", "F3")
    assert result.exit_code == 1
    assert "counter.exact.receive: z3 says refuted\nLet\n  A: update (e1)\n" in result.stdout
    assert "Then after\n  B: receive e1 (e2)\n" in result.stdout
    assert "!val!" not in result.stdout


def test_theorem_proved_by_one_judge_shows_no_countermodel(monkeypatch: pytest.MonkeyPatch) -> None:
    _judged_by(monkeypatch, Z3(), _Says(Verdict.UNKNOWN, "cvc5"))
    result = _run("--theorem", "A1")
    assert result.exit_code == 1
    assert "A1.order_is_reflexive: z3 says proved, cvc5 says unknown" in result.stdout
    assert "countermodel" not in result.stdout


def test_prove_export_writes_every_obligation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _judged_by(monkeypatch, Z3())
    result = _run("--theorem", "B11", "--export", str(tmp_path / "smt"))
    assert result.exit_code == 0
    text = (tmp_path / "smt" / "B11.smt2").read_text(encoding="utf-8")
    assert Z3().ask(text).verdict is Verdict.PROVED


def test_prove_export_writes_the_refuting_history(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _judged_by(monkeypatch, Z3())
    assert _run("--theorem", "R1", "--theorem", "R11", "--export", str(tmp_path)).exit_code == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["R1.jsonl", "R1.smt2", "R11.smt2"]
    assert len(histories.read((tmp_path / "R1.jsonl").read_text(encoding="utf-8")).events) == 5


def test_prove_of_everything_leaves_out_the_slow_theory(monkeypatch: pytest.MonkeyPatch) -> None:
    _judged_by(monkeypatch, _Says(Verdict.PROVED))
    result = _run("--json")
    assert "theory X is left out" in result.stderr
    assert {each["theory"] for each in json.loads(result.stdout)["theorems"]} == {*names()} - {"X", "R"}


def test_prove_with_one_judge_asks_it_alone() -> None:
    report = json.loads(_run("--theorem", "A1", "--judge", "z3", "--json").stdout)
    assert [*report["judges"]] == ["z3"]


def test_prove_with_an_unknown_judge_is_refused() -> None:
    result = _run("--theorem", "A1", "--judge", "z4")
    assert result.exit_code == 2
    assert "--judge: unknown judge 'z4'; expected one of z3, cvc5, old z3" in result.stderr


def test_prove_writes_certificates(tmp_path: Path) -> None:
    pytest.importorskip("cvc5", reason="cvc5 is an optional judge")
    result = _run("--theorem", "B11", "--theorem", "R1", "--judge", "z3", "--certificates", str(tmp_path / "new"))
    assert result.exit_code == 0
    assert "1 of 1 certificates" in result.stderr
    assert {each.suffix for each in (tmp_path / "new").iterdir()} == {".smt2", ".alethe", ".rare"}


def test_prove_with_unwritable_certificates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = _run("--theorem", "A1", "--certificates", str(tmp_path / "file" / "below"))
    assert result.exit_code == 2
    assert f"--certificates: cannot write to {tmp_path / 'file' / 'below'}" in result.stderr
