from collections.abc import Iterator

import pytest
import z3

from antichain.proofs.logic.obligation import Obligation
from antichain.proofs.logic.symbolic import REPLICA, clock
from antichain.proofs.solving.smtlib import script
from antichain.proofs.theories.catalogue import THEORIES, theorems, theory_of

pytestmark = pytest.mark.slow

MOST = 4
"""Of each theory, the ordinary suite reads about so many questions back."""

_FLAT = {z3.Z3_OP_AND, z3.Z3_OP_OR, z3.Z3_OP_ADD}


def _parts(term: z3.ExprRef) -> Iterator[z3.ExprRef]:
    """Iterate over the parts of a term; nested sums, conjunctions and disjunctions are flat, as in parsed text."""
    for part in term.children():
        if z3.is_app(part) and part.decl().kind() == term.decl().kind() and term.decl().kind() in _FLAT:
            yield from _parts(part)
        else:
            yield part


def _number(term: z3.ExprRef) -> int | None:
    if z3.is_app(term) and term.decl().kind() == z3.Z3_OP_UMINUS and z3.is_int_value(term.arg(0)):
        return -int(term.arg(0).as_long())
    return int(term.as_long()) if z3.is_int_value(term) else None


def _same(one: z3.ExprRef, other: z3.ExprRef) -> bool:
    """Return whether two terms are one but for the names of bound variables."""
    if z3.is_var(one) or z3.is_var(other):
        return bool(z3.is_var(one) and z3.is_var(other) and z3.get_var_index(one) == z3.get_var_index(other))
    if z3.is_quantifier(one):
        return z3.is_quantifier(other) and _binder(one) == _binder(other) and _same(one.body(), other.body())
    if _number(one) is not None:
        return _number(one) == _number(other)
    if not z3.is_app(other) or one.decl().name() != other.decl().name():
        return False
    parts, others = list(_parts(one)), list(_parts(other))
    return len(parts) == len(others) and all(map(_same, parts, others))


def _binder(term: z3.QuantifierRef) -> tuple[bool, list[str]]:
    return term.is_forall(), [term.var_sort(place).name() for place in range(term.num_vars())]


def _read_back(asked: Obligation) -> bool:
    """Return whether the text of a question, parsed again, is the question."""
    meant = [*asked.hypotheses.values(), z3.Not(asked.goal)]
    found = z3.parse_smt2_string(script(asked))
    return len(found) == len(meant) and all(map(_same, meant, found))


def _own(letter: str) -> list[Obligation]:
    """Return the obligations of a theory."""
    return [each for name, theorem in theorems().items() if theory_of(name) == letter for each in theorem.obligations]


@pytest.mark.parametrize("letter", THEORIES)
def test_some_texts_read_back_are_the_questions(letter: str) -> None:
    asked = _own(letter)
    assert asked
    assert not [each.id for each in asked[:: 1 + len(asked) // MOST] if not _read_back(each)]


@pytest.mark.thorough
@pytest.mark.parametrize("letter", THEORIES)
def test_all_texts_read_back_are_the_questions(letter: str) -> None:
    assert not [each.id for each in _own(letter) if not _read_back(each)]


def test_text_with_a_captured_name_is_noticed() -> None:
    x, r = clock("x"), z3.Const("r", REPLICA)
    inner = z3.substitute_vars(z3.ForAll([r], x(r) <= x(z3.Var(0, REPLICA))), z3.Const("s", REPLICA))
    assert _read_back(Obligation("apart", {}, inner, lambda _: iter([])))
    captured = z3.substitute(inner, (z3.Const("s", REPLICA), r))
    assert not _read_back(Obligation("captured", {}, captured, lambda _: iter([])))
