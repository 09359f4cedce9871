"""Against vacuous truth: hypotheses must be possible, and it is reported which are needed.

A theorem with impossible hypotheses is vacuous: every solver proves it. So every obligation gets a *witness*: a
finite structure, the state of a concrete execution, in which Python evaluates each hypothesis, and the goal, to true.
No solver is asked, for solvers may answer unknown here. Beside that, both judges are asked to derive a contradiction
from the hypotheses alone, z3 in every run and cvc5 in a thorough one, and must not.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.finite_structure import evaluate
from antichain.proofs.solving.judges import Verdict, parsed
from antichain.proofs.solving.smtlib import script

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from concurrent.futures import Future

    from antichain.proofs.logic.finite_structure import Structure
    from antichain.proofs.logic.obligation import Obligation
    from antichain.proofs.solving.judges import Answer, Judge
    from antichain.proofs.solving.sharing import QuestionPool

__all__ = ["assumed", "contradictory", "impossible", "unneeded", "used", "witness"]


def witness(asked: Obligation) -> Structure | None:
    """Return a world in which all hypotheses are true, and the goal is."""
    for world in asked.worlds(asked):
        if all(evaluate(term, world) for term in asked.hypotheses.values()):
            return world if evaluate(asked.goal, world) else None
    return None


def contradictory(asked: Obligation, judge: Judge) -> bool:
    """Return whether a judge derives a contradiction from the hypotheses alone."""
    return judge.ask(script(asked, goal=False)).verdict is Verdict.PROVED


def assumed(obligations: Iterable[Obligation], pool: QuestionPool) -> dict[str, Future[Answer]]:
    """Return, by obligation, the pending answer to the question whether its hypotheses alone are contradictory."""
    known: dict[tuple[int, ...], Future[Answer]] = {}
    found = {}
    for each in obligations:
        terms = tuple(term.get_id() for term in each.hypotheses.values())
        if terms not in known:
            known[terms] = pool.put(script(each, goal=False))
        found[each.id] = known[terms]
    return found


def impossible(answers: Mapping[str, Future[Answer]]) -> list[str]:
    """Return the obligations from whose hypotheses alone a judge derives a contradiction."""
    return [name for name, answer in answers.items() if answer.result().verdict is Verdict.PROVED]


def used(asked: Obligation) -> frozenset[str]:
    """Return the hypotheses in z3's unsatisfiable core, made as small as z3 can: those that its proof used."""
    places = _core(script(asked))
    return frozenset(name for place, name in enumerate(asked.hypotheses) if place in places)


@cache
def _core(text: str) -> frozenset[int]:
    context = z3.Context()
    solver = z3.Solver(ctx=context)
    solver.set(unsat_core=True, random_seed=0, rlimit=5_000_000)
    solver.set("core.minimize", True)  # noqa: FBT003 — the option's name and its value
    for place, term in enumerate(parsed(text, context)):
        solver.assert_and_track(term, z3.Bool(str(place), context))
    solver.check()
    return frozenset(int(str(label)) for label in solver.unsat_core())


def unneeded(asked: Obligation, judge: Judge) -> frozenset[str]:
    """Return the hypotheses without which, each dropped alone, the judge still proves the goal."""
    core = used(asked)
    tried = {name for name in core if judge.ask(script(asked.without(name))).verdict is Verdict.PROVED}
    return frozenset(asked.hypotheses) - core | tried
