"""Theorems that many theories state: a law of the model for all clocks, and the invariants of a machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import z3

from antichain.model.laws import LAWS
from antichain.proofs.logic.obligation import obligation
from antichain.proofs.logic.symbolic import REPLICA, Symbolic, clock, natural
from antichain.proofs.logic.theorem import Theorem
from antichain.proofs.logic.worlds import clock_worlds

if TYPE_CHECKING:
    from antichain.proofs.logic.symbolic import Kernel
    from antichain.proofs.logic.transition_system import Machine

__all__ = ["inductive_theorem", "law_theorem"]


def law_theorem(name: str, laws: str, kernel: Kernel, *, source: str, note: str = "") -> Theorem:
    """Return the theorem of this id that the laws named in ``laws`` hold of all clocks."""
    m, found = Symbolic(kernel), []
    for each in laws.split():
        law = LAWS[each]
        clocks = {letter: clock(letter) for letter in law.clocks}
        replicas = [z3.Const(letter, REPLICA) for letter in law.replicas]
        counts = {f"0 ≤ {letter}": natural(x) for letter, x in clocks.items()}
        goal = law(m, *clocks.values(), *replicas)
        found.append(obligation(f"{name}.{each}", goal, clock_worlds(), counts))
    statement = "; ".join(LAWS[each].statement for each in laws.split())
    return Theorem(name, statement, tuple(found), source=source, note=note)


def inductive_theorem(name: str, of: str, machine: Machine[Any], *, source: str, note: str = "") -> Theorem:
    """Return the theorem that a machine keeps its invariants, and takes each step just where the model does."""
    return Theorem(
        name,
        f"the {len(machine.invariants)} invariants of {of} hold at the start and after every step; "
        "each step is taken just where the model takes it",
        machine.all_inductive(),
        claims=tuple(invariant(machine.state) for invariant in machine.invariants.values()),
        machine=machine,
        note=f"Each is an inductive invariant: induction over the steps of a run. {note}".strip(),
        source=source,
    )
