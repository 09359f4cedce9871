import re

import pytest
from click.testing import CliRunner

from antichain.conformance.commands import main
from antichain.conformance.rules.catalogue import RULES
from antichain.conformance.rules.known_bugs import BUGS
from antichain.proofs.refutations.catalogue import REFUTATIONS
from antichain.proofs.report import names

pytestmark = pytest.mark.slow

THEOREMS = {name for theory in names().values() for name in theory}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_theorems_behind_each_rule_are_in_the_ledger(rule: object) -> None:
    assert set(getattr(rule, "theorems", ())) <= THEOREMS


def test_known_bugs_name_existing_rules_and_refutations() -> None:
    assert {rule for bug in BUGS for rule in bug.rules} <= set(RULES)
    assert {bug.refutation for bug in BUGS if bug.refutation} <= {refutation.id for refutation in REFUTATIONS}


def test_explain_of_a_rule_has_theorem_refutation_and_bugs() -> None:
    said = CliRunner().invoke(main, ["explain", "cnt-once"])
    assert said.exit_code == 0
    for part in (
        "no update is counted twice",
        "theorem F6 (unbounded): proved by z3 just now",
        "refuted R2",
        "A+1; A>m1; B<m1",
        "several counters",
    ):
        assert part in said.output


SHOWN = {
    "ORD-BEFORE": "R21",
    "ORD-CONCURRENT": "R5",
    "ORD-COHERENT": "R4b",
    "ORD-JOIN": "R4b",
    "ORD-ZERO": "R19",
    "RECV-TICK": "R10",
    "SYNC-QUIET": "R9",
    "CNT-UNION": "R4",
    "CNT-ONCE": "R2",
    "CNT-NEW": "R9",
    "CNT-STALE": "R2",
    "CNT-BELOW": "R12b",
    "CNT-NEGATIVE": "R17",
    "CNT-BIG": "R15",
    "DLT-GAP": "R16",
    "FLT-DURABLE": "R22",
    "FLT-ACK": "R22",
    "FLT-AMNESIA": "R11",
    "MEM-RETIRE": "R18",
    "MEM-REJOIN": "R11",
    "MEM-AGE": "R7",
    "MEM-ORDER": "R7",
}
"""The refutation that the explanation of a rule shows: its statement is about that rule. Other rules show none."""


@pytest.mark.parametrize("rule", RULES)
def test_explain_shows_a_refutation_that_is_about_the_rule(rule: str) -> None:
    said = CliRunner().invoke(main, ["explain", rule])
    assert said.exit_code == 0
    assert re.findall(r"^refuted (\S+):", said.output, re.MULTILINE) == [*filter(None, [SHOWN.get(rule)])]


@pytest.mark.parametrize("rule", ["ANS-OK", "CNT-BELOW", "LIB-SORT", "RECV-TICK"])
def test_explain_of_a_rule_without_a_theorem_works(rule: str) -> None:
    said = CliRunner().invoke(main, ["explain", rule])
    assert said.exit_code == 0
    assert RULES[rule].statement in said.output.replace("\n", " ")
    shown = [line.split()[1] for line in said.output.splitlines() if line.startswith("theorem ")]
    assert shown == [name for name in RULES[rule].theorems if not name.startswith("R")]


def test_explain_lists_all_rules() -> None:
    said = CliRunner().invoke(main, ["explain"])
    assert [line.split()[0] for line in said.output.splitlines()] == list(RULES)


def test_explain_of_an_unknown_rule_names_the_nearest() -> None:
    said = CliRunner().invoke(main, ["explain", "CNT-ONC"])
    assert said.exit_code == 2
    assert "CNT-ONCE" in said.output


def test_explain_of_a_theorem_names_what_its_proof_used() -> None:
    result = CliRunner().invoke(main, ["explain", "h2"])
    assert result.exit_code == 0
    assert "obligation H2" in result.stdout
    assert re.search(
        r"^H2 \(unbounded\), proofs/antichain/proofs/theories/h_vector_clock\.py:\d+$", result.stdout, re.MULTILINE
    )
    assert re.search(r"^in Rocq: proofs/rocq/VectorClock\.v:\d+: clock_condition$", result.stdout, re.MULTILINE)
    assert "  used: key" in result.stdout
    assert "  witness: after A: event (e1); B: event (e2); B: receive e1 (e3);" in result.stdout


def test_explain_of_an_unknown_theorem_names_the_nearest() -> None:
    result = CliRunner().invoke(main, ["explain", "H22"])
    assert result.exit_code == 2
    assert "'H22' is neither a rule nor a theorem; the nearest are H2" in result.stderr
