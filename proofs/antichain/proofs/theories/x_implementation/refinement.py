"""X: the clocks and counters that are shipped refine the model.

The class of the implementation is executed as it is, on symbolic counts, over every shape that two clocks of a few
replicas can have (:mod:`antichain.proofs.theories.x_implementation.shapes`). On every path the result is, replica by
replica, what the slot functions of the model give, and the representation invariant holds again. Each theorem is thus
one step of a forward simulation (Lynch and Vaandrager, "Forward and backward simulations", 1995).

``receive`` and the counters are proved from the contract of the clock instead: their methods are executed on abstract
clocks, functions from any number of replicas to counts, whose operations are those of the model.

Trusted beside the lift: CPython's dictionaries, and that names of replicas are only compared for equality.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import z3

from antichain.impl.crdt.clock import Clock
from antichain.impl.crdt.counter import GCounter, PNCounter
from antichain.proofs.logic.forking import Number, Truth, paths
from antichain.proofs.logic.lift import lift
from antichain.proofs.logic.obligation import Later, Obligation, obligation
from antichain.proofs.logic.symbolic import KERNEL, REPLICA
from antichain.proofs.logic.theorem import Scope, Theorem
from antichain.proofs.logic.worlds import clock_worlds
from antichain.proofs.theories.x_implementation.contract import ARBITRARY, AbstractClock, amount_at, count_in
from antichain.proofs.theories.x_implementation.shapes import Built, Whole, keys, pairs, shapes, small_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.proofs.logic.forking import Path
    from antichain.proofs.logic.theorem import Subject

__all__ = ["REPLICAS", "SHIPPED", "Implementation", "refinement", "theorems"]

REPLICAS = "AB"
"""The bound: shapes of clocks that mention at most these replicas."""

_Claim = Callable[[Any, Built, str], z3.BoolRef]
Run = tuple[tuple[z3.BoolRef, ...], Any]
_SOURCE = "Lynch and Vaandrager 1995"
_ZERO, _TRUE, _FALSE = z3.IntVal(0), z3.BoolVal(val=True), z3.BoolVal(val=False)


@dataclass(frozen=True, slots=True)
class Implementation:
    """The classes that are executed: those that are shipped, or mutants of them."""

    clock: type[Any] = Clock
    g_counter: type[Any] = GCounter
    pn_counter: type[Any] = PNCounter


SHIPPED = Implementation()


def theorems(_: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of the implementation that is shipped; they always use the model's slot functions."""
    return refinement(SHIPPED, REPLICAS)


@cache
def refinement(of: Implementation, replicas: str) -> tuple[Theorem, ...]:
    """Return the theorems that ``of`` refines the model, for clocks that mention at most these replicas."""
    bound = f"At most {len(replicas)} replicas; counts of any size. For three, z3 proves it in `make thorough`."
    stated: dict[str, Any] = {
        "X1": ("merge gives x ⊔ y, and keeps the representation", _merges),
        "X2": ("compare and == give the order of the model", _compares),
        "X3": ("tick gives tick r x, and keeps the representation", _ticks),
        "X4": ("advance gives x + n at r, and refuses n < 0", _advances),
        "X5": (
            "a constructor keeps what is positive and refuses what is negative; entries, [] and total read it",
            _makes,
        ),
        "X6": ("advance_delta gives the slots in which advance changes x, and nothing else", _deltas),
    }
    bounded = tuple(
        Theorem(name, statement, _later(build, of.clock, replicas), Scope.BOUNDED, note=bound, source=_SOURCE)
        for name, (statement, build) in stated.items()
    )
    contract = "For clocks with the contract that X1 to X6 prove; here of any number of replicas."
    received = Theorem(
        "X7",
        "receive gives what the model's receive gives",
        Later(lambda: (_receives(of.clock),)),
        Scope.BOUNDED,
        ("X1", "X3"),
        note=contract,
        source=_SOURCE,
    )
    counted = Theorem(
        "X8",
        "GCounter and PNCounter merge, grow, make deltas and read as the model does",
        Later(lambda: tuple(_counts(of))),
        Scope.BOUNDED,
        ("X1", "X4", "X5", "X6"),
        note=contract,
        source=_SOURCE,
    )
    return (*bounded, received, counted)


def _later(build: Callable[[type[Any], str], Iterator[Obligation]], cls: type[Any], replicas: str) -> Later:
    return Later(lambda: tuple(build(cls, replicas)))


def _outcome(work: Callable[[Path], Any]) -> list[Run]:
    """Return all paths of ``work``: their conditions, and the result, or the error that was raised."""

    def caught(path: Path) -> Any:  # noqa: ANN401 — the class under proof is a parameter
        try:
            return work(path)
        except (KeyError, ValueError) as error:
            return type(error)

    return list(paths(caught))


def _term(value: object) -> z3.ArithRef:
    return value.term if issubclass(type(value), Number) else z3.IntVal(value)  # type: ignore[attr-defined]  # mypy does not narrow by type()


def _goal(runs: list[Run], claim: Callable[[Any], z3.BoolRef]) -> z3.BoolRef:
    """Return that ``claim`` holds of the result of every path."""
    return z3.And([z3.Implies(z3.And([*conditions, _TRUE]), claim(result)) for conditions, result in runs])


def _is_clock(result: Any, due: Callable[[str], z3.ArithRef], replicas: str) -> z3.BoolRef:  # noqa: ANN401 — see above
    """Return whether a result is a clock with these counts, and keeps the representation invariant."""
    if isinstance(result, type):
        return _FALSE
    counts, more = {key: _term(value) for key, value in result._counts.items()}, _term(result._more)  # noqa: SLF001 — the representation is what is proved
    if not {*counts} <= {*replicas} or (result._last is not None and result._last not in counts):  # noqa: SLF001 — as above
        return _FALSE
    kept = [term >= 1 for term in counts.values()]
    kept += [_term(result._sum) == sum(counts.values(), start=_ZERO), more >= 0]  # noqa: SLF001 — as above
    kept += [more == 0] if result._last is None else []  # noqa: SLF001 — as above
    read = {r: counts.get(r, _ZERO) + (more if r == result._last else 0) for r in replicas}  # noqa: SLF001 — as above
    return z3.And([*kept, *(read[r] == due(r) for r in replicas)])


def _two(replicas: str) -> Iterator[tuple[str, list[tuple[Built, Built]]]]:
    """Iterate over the groups of two clocks with the same keys: their name, and all their shapes."""
    for mine, theirs in pairs(replicas):
        found = [(Built("a", left, "a"), Built("b", right, "b")) for left in shapes(mine) for right in shapes(theirs)]
        yield f"{mine or '0'}-{theirs or '0'}", found
    for held in keys(replicas):
        found = [(Built("a", left, "a"), Built("b", right, "a")) for left in shapes(held) for right in shapes(held)]
        yield f"{held or '0'}-shared", found


def _both(cls: type[Any], a: Built, b: Built, path: Path) -> tuple[Any, Any]:
    first = a.clock(lambda: object.__new__(cls), path)
    shared = first._counts if a.base == b.base else None  # noqa: SLF001 — sharing is part of the shape
    return first, b.clock(lambda: object.__new__(cls), path, shared)


def _merges(cls: type[Any], replicas: str) -> Iterator[Obligation]:
    for name, group in _two(replicas):
        known: dict[str, z3.BoolRef] = {}
        goals = []
        for a, b in group:
            known |= {**a.assumed(), **b.assumed()}
            runs = _outcome(lambda path, a=a, b=b: cls.merge(*_both(cls, a, b, path)))  # type: ignore[misc]  # mypy infers no type for a lambda with defaults
            due = {r: lift(KERNEL.merge, a.count(r), b.count(r)) for r in replicas}
            goals.append(_goal(runs, lambda result, due=due: _is_clock(result, due.__getitem__, replicas)))  # type: ignore[misc]  # as above
        yield Obligation(f"X1.{name}", known, z3.And(goals), small_numbers)


def _compares(cls: type[Any], replicas: str) -> Iterator[Obligation]:
    for name, group in _two(replicas):
        known: dict[str, z3.BoolRef] = {}
        goals = []
        for a, b in group:
            known |= {**a.assumed(), **b.assumed()}
            below = z3.And([lift(KERNEL.at_most, a.count(r), b.count(r)) for r in replicas])
            above = z3.And([lift(KERNEL.at_most, b.count(r), a.count(r)) for r in replicas])
            same = z3.And(below, above)
            due = {
                "before": z3.And(below, z3.Not(above)),
                "after": z3.And(above, z3.Not(below)),
                "equal": same,
                "concurrent": z3.Not(z3.Or(below, above)),
            }

            def ordered(result: Any, due: dict[Any, z3.BoolRef] = due, same: z3.BoolRef = same) -> z3.BoolRef:  # noqa: ANN401 — see above
                if type(result) in {Truth, bool}:
                    return same == (result.term if type(result) is Truth else z3.BoolVal(result))
                return due.get(result, _FALSE)

            for method in (cls.compare, cls.__eq__):
                runs = _outcome(lambda path, a=a, b=b, method=method: method(*_both(cls, a, b, path)))  # type: ignore[misc]  # mypy infers no type for a lambda with defaults
                goals.append(_goal(runs, ordered))
        yield Obligation(f"X2.{name}", known, z3.And(goals), small_numbers)


def _one(cls: type[Any], replicas: str, name: str, work: Callable[[Any, str, Path], Any], claim: _Claim) -> Obligation:
    """Return the question whether ``claim`` holds of ``work`` on a clock of every shape, at every replica."""
    known: dict[str, z3.BoolRef] = {}
    goals = []
    for held in keys(replicas):
        for shape in shapes(held):
            a = Built("a", shape, "a")
            known |= a.assumed()
            for actor in replicas:

                def run(path: Path, a: Built = a, actor: str = actor) -> Any:  # noqa: ANN401 — see above
                    return work(a.clock(lambda: object.__new__(cls), path), actor, path)

                def due(result: Any, a: Built = a, actor: str = actor) -> z3.BoolRef:  # noqa: ANN401 — see above
                    return claim(result, a, actor)

                goals.append(_goal(_outcome(run), due))
    return Obligation(name, known, z3.And(goals), small_numbers)


def _ticks(cls: type[Any], replicas: str) -> Iterator[Obligation]:
    def ticked(result: Any, a: Built, actor: str) -> z3.BoolRef:  # noqa: ANN401 — see above
        return _is_clock(result, lambda r: lift(KERNEL.tick, a.count(r), z3.IntVal(int(r == actor))), replicas)

    yield _one(cls, replicas, "X3.tick", lambda clock, actor, _: clock.tick(actor), ticked)


_N = z3.Int("n")


def _refuses(result: Any, claim: Callable[[], z3.BoolRef]) -> z3.BoolRef:  # noqa: ANN401 — see above
    """Return that a negative ``n`` raises ``ValueError``, and that any other satisfies ``claim``."""
    return _N < 0 if result is ValueError else z3.And(_N >= 0, claim())


def _advances(cls: type[Any], replicas: str) -> Iterator[Obligation]:
    def advanced(result: Any, a: Built, actor: str) -> z3.BoolRef:  # noqa: ANN401 — see above
        def due(r: str) -> z3.ArithRef:
            return lift(KERNEL.add, a.count(r), _N if r == actor else _ZERO)

        return _refuses(result, lambda: _is_clock(result, due, replicas))

    yield _one(cls, replicas, "X4.advance", lambda clock, actor, path: clock.advance(actor, Whole(_N, path)), advanced)


def _deltas(cls: type[Any], replicas: str) -> Iterator[Obligation]:
    def carried(a: Built, actor: str, n: z3.ArithRef) -> Callable[[str], z3.ArithRef]:
        def due(r: str) -> z3.ArithRef:
            return lift(KERNEL.delta, lift(KERNEL.add, a.count(r), n if r == actor else _ZERO), a.count(r))

        return due

    def advanced(result: Any, a: Built, actor: str) -> z3.BoolRef:  # noqa: ANN401 — see above
        return _refuses(result, lambda: _is_clock(result, carried(a, actor, _N), replicas))

    def ticked(result: Any, a: Built, actor: str) -> z3.BoolRef:  # noqa: ANN401 — see above
        return _is_clock(result, carried(a, actor, z3.IntVal(1)), replicas)

    yield _one(
        cls, replicas, "X6.advance_delta", lambda c, actor, path: c.advance_delta(actor, Whole(_N, path)), advanced
    )
    yield _one(cls, replicas, "X6.tick_delta", lambda clock, actor, _: clock.tick_delta(actor), ticked)


def _makes(cls: type[Any], replicas: str) -> Iterator[Obligation]:
    given = {r: z3.Int(f"given.{r}") for r in replicas}
    goals = []
    for held in keys(replicas):
        negative = z3.Or([_FALSE, *(given[r] < 0 for r in held)])

        def made(result: Any, held: str = held, negative: z3.BoolRef = negative) -> z3.BoolRef:  # noqa: ANN401 — see above
            if result is ValueError:
                return negative
            due = {r: given[r] if r in held else _ZERO for r in replicas}
            return z3.And(z3.Not(negative), _is_clock(result, due.__getitem__, replicas))

        goals.append(
            _goal(_outcome(lambda path, held=held: cls({r: Whole(given[r], path) for r in held})), made)  # type: ignore[misc]  # mypy infers no type for a lambda with defaults
        )
    yield Obligation("X5.constructor", {}, z3.And(goals), small_numbers)

    def entries(result: Any, a: Built, _: str) -> z3.BoolRef:  # noqa: ANN401 — see above
        if not isinstance(result, dict) or not {*result} <= {*replicas}:
            return _FALSE
        return z3.And(
            [_term(value) >= 1 for value in result.values()] + [_term(result.get(r, 0)) == a.count(r) for r in replicas]
        )

    yield _one(cls, replicas, "X5.entries", lambda clock, _actor, _path: clock.entries(), entries)
    yield _one(
        cls,
        replicas,
        "X5.getitem",
        lambda clock, actor, _: clock[actor],
        lambda n, a, actor: _number(n, a.count(actor)),
    )
    yield _one(
        cls,
        replicas,
        "X5.total",
        lambda clock, _actor, _path: clock.total,
        lambda n, a, _: _number(n, sum(map(a.count, replicas), start=_ZERO)),
    )


def _number(result: object, due: z3.ArithRef) -> z3.BoolRef:
    return _FALSE if isinstance(result, type) else _term(result) == due


_R = z3.Const("r", REPLICA)


def _receives(cls: type[Any]) -> Obligation:
    x, y = AbstractClock.named(cls, "x"), AbstractClock.named(cls, "y")
    own = amount_at(_R, z3.IntVal(1))(ARBITRARY)
    due = lift(KERNEL.receive, x.count(ARBITRARY), y.count(ARBITRARY), own)
    return obligation("X7.receive", count_in(cls.receive(x, y, _R), ARBITRARY) == due, clock_worlds())


def _counts(of: Implementation) -> Iterator[Obligation]:
    x, y, p, q = (AbstractClock.named(of.clock, name) for name in "xypq")
    natural = {"0 ≤ n": _N >= 0}

    def same(held: Any, due: AbstractClock | None) -> z3.BoolRef:  # noqa: ANN401 — see above
        return count_in(held, ARBITRARY) == (_ZERO if due is None else due.count(ARBITRARY))

    def asked(name: str, *goals: z3.BoolRef) -> Obligation:
        return obligation(f"X8.{name}", z3.And(goals), clock_worlds(), natural)

    g, other = of.g_counter(x), of.g_counter(y)
    yield asked("G.merge", same(g.merge(other)._counts, x.merge(y)))  # noqa: SLF001 — the representation is what is proved
    yield asked("G.increment", same(g.increment(_R, _N)._counts, x.advance(_R, _N)))  # noqa: SLF001 — as above
    yield asked("G.increment_delta", same(g.increment_delta(_R, _N)._counts, x.advance_delta(_R, _N)))  # noqa: SLF001 — as above
    yield asked("G.value", g.value == x.total)

    def pair(name: str, counter: Any, added: AbstractClock | None, taken: AbstractClock | None) -> Obligation:  # noqa: ANN401 — see above
        return asked(name, same(counter._added, added), same(counter._taken, taken))  # noqa: SLF001 — as above

    c, d = of.pn_counter._of(x, p), of.pn_counter._of(y, q)  # noqa: SLF001 — as above
    yield pair("PN.merge", c.merge(d), x.merge(y), p.merge(q))
    yield pair("PN.increment", c.increment(_R, _N), x.advance(_R, _N), p)
    yield pair("PN.decrement", c.decrement(_R, _N), x, p.advance(_R, _N))
    yield pair("PN.increment_delta", c.increment_delta(_R, _N), x.advance_delta(_R, _N), None)
    yield pair("PN.decrement_delta", c.decrement_delta(_R, _N), None, p.advance_delta(_R, _N))
    yield asked("PN.value", c.value == x.total - p.total)
