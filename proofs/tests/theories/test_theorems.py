import re
import signal
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import product

import pytest
import z3

from antichain.model import slots
from antichain.model.causality import CausalityGraph, Event
from antichain.proofs.logic.finite_structure import Structure, evaluate
from antichain.proofs.logic.obligation import Obligation
from antichain.proofs.logic.symbolic import KERNEL
from antichain.proofs.logic.theorem import Scope, Subject, Theorem, reach
from antichain.proofs.refutations.catalogue import REFUTATIONS
from antichain.proofs.report import names, prove
from antichain.proofs.solving.countermodel import in_words, smallest, witnesses_failure
from antichain.proofs.solving.explain import explanation
from antichain.proofs.solving.judges import JUDGES, Z3, Cvc5, OldZ3, Verdict
from antichain.proofs.solving.prover import closure, examine, outcomes
from antichain.proofs.solving.smtlib import script
from antichain.proofs.solving.vacuity import contradictory, unneeded, used, witness
from antichain.proofs.theories.catalogue import THEORIES, theorems, theory_of
from antichain.proofs.theories.m_clock_size import crown_in

pytestmark = pytest.mark.slow

ALL = theorems()
OBLIGATIONS = {each.id: each for theorem in ALL.values() for each in theorem.obligations}
ITEMS = {"A": 9, "B": 12, "C": 6, "D": 7, "E": 9, "F": 14, "G": 8, "H": 9, "I": 4, "J": 6, "K": 6, "L": 9}
PLAIN = {
    "J1.update",
    "J2.again",
    "F5.update",
    "F5.receive",
    "F10.1",
    "F11.kept by receive",
    "G6",
    "G7",
    "J5.ticking",
} | {"N8.not-saved"}
PLAIN_LAWS = {
    *("order_is_reflexive", "before_is_irreflexive", "concurrency_is_irreflexive", "ticks_commute"),
    *("join_is_idempotent", "meet_is_idempotent", "idempotent", "commutes", "associates"),
}
"""Goals so plain that rewriting alone decides them, on the functions of the model."""
ITEMS |= {"M": 3, "N": 8, "S": 5}
PROVED, WITNESSED = 6, 1
"""Of about so many obligations of each theorem, the ordinary suite asks for a proof, and for a witness."""


@cache
def _with_merge(merge: Callable[[int, int], int]) -> dict[str, Theorem]:
    """Return the theorems about a model whose merge is this function."""
    return theorems(Subject(KERNEL._replace(merge=merge)))


def _wrong_from_a_thousand(x: int, y: int) -> int:
    return x if x >= 1000 else slots.merge(x, y)


@pytest.mark.parametrize("name", ALL)
def test_theorem_is_proved(name: str) -> None:
    judge, asked = Z3(), ALL[name].obligations
    sample = asked[:: 1 + len(asked) // PROVED]
    assert all(judge.ask(script(each)).verdict is Verdict.PROVED for each in sample)


@pytest.mark.parametrize("name", ALL)
def test_hypotheses_hold_together_in_a_concrete_execution(name: str) -> None:
    asked = ALL[name].obligations
    assert all(witness(each) is not None for each in asked[:: 1 + len(asked) // WITNESSED])


@pytest.mark.thorough
@pytest.mark.parametrize("name", ALL)
def test_hypotheses_of_every_obligation_hold_together(name: str) -> None:
    assert all(witness(each) is not None for each in ALL[name].obligations)


@pytest.mark.parametrize(("letter", "count"), ITEMS.items())
def test_listed_theorem_exists(letter: str, count: int) -> None:
    assert {f"{letter}{number}" for number in range(1, count + 1)} <= set(names()[letter])


def test_listed_refutation_exists() -> None:
    listed = {f"R{number}" for number in range(1, 23)} | {"R4a", "R4b", "R12b"}
    assert listed == {each.id for each in REFUTATIONS}


def test_basis_of_a_theorem_exists() -> None:
    known = {*ALL, *(each.id for each in REFUTATIONS)}
    assert all(set(theorem.rests_on) <= known for theorem in ALL.values())


def test_theorem_has_an_obligation_or_a_basis() -> None:
    for theorem in ALL.values():
        assert theorem.obligations or theorem.rests_on or theorem.scope in {Scope.META, Scope.CITED}
        assert theorem.obligations or theorem.note
    assert all(theory_of(name) in THEORIES for name in ALL)


def test_conclusion_restates_no_hypothesis() -> None:
    def restates(each: Obligation) -> bool:
        return any(each.goal.eq(term) for term in each.hypotheses.values())

    def frame(each: Obligation) -> bool:
        """Return whether a step leaves all that its invariant speaks of as it was: then before and after are one."""
        _, invariant, step = f"{each.id}..".split(".")[:3]
        return step not in {"", "start"} and each.goal.eq(each.hypotheses.get(invariant, z3.BoolVal(val=True)))

    taken = {name for name in OBLIGATIONS if " is taken " in name}  # a guard may be the very words of the model
    defining = {"E1.base", "E9.nothing.base"}  # what the sum of no slots is, is the first half of its definition
    defining |= {"stamping.least.start"}  # before any event, both relations of the ghost are empty
    assert not {name for name, each in OBLIGATIONS.items() if restates(each) and not frame(each)} - defining - taken


def test_goal_is_not_trivially_true() -> None:
    simple = {name for name, each in OBLIGATIONS.items() if z3.is_true(z3.simplify(each.goal))}
    by_run = ("LIFT", "N5", "X")  # what the lift computed may be all there is to prove
    plain = {name for name in simple if name.startswith(by_run) or name.endswith(".start")}
    laws = {name for name in simple if re.sub(r"^(S5\.[a-z ]+|[A-Z]\d+)\.", "", name) in PLAIN_LAWS}
    assert simple - plain - laws <= PLAIN
    assert not [name for name in simple if z3.is_true(OBLIGATIONS[name].goal)]


def test_state_exchange_starts_in_any_state() -> None:
    starts = [each for each in ALL["F14"].obligations if each.id.endswith(".start")]
    assert len(starts) == 4
    assert all("(ite" not in script(each) for each in starts)
    assert all("states of the time before are stale" in each.hypotheses for each in starts)
    assert any("(declare-fun first " in script(each) for each in starts)


def test_obligation_text_is_standard_smt_lib() -> None:
    text = "".join(map(script, OBLIGATIONS.values()))
    assert not re.search(r"\(lambda|\(_ |declare-rec|define-fun-rec|!val!", text)


def test_obligation_text_ignores_the_order_of_hypotheses() -> None:
    again = {each.id: script(each) for theorem in reversed(theorems().values()) for each in theorem.obligations}
    assert again == {name: script(each) for name, each in OBLIGATIONS.items()}


def _question(*, hypothesis: bool = True, goal: bool = True) -> Obligation:
    x = z3.Int("x")
    known = {"x is 1": x == 1, "sure": z3.BoolVal(hypothesis)}
    return Obligation("question", known, x == 1 if goal else x == 2, lambda _: iter([Structure({}, {"x": lambda: 1})]))


@pytest.mark.parametrize("judge", [judge for judge in JUDGES if judge.version()], ids=lambda judge: judge.name)
def test_judge_distinguishes_true_from_false(judge: Z3 | Cvc5 | OldZ3) -> None:
    assert judge.ask(script(_question())).verdict is Verdict.PROVED
    assert judge.ask(script(_question(goal=False))).verdict is Verdict.REFUTED


@pytest.mark.parametrize("judge", [judge for judge in JUDGES if judge.version()], ids=lambda judge: judge.name)
def test_judge_without_a_decision_says_unknown(judge: Z3 | Cvc5 | OldZ3) -> None:
    a, b, c, n = z3.Ints("a b c n")
    cubes = z3.Implies(z3.And(a > 0, b > 0, c > 0, n > 2), a * a * a * n + b * b * b != c * c * c * n)
    hard = Obligation("hard", {}, z3.Not(z3.And(cubes, a * a * a + b * b * b + c * c * c == 42)), lambda _: iter([]))
    short = type(judge)(rlimit=2_000) if isinstance(judge, OldZ3) else type(judge)(rlimit=2_000, milliseconds=300)
    assert short.ask(script(hard)).verdict is Verdict.UNKNOWN


def test_killed_solver_leaves_only_its_question_unknown() -> None:
    judge = Cvc5()
    if judge.version() is None:
        pytest.skip("cvc5 is not installed, so there is no process to kill")
    assert judge.ask(script(_question())).verdict is Verdict.PROVED
    child = judge.process.child
    assert child is not None
    child.kill()
    child.poll = lambda: None  # type: ignore[method-assign]  # it died unnoticed, in the middle of a question
    assert judge.ask(script(_question())).verdict is Verdict.UNKNOWN
    del child.poll
    assert judge.ask(script(_question())).verdict is Verdict.PROVED


def test_solver_beyond_its_limit_is_killed() -> None:
    judge = Cvc5(milliseconds=100)
    if judge.version() is None:
        pytest.skip("cvc5 is not installed, so there is no process to wait for")
    judge.ask(script(_question()))
    assert judge.process.child is not None
    judge.process.child.send_signal(signal.SIGSTOP)
    judge.patience = 0.1
    assert judge.ask(script(_question())).verdict is Verdict.UNKNOWN
    judge.patience = Cvc5.patience
    assert judge.ask(script(_question())).verdict is Verdict.PROVED


@pytest.mark.parametrize("judge", [judge for judge in JUDGES if judge.version()], ids=lambda judge: judge.name)
def test_malformed_question_is_unknown(judge: Z3 | Cvc5 | OldZ3) -> None:
    assert judge.ask("(assert nonsense)").verdict is Verdict.UNKNOWN


def test_two_questions_of_one_name_do_not_pass() -> None:
    with pytest.raises(ValueError, match="two different obligations are called question"):
        examine([_question(), _question(goal=False)], (Z3(),))


def _verdict(theorem: Theorem) -> str:
    judges = (Z3(rlimit=2_000, milliseconds=300),)
    return outcomes({theorem.id: theorem}, examine(theorem.obligations, judges), judges)[theorem.id].verdict


def test_unknown_or_false_is_not_a_proof() -> None:
    x, y = z3.Ints("x y")
    hard = Obligation("hard", {}, x * x * x + y * y * y != 42, lambda _: iter([]))
    assert _verdict(Theorem("T", "true", (_question(),))) == "proved"
    assert _verdict(Theorem("T", "false", (_question(), replace(_question(goal=False), id="no")))) == "failed"
    assert _verdict(Theorem("T", "hard", (hard,))) == "unknown"
    assert _verdict(Theorem("T", "argued", (_question(),), Scope.META)) == "meta"


def test_theorem_on_an_unproved_basis_is_not_proved() -> None:
    below = Theorem("T1", "false", (Obligation("false", {}, z3.Int("x") == 1, lambda _: iter([])),))
    above = Theorem("T2", "true", (_question(),), rests_on=("T1",))
    judges = (Z3(),)
    known = {"T1": below, "T2": above}
    answers = examine([*below.obligations, *above.obligations], judges)
    assert outcomes(known, answers, judges)["T2"].verdict == "failed"


def test_impossible_hypotheses_are_reported_as_contradictory() -> None:
    vacuous = _question(hypothesis=False)
    assert Z3().ask(script(vacuous)).verdict is Verdict.PROVED
    assert witness(vacuous) is None
    assert contradictory(vacuous, Z3())
    assert not contradictory(_question(), Z3())


def test_unused_hypothesis_is_reported() -> None:
    assert used(_question()) == {"x is 1"}
    assert unneeded(_question(), Z3()) == {"sure"}


@pytest.mark.parametrize("refutation", REFUTATIONS, ids=lambda each: each.id)
def test_refutation_replays_on_the_model(refutation: object) -> None:
    (found,) = prove([refutation.id], (Z3(),)).refutations.values()  # type: ignore[attr-defined]  # a refutation
    assert found.verdict == "refuted"
    assert found.replayed


@pytest.mark.parametrize("refutation", [each for each in REFUTATIONS if each.history], ids=lambda each: each.id)
def test_wrong_design_has_a_failing_history(refutation: object) -> None:
    story = refutation.history()  # type: ignore[attr-defined]  # a refutation with a history
    assert story.read != story.truth
    assert story.requests[-1]["op"] in {"value", "compare"}


def test_true_claim_is_not_refuted() -> None:
    (first,) = [each for each in REFUTATIONS if each.id == "R2"]
    right = type(first)("R2", "merge", first.claim, "B3")
    assert right.smallest() is None
    assert Z3().ask(script(right.among_two)).verdict is Verdict.PROVED


def test_goal_of_a_refutation_is_false_in_python_too() -> None:
    for refutation in REFUTATIONS:
        world = refutation.smallest()
        assert world is not None
        assert not evaluate(refutation.query.goal, world)


def test_false_obligation_is_shown_in_model_terms() -> None:
    (asked,) = _with_merge(slots.meet)["B5"].obligations
    world = smallest(asked)
    assert world is not None
    assert witnesses_failure(asked, world)
    assert in_words(asked, world) == (
        "Let\n  x = Clock({'A': 1})\n  y = Clock({})\nThen every hypothesis holds, and the goal does not."
    )


def _told(wrong: dict[str, Theorem], theorem: str, name: str) -> str:
    found = wrong[theorem]
    (asked,) = (each for each in found.obligations if each.id == name)
    return explanation(asked, found.machine)


def test_step_that_breaks_an_invariant_is_shown_as_a_run() -> None:
    assert _told(_with_merge(slots.meet), "F3", "counter.exact.receive") == (
        "Let\n  A: update (e1)\n  counts A A = 1\n  past A A 1\n"
        "Then after\n  B: receive e1 (e2)\n  past B A 1\n"
        "exact is false for r = B, q = A, k = 1."
    )


def test_false_claim_about_a_machine_is_shown_as_a_run() -> None:
    assert _told(_with_merge(slots.meet), "F12", "F12.1") == (
        "Let\n  A: update (e1)\n  A: update (e2)\n  counts A A = 2\n  state e1 A = 1\n  state e2 A = 2\n"
        "  actor = A\n  message = e1\n  new = e3\n"
        "Then every hypothesis holds, and the goal does not for r = A, q = A."
    )


def test_step_that_breaks_a_far_state_is_shown_from_that_state() -> None:
    wrong = Subject(KERNEL._replace(tick=lambda x, own: x + own + own))
    known = {each.id: each for each in THEORIES["K"].theorems(wrong)}
    lines = _told(known, "K0", "broadcasting.natural.deliver").splitlines()
    assert lines[0] == "Let"
    assert lines[-1].startswith("Then every hypothesis holds, and the goal does not for r = ")
    assert any(line.startswith("  actor = ") for line in lines)


@pytest.mark.parametrize(
    ("theorem", "name"),
    [
        ("B6", "B6.join_is_above_right"),
        pytest.param("F3", "counter.exact.receive", marks=pytest.mark.thorough),
        pytest.param("F12", "F12.2", marks=pytest.mark.thorough),
        ("D1", "D1"),
    ],
)
def test_mistake_with_large_numbers_only_is_shown(theorem: str, name: str) -> None:
    lines = _told(_with_merge(_wrong_from_a_thousand), theorem, name).splitlines()
    assert lines[0] == "Let"
    assert any("1001" in line for line in lines)
    assert lines[-1].startswith("Then every hypothesis holds, and the goal does not")


def test_absent_countermodel_is_reported() -> None:
    assert explanation(ALL["J6"].obligations[0], ALL["J6"].machine).startswith("No countermodel was found among runs")
    assert explanation(ALL["A1"].obligations[0]).startswith("No countermodel was found among runs")


@pytest.mark.parametrize("name", ["D1", "E5", "G1", "L2"])
def test_false_claim_of_any_theory_is_shown(name: str) -> None:
    wrong = _with_merge(slots.meet)[name]
    judge = Z3()
    failing = [each for each in wrong.obligations if judge.ask(script(each)).verdict is Verdict.REFUTED]
    assert failing
    assert all(
        "Then every hypothesis holds, and the goal does not" in explanation(each, wrong.machine) for each in failing
    )


@pytest.mark.parametrize("size", range(2, 6))
def test_crown_stamps_need_as_many_slots_as_replicas(size: int) -> None:
    answers = [Z3().ask(script(crown_in(slots, size, KERNEL.at_most))).verdict for slots in (size - 1, size)]
    assert answers == [Verdict.PROVED, Verdict.REFUTED]


def test_theorem_on_a_meta_argument_alone_has_meta_scope() -> None:
    for theorem in ALL.values():
        below = [ALL[name].scope for name in theorem.rests_on if name in ALL]
        if Scope.META in below and not theorem.obligations:
            assert theorem.scope is Scope.META


def test_machines_of_one_name_are_the_same() -> None:
    steps = {(each.machine.name, len(each.machine.transitions)) for each in ALL.values() if each.machine}
    assert len(steps) == len({name for name, _ in steps})


@pytest.mark.parametrize("size", range(2, 9))
def test_crown_is_an_execution(size: int) -> None:
    names = [f"r{number}" for number in range(size)]
    history = [Event(name) for name in names]
    last = {}
    for number, name in enumerate(names):
        missing = (number - 1) % size
        history += [Event(name, other + 1) for other in range(size) if other not in {number, missing}]
        history.append(Event(name))
        last[missing] = len(history)
    graph = CausalityGraph(history)
    for i, j in product(range(size), repeat=2):
        assert graph.happens_before(i + 1, last[j]) == (i != j)


def test_scope_of_a_theorem_names_the_arguments_below_it() -> None:
    outside = {name for name, each in ALL.items() if each.outside or each.scope is Scope.META}
    for name, theorem in ALL.items():
        below = set(closure([name], ALL))
        assert reach(theorem, ALL).endswith("meta") == bool(outside & below) or theorem.scope is Scope.CITED
    assert reach(ALL["L2"], {}) == "unbounded + meta"
    assert reach(ALL["H2"], ALL) == "unbounded"
