import pytest
import z3

from antichain.model import slots
from antichain.proofs.rocq.check import folder, stale
from antichain.proofs.rocq.gallina import definition, text
from antichain.proofs.rocq.slots_file import slots_file

X, Y = z3.Ints("x y")


def test_slots_file_is_what_the_lift_makes() -> None:
    assert not stale(folder()), "run: python -m antichain.proofs.rocq --write"


@pytest.mark.parametrize("name", slots.__all__)
def test_slots_file_has_every_slot_function(name: str) -> None:
    assert f"Definition {name} (" in slots_file()


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (X - Y * 2 % 3, "(x - ((y * 2) mod 3))"),
        (z3.And(X != Y, z3.Not(X >= -1)), "((negb (x =? y)) && (negb (x >=? (-1))))"),
        (z3.Or(X < Y, X <= Y, z3.BoolVal(val=True)), "((x <? y) || (x <=? y) || true)"),
        (z3.If(X > Y, -X, z3.IntVal(0)), "(if (x >? y) then (- x) else 0)"),
    ],
    ids=str,
)
def test_text_spells_each_operator(term: z3.ExprRef, expected: str) -> None:
    assert text(term) == expected


def test_text_without_a_spelling_is_refused() -> None:
    with pytest.raises(ValueError, match="has no Gallina"):
        text(X / Y)


def test_text_of_equal_truths_is_refused() -> None:
    with pytest.raises(ValueError, match="has no Gallina"):
        text((X < Y) == (Y < X))


def test_definition_with_a_reserved_name_is_refused() -> None:
    with pytest.raises(ValueError, match="'match' cannot be a name in Gallina"):
        definition("match", slots.merge)
