import inspect

import pytest
import z3

from antichain.model import slots
from antichain.proofs.lift import leaves, lift
from antichain.proofs.symbolic import KERNEL, Kernel

X, Y = z3.Ints("x y")


def _valid(claim: z3.BoolRef) -> bool:
    solver = z3.Solver()
    solver.add(z3.Not(claim))
    return bool(solver.check() == z3.unsat)


@pytest.mark.parametrize("name", slots.__all__)
def test_what_is_proved_is_the_very_function_that_runs(name: str) -> None:
    assert getattr(KERNEL, name) is getattr(slots, name)


def test_every_slot_function_is_in_the_kernel() -> None:
    assert set(Kernel._fields) == set(slots.__all__)


@pytest.mark.parametrize("name", slots.__all__)
def test_the_lifted_term_computes_what_the_function_does(name: str) -> None:
    slot = getattr(slots, name)
    letters = [z3.Int(letter) for letter in inspect.signature(slot).parameters]
    term = lift(slot, *letters)
    for number in range(4 ** len(letters)):
        values = [number // 4**place % 4 for place in range(len(letters))]
        found = z3.simplify(z3.substitute(term, *((x, z3.IntVal(n)) for x, n in zip(letters, values, strict=True))))
        expected = slot(*values)
        assert (z3.is_true(found) if isinstance(expected, bool) else found.as_long()) == expected


def test_the_lift_forks_at_chained_comparisons_and_connectives() -> None:
    def clamp(x: int, y: int) -> int:
        if 0 <= x <= y and not x == 3:  # noqa: SIM201 — a negation is what is tested
            return x
        return y

    between = z3.And(X >= 0, X <= Y, X != 3)
    assert _valid(lift(clamp, X, Y) == z3.If(between, X, Y))


def test_a_function_that_differs_is_not_mistaken_for_the_model() -> None:
    assert not _valid(lift(slots.merge, X, Y) == lift(slots.meet, X, Y))
    assert not _valid(lift(lambda x, y: x if x == 7 else max(x, y), X, Y) == lift(slots.merge, X, Y))


def test_leaves_that_overlap_or_leave_a_gap_would_be_noticed() -> None:
    first, second = leaves(max, X, Y)
    assert not _valid(z3.Or(first.condition))
    assert _valid(z3.Or(first.condition, second.condition))
    assert _valid(z3.Not(z3.And(first.condition, second.condition)))


def test_a_symbolic_number_is_no_key() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        lift(lambda x: {1: 2}[x], X)
