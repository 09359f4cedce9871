"""Against vacuous truth: hypotheses must be possible, and it is reported which are needed.

A theorem with impossible hypotheses is proved by any solver and says nothing. So every obligation gets a *witness*: a
finite structure, the state of a concrete execution, in which Python evaluates each hypothesis, and the goal, to true.
No solver is asked, for solvers may answer unknown here. Beside that, both judges are asked to derive a contradiction
from the hypotheses alone, z3 in every run and cvc5 in a thorough one, and must not.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import z3

from antichain.proofs.judges import Verdict
from antichain.proofs.smtlib import script
from antichain.proofs.structure import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.proofs.judges import Judge
    from antichain.proofs.structure import Structure
    from antichain.proofs.theorem import Obligation

__all__ = ["contradictory", "impossible", "unneeded", "used", "witness"]


def witness(asked: Obligation) -> Structure | None:
    """Return a world in which all hypotheses are true, and the goal is."""
    for world in asked.worlds(asked):
        if all(evaluate(term, world) for term in asked.hypotheses.values()):
            return world if evaluate(asked.goal, world) else None
    return None


def contradictory(asked: Obligation, judge: Judge) -> bool:
    """Return whether a judge derives a contradiction from the hypotheses alone."""
    return judge.ask(script(asked, goal=False)).verdict is Verdict.PROVED


def impossible(obligations: Iterable[Obligation], judge: Judge) -> list[str]:
    """Return the obligations from whose hypotheses alone a judge derives a contradiction; the same are tried once."""
    known: dict[tuple[str, ...], bool] = {}
    found = []
    for each in obligations:
        assumed = tuple(term.sexpr() for term in each.hypotheses.values())
        if assumed not in known:
            known[assumed] = contradictory(each, judge)
        if known[assumed]:
            found.append(each.id)
    return found


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
    for place, term in enumerate(z3.parse_smt2_string(text, ctx=context)):
        solver.assert_and_track(term, z3.Bool(str(place), context))
    solver.check()
    return frozenset(int(str(label)) for label in solver.unsat_core())


def unneeded(asked: Obligation, judge: Judge) -> frozenset[str]:
    """Return the hypotheses without which, each dropped alone, the judge still proves the goal."""
    core = used(asked)
    tried = {name for name in core if judge.ask(script(asked.without(name))).verdict is Verdict.PROVED}
    return frozenset(asked.hypotheses) - core | tried
