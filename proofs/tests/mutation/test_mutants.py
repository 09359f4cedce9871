from collections import Counter
from pathlib import Path

import pytest

from antichain.model import slots
from antichain.model.laws import LAWS, Law
from antichain.proofs.logic.symbolic import KERNEL
from antichain.proofs.logic.theorem import Subject
from antichain.proofs.machines.causal_broadcast import broadcasting
from antichain.proofs.machines.gcounter import counter
from antichain.proofs.machines.gossip import gossiping
from antichain.proofs.machines.lamport_clock import timing
from antichain.proofs.machines.vector_clock import stamping
from antichain.proofs.machines.version_vector import both
from antichain.proofs.mutation.kills import Bench
from antichain.proofs.mutation.mutants import MUTANTS, Mutant
from antichain.proofs.refutations.rival_merges import RIVALS, RivalJoin
from antichain.proofs.solving.judges import Z3, Verdict
from antichain.proofs.solving.prover import closure
from antichain.proofs.solving.smtlib import script
from antichain.proofs.theories.catalogue import theorems
from antichain.proofs.theories.s_specification import CELLS, cell
from antichain.proofs.thorough import brute_force

pytestmark = pytest.mark.slow

MACHINES = [make(Subject()) for make in (counter, gossiping, stamping, timing, both, broadcasting)]


def test_slot_function_or_step_has_three_mutants() -> None:
    count = Counter(mutant.target for mutant in MUTANTS)
    assert all(count[f"slots.{name}"] >= 3 for name in slots.__all__)
    assert all(count[f"{machine.name}.{step.name}"] >= 3 for machine in MACHINES for step in machine.transitions)


GUARDS = [mutant for mutant in MUTANTS if any(name.endswith(".guard") for name in mutant.subject.edits)]
SAMPLE = [mutant for mutant in MUTANTS if mutant.target in {"slots.delta", "both.receive", "timing.event"}]
SAMPLE += [mutant for mutant in GUARDS if mutant not in SAMPLE]
LEDGER = Path(__file__).parents[2] / "LEDGER.md"


def _killers(mutant: Mutant) -> list[str]:
    """Return the theorems that kill a mutant, as the ledger lists them."""
    (row,) = (
        line
        for line in LEDGER.read_text("utf-8").splitlines()
        if line.startswith(f"| {mutant.target} | {mutant.name} |")
    )
    return row.split(" | ")[2].split()


def _below(theorem: str) -> list[str]:
    """Return the obligations of a theorem, and of all that it rests on."""
    known = theorems()
    return [each.id for name in closure([theorem], known) for each in known[name].obligations]


@pytest.mark.thorough
@pytest.mark.parametrize("mutant", SAMPLE, ids=lambda mutant: f"{mutant.target}: {mutant.name}")
def test_mutant_is_killed_as_the_ledger_says(mutant: Mutant) -> None:
    name = min(_killers(mutant), key=lambda each: len(_below(each)))
    assert Bench(closure([name], theorems())).fates(mutant)[name].outcome == "killed"


def test_mutant_that_changes_nothing_survives() -> None:
    bench = Bench(closure(["B11", "L3"], theorems()))
    same = Mutant("slots.merge", "the model's own, spelt differently", Subject(KERNEL._replace(merge=_larger)))
    fates = bench.fates(same)
    assert "B11" in fates
    assert {fate.outcome for fate in fates.values()} == {"survived"}


def _larger(x: int, y: int) -> int:
    return y if x <= y else x  # noqa: FURB136 — another spelling is what is wanted


def test_mutant_is_tested_only_against_theorems_that_use_it() -> None:
    (mutant,) = (each for each in MUTANTS if (each.target, each.name) == ("slots.delta", "nothing"))
    bench = Bench(["LIFT-delta", "LIFT-merge", "A1", "B11", "L3", "L4"])
    assert set(bench.fates(mutant)) == {"LIFT-delta", "L3", "L4"}


NOTICED = {
    ("slots.merge", "the sum"): {"E6", "G4", "J2", "L1"},
    ("slots.merge", "keep mine"): {"E6", "G4", "J2"},
    ("slots.tick", "nothing"): {"E9", "L1", "N6"},
    ("slots.at_most", "less"): {"A6"},
    ("slots.delta", "nothing"): {"L3"},
    ("slots.receive", "every slot"): {"J6"},
    ("slots.receive", "forget the message"): {"I4"},
    ("counter.receive", "overwrite"): {"G3"},
    ("counter.update", "the ledger records no order"): {"F11"},
    ("both.receive", "a sync ticks"): {"J1"},
    ("gossip.receive", "only of small states"): {"F14"},
    ("stamping.event", "no tick"): {"H2", "H3", "H5"},
}
SLOW = {("slots.receive", "forget the message"), ("stamping.event", "no tick"), ("counter.receive", "overwrite")}
"""Mutants of what rests on the largest machines: to find out which hypotheses their proofs used takes seconds."""


@pytest.mark.parametrize(
    ("target", "name"),
    [pytest.param(*each, marks=pytest.mark.thorough if each in SLOW else ()) for each in NOTICED],
)
def test_theorem_is_about_the_functions_of_the_model(target: str, name: str) -> None:
    (mutant,) = (each for each in MUTANTS if (each.target, each.name) == (target, name))
    noticing = NOTICED[target, name]
    fates = Bench(closure(noticing, theorems())).fates(mutant)
    assert {each for each in noticing if fates[each].outcome == "killed"} == noticing


@pytest.mark.parametrize("rival", RIVALS, ids=lambda rival: rival.name)
def test_defining_laws_refute_every_wrong_merge(rival: RivalJoin) -> None:
    judge = Z3()
    defining = ("above mine", "above theirs", "least")
    assert Verdict.REFUTED in {judge.ask(script(cell(rival, column))).verdict for column in defining}


@pytest.mark.parametrize("rival", RIVALS, ids=lambda rival: rival.name)
def test_mutation_table_has_no_unknown_cell(rival: RivalJoin) -> None:
    judge = Z3()
    assert Verdict.UNKNOWN not in {judge.ask(script(cell(rival, column))).verdict for column in CELLS}


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_law_holds_by_brute_force(law: Law) -> None:
    assert brute_force(law, largest=2)


def test_brute_force_finds_a_false_law() -> None:
    wrong = Law("wrong", "A", "x ≤ y", "", lambda m, x, y: m.leq(x, y))
    assert not brute_force(wrong, largest=1)


def test_law_is_a_theorem() -> None:
    proved = {
        each.id.split(".", 1)[1] for theorem in theorems().values() for each in theorem.obligations if "." in each.id
    }
    assert set(LAWS) <= proved
