"""The finite worlds in which statements about clocks are evaluated: first a story, then every small clock.

The story is an execution of the model with three replicas, concurrent events and receives; its stamps are the clocks of
a statement. It witnesses that hypotheses can hold together. After it come all clocks of two replicas with counts up to
two, among which a false statement that is false of small clocks is caught.
"""

from __future__ import annotations

from itertools import chain, product
from typing import TYPE_CHECKING

from antichain.model import stamps
from antichain.model.causality import Event
from antichain.model.clock import Clock
from antichain.proofs.logic.finite_structure import Structure, symbols

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import z3

    from antichain.proofs.logic.finite_structure import Derived, Value
    from antichain.proofs.logic.obligation import Obligation, Worlds

__all__ = ["STAMPS", "STORY", "clock_worlds"]

STORY = (Event("A"), Event("B"), Event("B", of=1), Event("A"), Event("C", of=3), Event("A", of=2), Event("C", of=6))

STAMPS = tuple(stamp for _, stamp in stamps.run(STORY).events)
_SMALL = tuple(Clock({"A": a, "B": b}) for a, b in product(range(3), repeat=2))


def clock_worlds(
    derived: Derived | None = None, *, replicas: str = "ABC", about: Sequence[z3.FuncDeclRef] = ()
) -> Worlds:
    """Return the worlds for questions about arbitrary clocks, replicas and numbers.

    ``derived`` says what a symbol means once the clocks are chosen: a sum, a recursion. ``about`` are clocks that the
    question does not mention itself, only through these.
    """
    fixed = derived or {}
    universe: dict[str, Sequence[Value]] = {"Replica": tuple(replicas), "Int": range(-1, 8), "Bool": (False, True)}

    def worlds(asked: Obligation) -> Iterator[Structure]:
        free = {**symbols((*asked.hypotheses.values(), asked.goal)), **{decl.name(): decl for decl in about}}
        arbitrary = {name: decl for name, decl in free.items() if name not in fixed}
        for values in chain(_valuations(arbitrary, STAMPS, replicas), _valuations(arbitrary, _SMALL, replicas[:2])):
            world = Structure(universe, {name: _meaning(value) for name, value in values.items()})
            for name in fixed:
                world = world.with_meaning({name: fixed[name](world)})
            yield world

    return worlds


def _valuations(
    free: Mapping[str, z3.FuncDeclRef], clocks: Sequence[Clock], replicas: Sequence[str]
) -> Iterator[dict[str, Value | Clock]]:
    """Iterate over the choices of values; those in which all clocks and all replicas differ come first."""
    ranges: list[Sequence[Value | Clock]] = [_choices(decl, clocks, replicas) for decl in free.values()]
    for distinct in (True, False):
        for values in product(*ranges):
            if (len({*map(repr, values)}) == len(values)) is distinct:
                yield dict(zip(free, values, strict=True))


def _choices(decl: z3.FuncDeclRef, clocks: Sequence[Clock], replicas: Sequence[str]) -> Sequence[Value | Clock]:
    if decl.arity():
        return clocks
    return replicas if decl.range().name() == "Replica" else (1, 2, 0, 3)


def _meaning(value: Value | Clock) -> Callable[..., Value]:
    return value.__getitem__ if isinstance(value, Clock) else lambda: value
