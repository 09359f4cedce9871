import pytest
import z3

from antichain.proofs.logic.finite_structure import Structure, evaluate, symbols

N, R = z3.Int("n"), z3.DeclareSort("Replica")
F = z3.Function("f", R, z3.IntSort())
P, Q = z3.Consts("p q", R)
WORLD = Structure(
    {"Replica": ("A", "B"), "Int": range(-1, 4)},
    {"f": lambda r: {"A": 1, "B": 2}[r], "p": lambda: "A", "n": lambda: 2},
)


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (z3.ForAll([Q], F(Q) >= 1), True),
        (z3.ForAll([Q], F(Q) >= F(P)), True),
        (z3.ForAll([Q], F(Q) == F(P)), False),
        (z3.Exists([Q], z3.And(Q != P, F(Q) == N)), True),
        (z3.ForAll([P, Q], z3.Implies(F(P) == F(Q), P == Q)), True),
        (z3.If(F(P) > 1, F(P) - N, F(P) + N + 1), 4),
        (z3.Distinct(F(P), N, z3.IntVal(7)), True),
        (-N * 3 % 5, 4),
        (z3.Or(z3.BoolVal(val=False), z3.Not(F(P) < N)), False),
        (z3.And([]), True),
        (z3.Or([]), False),
        (z3.Implies(z3.And([]), F(P) == 7), False),
    ],
)
def test_evaluate_of_a_term_returns_its_value(term: z3.ExprRef, value: object) -> None:
    assert evaluate(term, WORLD) == value


def test_inner_variable_shadows_the_outer_one() -> None:
    inner = z3.Exists([Q], F(Q) == 1)
    assert evaluate(z3.ForAll([Q], z3.And(inner, F(Q) <= 2)), WORLD)


def test_symbols_are_found_under_quantifiers() -> None:
    assert list(symbols([z3.ForAll([Q], F(Q) >= N)])) == ["f", "n"]


def test_evaluate_of_a_very_deep_term_returns_its_value() -> None:
    deep = N
    for number in range(150):
        deep = z3.If(F(P) > number, deep + 1, deep - 1)
    assert evaluate(z3.ForAll([Q], deep == N + 2 * F(P) - 150), WORLD)


def test_unbound_variables_are_counted_from_the_innermost() -> None:
    body = z3.ForAll([P, Q], F(P) < F(Q)).body()
    assert evaluate(body, WORLD, ("A", "B"))
    assert not evaluate(body, WORLD, ("B", "A"))
    inner = z3.ForAll([Q], z3.Exists([P], z3.And(F(P) < F(Q), F(P) == N - 1))).body()
    assert [evaluate(inner, WORLD, (name,)) for name in "AB"] == [False, True]
