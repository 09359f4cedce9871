"""The implementation refines the model, and the theorems notice mistakes in it."""

from __future__ import annotations

import pytest

from antichain.impl.crdt.clock import Clock
from antichain.proofs.solving.judges import JUDGES, Z3, Verdict
from antichain.proofs.solving.smtlib import script
from antichain.proofs.theories.x_implementation.contract import AbstractClock, count_in
from antichain.proofs.theories.x_implementation.mutants import MUTANTS, SourceMutant
from antichain.proofs.theories.x_implementation.refinement import REPLICAS, SHIPPED, refinement
from antichain.proofs.theories.x_implementation.shapes import pairs

pytestmark = pytest.mark.slow

THEOREMS = {each.id: each for each in refinement(SHIPPED, REPLICAS)}
JUDGE = Z3(rlimit=2_000_000)
FIRST = {mutant.theorem: mutant for mutant in reversed(MUTANTS)}.values()
MARKED = [pytest.param(mutant, marks=() if mutant in FIRST else pytest.mark.thorough) for mutant in MUTANTS]
"""The ordinary suite tries one mutant of each theorem."""


@pytest.mark.parametrize("name", ["X3", "X4", "X5", "X6", "X7", "X8"])
def test_refinement_is_proved_by_every_judge(name: str) -> None:
    for judge in (each for each in JUDGES if each.required):
        answers = {each.id: judge.ask(script(each)).verdict for each in THEOREMS[name].obligations}
        assert {*answers.values()} == {Verdict.PROVED}, (judge.name, answers)


@pytest.mark.parametrize("mutant", MARKED, ids=lambda each: each.name)
def test_refinement_refutes_a_mutant(mutant: SourceMutant) -> None:
    theorem = {each.id: each for each in refinement(mutant.implementation(), REPLICAS)}[mutant.theorem]
    assert any(JUDGE.ask(script(each)).verdict is Verdict.REFUTED for each in theorem.obligations)


def test_mutant_absent_from_the_source_is_an_error() -> None:
    with pytest.raises(ValueError, match="0 times; expected it once"):
        SourceMutant("X1", "not in the source", "x").implementation()


def test_pairs_of_keys_list_every_order_once() -> None:
    assert len(list(pairs("ABC"))) == len(set(pairs("ABC"))) == 4 + 9 + 16 + 16


def test_count_in_a_clock_that_is_not_empty_is_an_error() -> None:
    clock = AbstractClock.named(Clock, "x")
    with pytest.raises(ValueError, match="expected an abstract clock"):
        count_in(Clock({"A": 1}), clock.total)


@pytest.mark.thorough
@pytest.mark.lengthy
def test_refinement_of_three_replicas_is_proved() -> None:
    for theorem in refinement(SHIPPED, "ABC"):
        answers = {each.id: JUDGE.ask(script(each)).verdict for each in theorem.obligations}
        assert {*answers.values()} == {Verdict.PROVED}, answers
