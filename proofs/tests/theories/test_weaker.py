"""Of the theorems that matter most, each direction has a false variant that must not be proved, and fails in Python."""

from typing import Any

import pytest
import z3

from antichain.model.clock import Clock
from antichain.proofs.logic.finite_structure import evaluate
from antichain.proofs.logic.obligation import obligation
from antichain.proofs.logic.symbolic import EVENT, REPLICA, Symbolic, clock, natural
from antichain.proofs.logic.theorem import Subject
from antichain.proofs.logic.worlds import clock_worlds
from antichain.proofs.machines.gcounter import counter, counts_of
from antichain.proofs.machines.vector_clock import stamp_of, stamping
from antichain.proofs.solving.judges import Z3, Verdict
from antichain.proofs.solving.smtlib import script
from antichain.proofs.theories.catalogue import theorems

M = Symbolic()
STAMPING, COUNTER = stamping(Subject()), counter(Subject())
S, C = STAMPING.state, COUNTER.state
E, F = z3.Consts("e f", EVENT)
(Q, R, T), K = z3.Consts("q r t", REPLICA), z3.Int("k")
VE, VF = stamp_of(S, E), stamp_of(S, F)
HAPPENED = z3.And(S.happened(E), S.happened(F))
MINE, THEIRS = counts_of(C, R), counts_of(C, T)
SAME_PAST = z3.ForAll([Q, K], C.past(R, Q, K) == C.past(T, Q, K))

RUNS: dict[str, Any] = {
    "H2 forth: e → f ⇒ V e is less in every slot": (
        STAMPING,
        z3.Implies(S.before(E, F), z3.ForAll([Q], VE(Q) < VF(Q))),
    ),
    "H2 back: V e ≤ V f ⇒ e → f": (STAMPING, z3.Implies(z3.And(HAPPENED, M.leq(VE, VF)), S.before(E, F))),
    "F6 no more: what is past is counted, and one more": (
        COUNTER,
        z3.Implies(C.past(R, Q, K), z3.And(K >= 1, C.counts(R, Q) > K)),
    ),
    "F6 no less: what is counted is past, and one more": (
        COUNTER,
        z3.Implies(z3.And(K >= 1, C.counts(R, Q) + 1 >= K), C.past(R, Q, K)),
    ),
    "F7 forth: one past ⇒ counts that differ": (COUNTER, z3.Implies(SAME_PAST, z3.Not(M.same(MINE, THEIRS)))),
    "F7 back: counts r ≤ counts t ⇒ one past": (COUNTER, z3.Implies(M.leq(MINE, THEIRS), SAME_PAST)),
}


@pytest.mark.parametrize("name", RUNS)
def test_false_variant_fails_in_a_run_and_in_every_judge(name: str) -> None:
    machine, claim = RUNS[name]
    small = machine.small(3)
    assert not all(evaluate(claim, world) for _, state in small.runs(3) for world in small.valuations(state, (claim,)))
    (asked,) = machine.consequence(name, claim)
    assert Z3(rlimit=500_000).ask(script(asked)).verdict is not Verdict.PROVED


X, Y, J, Z = clock("x"), clock("y"), clock("j"), clock("z")
UPPER = z3.And(M.leq(X, J), M.leq(Y, J))
LEAST = z3.And(*(z3.Implies(z3.And(M.leq(X, z), M.leq(Y, z)), M.leq(J, z)) for z in (Z, M.join(X, Y))))


@pytest.mark.parametrize(("name", "half"), [("upper", UPPER), ("least", LEAST)], ids=["an upper bound", "the least"])
def test_half_of_the_join_definition_does_not_determine_it(name: str, half: z3.BoolRef) -> None:
    known = {f"0 ≤ {each.name()}": natural(each) for each in (X, Y, J, Z)}
    asked = obligation(name, z3.Implies(half, M.same(J, M.join(X, Y))), clock_worlds(), known)
    assert Z3().ask(script(asked)).verdict is Verdict.REFUTED
    wrong = Clock({"A": 2}) if name == "upper" else Clock()
    meaning = {"x": Clock({"A": 1}), "y": Clock(), "j": wrong, "z": Clock({"A": 2})}
    world = next(iter(clock_worlds()(asked))).with_meaning({key: each.__getitem__ for key, each in meaning.items()})
    assert all(evaluate(each, world) for each in asked.hypotheses.values())
    assert not evaluate(asked.goal, world)


def test_theorems_that_have_variants_are_proved() -> None:
    known = theorems()
    (asked,) = known["H2"].obligations
    assert z3.eq(z3.simplify(asked.goal), z3.simplify(S.before(E, F) == M.before(VE, VF)))
    (asked,) = known["F7"].obligations
    assert {"past", "counts"} <= {name for name in ("past", "counts") if f"({name} " in asked.goal.sexpr()}
