"""M: how small a clock can be. Comparing slots needs as many slots as there are replicas (Charron-Bost 1991)."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.finite_structure import Structure
from antichain.proofs.logic.lift import lift
from antichain.proofs.logic.obligation import Obligation, obligation
from antichain.proofs.logic.symbolic import INT, REPLICA
from antichain.proofs.logic.theorem import Scope, Theorem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antichain.proofs.logic.theorem import Subject

__all__ = ["crown_in", "theorems"]

_SOURCE = "Charron-Bost 1991"
_LARGEST = 5

_SLOT = z3.DeclareSort("Slot")
_A, _B = (z3.Function(name, REPLICA, _SLOT, INT) for name in ("first", "second"))
_WITNESS = z3.Function("witness", REPLICA, _SLOT)
_P, _Q = z3.Consts("p q", REPLICA)
_J = z3.Const("j", _SLOT)


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of bounds."""
    at_most = subject.kernel.at_most

    def slotwise(x: z3.ExprRef, y: z3.ExprRef) -> z3.BoolRef:
        return z3.ForAll([_J], lift(at_most, _A(x, _J), _B(y, _J)))

    crown = {
        "i ≠ j: a_i → b_j": z3.ForAll([_P, _Q], z3.Implies(_P != _Q, slotwise(_P, _Q))),
        "a_i ∥ b_i shows in a slot": z3.ForAll([_P], z3.Not(lift(at_most, _A(_P, _WITNESS(_P)), _B(_P, _WITNESS(_P))))),
    }
    injective = obligation("M1.injective", z3.Implies(_P != _Q, _WITNESS(_P) != _WITNESS(_Q)), _crown, crown)
    alone = {**crown, "one slot": z3.ForAll([_J], _WITNESS(_P) == _J)}
    return (
        Theorem(
            "M1",
            "stamps in slots that are ordered as the events of a crown are need a slot for every replica",
            (injective, *(crown_in(size - 1, size, at_most) for size in range(2, _LARGEST + 1))),
            note="On the crown (a_i → b_j just where i ≠ j) the slot in which a_i exceeds b_i is another for every "
            "i: an injection from replicas to slots, for any number of either. As a cross-check, no stamps in n − 1 "
            f"slots exist for n from 2 to {_LARGEST} replicas, and in n slots they do.",
            source=_SOURCE,
            outside="a crown of n replicas is an execution for every n, as is tested for small n; an injection makes "
            "the slots at least as many as the replicas (the pigeonhole principle)",
        ),
        Theorem(
            "M2",
            "with a single slot there is a single replica",
            (obligation("M2", _P == _Q, _lonely_crown, alone),),
            note="So Lamport's clock cannot tell what is concurrent: R6.",
            source=_SOURCE,
        ),
        Theorem(
            "M3",
            "a counter's state needs Ω(n lg m) bits for n replicas and m updates",
            scope=Scope.CITED,
            note="Cited, not proved here.",
            source="Burckhardt et al. 2014",
        ),
    )


def crown_in(slots: int, size: int, at_most: Callable[..., object]) -> Obligation:
    """Return that a crown of ``size`` replicas has no stamps in this number of slots."""
    first = [[z3.Int(f"a{replica}.{slot}") for slot in range(slots)] for replica in range(size)]
    second = [[z3.Int(f"b{replica}.{slot}") for slot in range(slots)] for replica in range(size)]

    def slotwise(i: int, j: int) -> z3.BoolRef:
        return z3.And([lift(at_most, x, y) for x, y in zip(first[i], second[j], strict=True)])

    ordered = {f"a{i} → b{j}": slotwise(i, j) for i, j in product(range(size), repeat=2) if i != j}
    somewhere_ordered = z3.Or([slotwise(i, i) for i in range(size)])
    return Obligation(f"M1.{size}-replicas", ordered, somewhere_ordered, _all_zero)


def _crown(asked: Obligation) -> Iterator[Structure]:
    """Yield the crown of three replicas, stamped by vector clocks: b_i has heard of all but a_i."""
    yield from _crowned(("A", "B", "C"), asked)


def _lonely_crown(asked: Obligation) -> Iterator[Structure]:
    yield from _crowned(("A",), asked)


def _crowned(replicas: tuple[str, ...], asked: Obligation) -> Iterator[Structure]:
    del asked
    for p, q in product(replicas, repeat=2):
        yield Structure(
            {"Replica": replicas, "Slot": replicas, "Int": range(3)},
            {
                "first": lambda r, slot: int(r == slot),
                "second": lambda r, slot: int(r != slot),
                "witness": lambda r: r,
                "p": lambda p=p: p,
                "q": lambda q=q: q,
            },
        )


def _all_zero(asked: Obligation) -> Iterator[Structure]:
    """Yield the stamps that are all equal."""
    terms = z3.And([*asked.hypotheses.values(), asked.goal])
    yield Structure({}, {str(name): lambda: 0 for name in z3.z3util.get_vars(terms)})
