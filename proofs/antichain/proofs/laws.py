"""The model's laws as theorems: each read with symbolic clocks, for any number of replicas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.model.laws import LAWS
from antichain.proofs.symbolic import REPLICA, Symbolic, clock, natural
from antichain.proofs.theorem import Theorem, obligation
from antichain.proofs.worlds import clock_worlds

if TYPE_CHECKING:
    from antichain.proofs.symbolic import Kernel

__all__ = ["law_theorem"]


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
