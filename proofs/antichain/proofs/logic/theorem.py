"""Theorems as values: a statement, and the obligations that establish it.

A theorem may rest on other theorems. Then its verdict is never better than the worst of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from antichain.proofs.logic.symbolic import KERNEL, Kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import z3

    from antichain.proofs.logic.obligation import Obligation
    from antichain.proofs.logic.transition_system import Machine

__all__ = ["Scope", "Subject", "Theorem", "reach"]


class Scope(Enum):
    """The scope of a theorem, and its evidence."""

    UNBOUNDED = "unbounded"
    BOUNDED = "bounded"
    META = "meta"
    CITED = "cited"


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of theorems: the slot functions, and the steps of the machines.

    ``edits`` holds mutations of steps: under ``machine.step``, what is done to the state after it, given the one
    before.
    """

    kernel: Kernel = KERNEL
    edits: Mapping[str, Callable[..., object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Theorem:
    """A statement, and its obligations.

    ``claims`` are what it says of each state of its ``machine``: what its runs are held against. ``note`` says what no
    solver proves: the argument outside the logic, the bound, what was tried. ``source`` is where the statement comes
    from, as author and year. ``outside`` is the argument outside the logic that the statement needs beside what is
    proved; where the proof itself is such an argument the scope is meta, and the note names it.
    """

    id: str
    statement: str
    obligations: Sequence[Obligation] = ()
    scope: Scope = Scope.UNBOUNDED
    rests_on: tuple[str, ...] = ()
    machine: Machine[Any] | None = None
    claims: tuple[z3.BoolRef, ...] = ()
    note: str = ""
    source: str = ""
    outside: str = ""


def reach(theorem: Theorem, known: Mapping[str, Theorem]) -> str:
    """Return the scope of a theorem, with ``+ meta`` where it, or a theorem it rests on, needs an outside argument.

    ``known`` holds all theorems by name; what is not in it, a refutation, needs none.
    """
    waiting, seen = [theorem], set[str]()
    while waiting:
        each = waiting.pop()
        if each.id not in seen:
            seen.add(each.id)
            waiting += [known[name] for name in each.rests_on if name in known]
            if each.outside or each.scope is Scope.META:
                return f"{theorem.scope.value} + meta" if theorem.scope is Scope.UNBOUNDED else theorem.scope.value
    return str(theorem.scope.value)
