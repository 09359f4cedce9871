import inspect
from collections.abc import Callable
from itertools import product
from random import Random

import pytest
import z3

from antichain.model import slots
from antichain.proofs.logic.finite_structure import Structure, evaluate
from antichain.proofs.logic.lift import LiftError, leaves, lift
from antichain.proofs.logic.symbolic import KERNEL, Kernel

X, Y = z3.Ints("x y")


def _valid(claim: z3.BoolRef) -> bool:
    solver = z3.Solver()
    solver.add(z3.Not(claim))
    return bool(solver.check() == z3.unsat)


@pytest.mark.parametrize("name", slots.__all__)
def test_kernel_holds_the_function_that_runs(name: str) -> None:
    assert getattr(KERNEL, name) is getattr(slots, name)


def test_kernel_has_every_slot_function() -> None:
    assert set(Kernel._fields) == set(slots.__all__)


@pytest.mark.parametrize("name", slots.__all__)
def test_lifted_term_computes_what_the_function_does(name: str) -> None:
    slot = getattr(slots, name)
    letters = [z3.Int(letter) for letter in inspect.signature(slot).parameters]
    term = lift(slot, *letters)
    for values in product(range(4), repeat=len(letters)):
        found = z3.simplify(z3.substitute(term, *((x, z3.IntVal(n)) for x, n in zip(letters, values, strict=True))))
        expected = slot(*values)
        assert (z3.is_true(found) if isinstance(expected, bool) else found.as_long()) == expected


def test_lift_chained_comparisons_and_connectives_fork() -> None:
    def clamp(x: int, y: int) -> int:
        if 0 <= x <= y and not x == 3:  # noqa: SIM201 — a negation is what is tested
            return x
        return y

    between = z3.And(X >= 0, X <= Y, X != 3)
    assert _valid(lift(clamp, X, Y) == z3.If(between, X, Y))


@pytest.mark.parametrize(
    ("function", "term"),
    [
        (lambda x, y: max(x, y) if x else 0, z3.If(X != 0, z3.If(X > Y, X, Y), 0)),
        (lambda x, y: x or y, z3.If(X != 0, X, Y)),
        (lambda x, y: x and y, z3.If(X != 0, Y, X)),
        (lambda x, _: not x, X == 0),
    ],
    ids=["if", "or", "and", "not"],
)
def test_lift_truth_of_a_number_forks(function: Callable[[int, int], object], term: z3.ExprRef) -> None:
    assert _valid(lift(function, X, Y) == term)


@pytest.mark.parametrize(
    ("function", "term"),
    [
        (lambda x, y: (x <= y) == (y >= x), z3.BoolVal(val=True)),
        (lambda x, y: (x <= y) != (x < y), X == Y),
        (lambda x, y: (x <= y) == True, X <= Y),  # noqa: E712 — the comparison with a plain truth value is tested
    ],
    ids=["equal", "different", "plain"],
)
def test_lift_equality_of_truth_values_is_a_term(function: Callable[[int, int], object], term: z3.ExprRef) -> None:
    assert _valid(lift(function, X, Y) == term)


def test_lift_other_function_differs_from_the_model() -> None:
    assert not _valid(lift(slots.merge, X, Y) == lift(slots.meet, X, Y))
    assert not _valid(lift(lambda x, y: x if x == 7 else max(x, y), X, Y) == lift(slots.merge, X, Y))


def test_leaves_cover_all_cases_without_overlap() -> None:
    first, second = leaves(max, X, Y)
    assert not _valid(z3.Or(first.condition))
    assert _valid(z3.Or(first.condition, second.condition))
    assert _valid(z3.Not(z3.And(first.condition, second.condition)))


def _sees_the_type(x: int) -> int:
    return x if type(x) is int else 0


def _counts_down(x: int, y: int) -> int:
    while x > y:
        x -= 1
    return x


def _hides_the_error(x: int, _: int) -> int:
    try:
        return abs(x)
    except TypeError:
        return 0


REFUSED: dict[str, tuple[Callable[..., object], str]] = {
    "abs": (lambda x, _: abs(x), "abs of a symbolic number"),
    "isinstance": (lambda x, _: isinstance(x, int), "isinstance of a symbolic number"),
    "type": (lambda x, _: _sees_the_type(x), "type"),
    "identity": (lambda x, y: x is y, "the operator `is`"),
    "an index": (lambda x, _: "abc"[x], "the use as an index"),
    "a key": (lambda x, _: {1: 2}[x], "unhashable"),
    "a range": (lambda x, _: sum(range(x)), "the use as an index"),
    "a loop": (_counts_down, "a loop on a symbolic number"),
    "text": (lambda x, _: len(str(x)), "a symbolic number as text"),
    "formatted text": (lambda x, _: len(f"{x}"), "a symbolic number as text"),
    "int": (lambda x, _: int(x), "the use as an index or as a built-in number"),
    "round": (lambda x, _: round(x), "__round__"),
    "a product": (lambda x, y: x * y, "unsupported operand"),
    "a remainder": (lambda x, y: x % y, "the remainder for a divisor that is not a plain number above 0"),
    "a fraction": (lambda x, _: x + 0.5, "a number beside float"),
    "nothing": (lambda x, _: x == None, "a number beside NoneType"),  # noqa: E711 — the operator is tested
    "a number and a truth value": (lambda x, y: x == (x < y), "a number beside a truth value"),
    "a sum of truth values": (lambda x, y: (x < y) + 1, "unsupported operand"),
    "an attribute": (lambda x, _: x.bit_length(), "no attribute"),
    "a hidden error": (_hides_the_error, "abs of a symbolic number"),
    "two kinds of results": (lambda x, y: x if x < y else x < y, "a number on one path and a truth value on another"),
    "another result": (lambda _x, _y: None, "a result of type NoneType"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_lift_unknown_operation_is_refused(name: str) -> None:
    function, reason = REFUSED[name]
    with pytest.raises(LiftError, match="the lift does not know") as caught:
        lift(function, X, Y)
    assert reason in str(caught.value)
    assert f"test_lift.{function.__qualname__}" in str(caught.value)


@pytest.mark.parametrize("name", ["abs", "type", "a loop", "a hidden error"])
def test_lift_refusal_names_the_line(name: str) -> None:
    function, _ = REFUSED[name]
    asked = _sees_the_type if name == "type" else function
    lines, first = inspect.getsourcelines(asked)
    with pytest.raises(LiftError) as caught:
        lift(function, X, Y)
    line = int(str(caught.value).split("line ")[1].split(":")[0])
    assert first <= line < first + len(lines)


SMALL = list(product(range(-1, 3), repeat=2))


def _expression(random: Random, depth: int) -> str:
    """Return the text of a random loop-free expression that is a number."""
    if depth == 0 or random.random() < 0.2:
        return random.choice(["x", "y", "0", "1", "2", "5"])
    one, other = _expression(random, depth - 1), _expression(random, depth - 1)
    return random.choice(
        [
            f"({one} + {other})",
            f"({one} - {other})",
            f"({one} % {random.choice('235')})",
            f"max({one}, {other})",
            f"min({one}, {other})",
            f"({one} if {_condition(random, depth - 1)} else {other})",
            f"({one} or {other})",
            f"({one} and {other})",
            f"(-{one})",
        ]
    )


def _condition(random: Random, depth: int) -> str:
    one, other = _expression(random, depth), _expression(random, depth)
    sign = random.choice(["<", "<=", ">", ">=", "==", "!="])
    plain = f"{one} {sign} {other}"
    if depth == 0:
        return plain
    return random.choice(
        [
            plain,
            one,
            f"not ({plain})",
            f"0 <= {plain}",
            f"({plain}) == ({_condition(random, depth - 1)})" if sign != "==" else plain,
            f"({plain}) and ({_condition(random, depth - 1)})",
            f"({plain}) or ({_condition(random, depth - 1)})",
        ]
    )


def _generated(seed: int) -> tuple[str, Callable[[int, int], int]]:
    random = Random(seed)  # noqa: S311 — seeded, so that a failure comes back
    text = f"lambda x, y: {_expression(random, 3)}"
    function: Callable[[int, int], int] = eval(text)  # noqa: S307 — the text is generated by this module
    return text, function


def _disagreement(function: Callable[[int, int], int], term: z3.ExprRef, seed: int) -> tuple[int, int] | None:
    """Return two numbers of which the term says something else than the function; None where there are none."""
    random = Random(seed)  # noqa: S311 — seeded, so that a failure comes back
    large = [(random.randrange(10**6), random.randrange(10**6)) for _ in range(6)]
    for x, y in (*SMALL, *large):
        world = Structure({}, {"x": lambda x=x: x, "y": lambda y=y: y})
        if evaluate(term, world) != function(x, y):
            return x, y
    return None


def _differing(function: Callable[[int, int], int], seed: int) -> object:
    try:
        return _disagreement(function, lift(function, X, Y), seed)
    except LiftError as error:
        return str(error)


@pytest.mark.slow
@pytest.mark.parametrize("functions", [200, pytest.param(3_000, marks=pytest.mark.thorough)])
def test_lift_of_random_functions_agrees_with_them(functions: int) -> None:
    wrong = {}
    for seed in range(functions):
        text, function = _generated(seed)
        if (found := _differing(function, seed)) is not None:
            wrong[text] = found
    assert not {text: found for text, found in wrong.items() if "truth value" not in str(found)}
    assert len(wrong) < functions // 20


def test_wrong_lift_on_some_number_is_noticed() -> None:
    def shifted(x: int, y: int) -> int:
        return max(x, y) + (x > 100)

    assert _disagreement(shifted, lift(slots.merge, X, Y), 0) is not None
