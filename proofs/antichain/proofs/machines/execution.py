"""Executions without any clock: events on replicas, and happens-before by Lamport's three clauses.

This is the ghost that clocks are held against, and it never looks at one. An event happens after all earlier events of
its replica, after the event whose stamp it receives, and after all that happened before those. How clocks are stamped
on top of it is in the theories.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import z3

from antichain.proofs.logic.symbolic import BOOL, EVENT, INT, REPLICA

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.logic.finite_structure import Structure, Value

__all__ = [
    "ACTOR",
    "MESSAGE",
    "NEW",
    "START",
    "STATE",
    "STORY",
    "History",
    "can_happen",
    "can_receive",
    "clauses",
    "happen",
    "least",
    "smallest_relation",
]


class History(NamedTuple):
    """The events so far."""

    happened: Callable[..., z3.BoolRef]
    """``happened e``."""
    home: Callable[..., z3.ExprRef]
    """``home e``: the replica on which ``e`` happened."""
    number: Callable[..., z3.ArithRef]
    """``number e``: the number of ``e`` among the events of its replica."""
    count: Callable[..., z3.ArithRef]
    """``count r``: the number of events of ``r``."""
    nth: Callable[..., z3.ExprRef]
    """``nth r k``: the ``k``-th event of ``r``."""
    before: Callable[..., z3.BoolRef]
    """``before e f``: ``e → f``, ``e`` happened before ``f``."""
    heard: Callable[..., z3.BoolRef]
    """``heard e f``: ``f`` is the receive of the stamp that ``e`` left."""


Historic: TypeAlias = Any
"""A history, or a longer state whose first fields are those of one."""

STATE = History(
    happened=z3.Function("happened", EVENT, BOOL),
    home=z3.Function("home", EVENT, REPLICA),
    number=z3.Function("number", EVENT, INT),
    count=z3.Function("count", REPLICA, INT),
    nth=z3.Function("nth", REPLICA, INT, EVENT),
    before=z3.Function("before", EVENT, EVENT, BOOL),
    heard=z3.Function("heard", EVENT, EVENT, BOOL),
)
_NEVER = z3.BoolVal(val=False)
START = History(
    happened=lambda _e: _NEVER,
    home=STATE.home,
    number=lambda _e: z3.IntVal(0),
    count=lambda _r: z3.IntVal(0),
    nth=STATE.nth,
    before=lambda _e, _f: _NEVER,
    heard=lambda _e, _f: _NEVER,
)
ACTOR, (MESSAGE, NEW) = z3.Const("actor", REPLICA), z3.Consts("message new", EVENT)
STORY = (
    ("event", ("A", "e1")),
    ("event", ("B", "e2")),
    ("receive", ("B", "e1", "e3")),
    ("event", ("A", "e4")),
    ("receive", ("C", "e3", "e5")),
)


def can_happen(happened: Callable[..., z3.BoolRef]) -> z3.BoolRef:
    """Return when the model allows an event: always, if ``NEW`` is not the name of an earlier event."""
    return z3.Not(happened(NEW))


def can_receive(happened: Callable[..., z3.BoolRef]) -> z3.BoolRef:
    """Return when the model allows a receive: if ``MESSAGE`` is an earlier event, and ``NEW`` is not."""
    return z3.And(happened(MESSAGE), z3.Not(happened(NEW)))


def happen(h: Historic, message: z3.ExprRef | None) -> History:
    """Return the history after event ``NEW`` of ``ACTOR``: a receive of ``message``, or, without one, a plain event."""
    latest = h.nth(ACTOR, h.count(ACTOR))

    def preceding(e: z3.ExprRef) -> z3.BoolRef:
        own = z3.And(h.count(ACTOR) >= 1, z3.Or(e == latest, h.before(e, latest)))
        return own if message is None else z3.Or(own, e == message, h.before(e, message))

    def hearing(e: z3.ExprRef, f: z3.ExprRef) -> z3.BoolRef:
        return h.heard(e, f) if message is None else z3.Or(h.heard(e, f), z3.And(f == NEW, e == message))

    return History(
        happened=lambda e: z3.Or(h.happened(e), e == NEW),
        home=lambda e: z3.If(e == NEW, ACTOR, h.home(e)),
        number=lambda e: z3.If(e == NEW, h.count(ACTOR) + 1, h.number(e)),
        count=lambda r: h.count(r) + z3.If(r == ACTOR, 1, 0),
        nth=lambda r, k: z3.If(z3.And(r == ACTOR, k == h.count(ACTOR) + 1), NEW, h.nth(r, k)),
        before=lambda e, f: z3.Or(h.before(e, f), z3.And(f == NEW, preceding(e))),
        heard=hearing,
    )


_E, _F, _G = z3.Consts("e f g", EVENT)
_R, _K = z3.Const("r", REPLICA), z3.Int("k")


def clauses() -> dict[str, Callable[[Historic], z3.BoolRef]]:
    """Return the facts of every history: happened-before has its three clauses and is a strict order."""
    return {
        "numbered": lambda h: z3.And(
            z3.ForAll([_R], h.count(_R) >= 0),
            z3.ForAll([_E], z3.Implies(h.happened(_E), z3.And(h.number(_E) >= 1, h.number(_E) <= h.count(h.home(_E))))),
        ),
        "nth": lambda h: z3.ForAll(
            [_R, _K],
            z3.Implies(
                z3.And(_K >= 1, h.count(_R) >= _K),
                z3.And(h.happened(h.nth(_R, _K)), h.home(h.nth(_R, _K)) == _R, h.number(h.nth(_R, _K)) == _K),
            ),
        ),
        "one-by-one": lambda h: z3.ForAll(
            [_E, _F],
            z3.Implies(
                z3.And(h.happened(_E), h.happened(_F), h.home(_E) == h.home(_F), h.number(_E) == h.number(_F)), _E == _F
            ),
        ),
        "only-events": lambda h: z3.ForAll(
            [_E, _F], z3.Implies(h.before(_E, _F), z3.And(h.happened(_E), h.happened(_F)))
        ),
        "same-replica": lambda h: z3.ForAll(
            [_E, _F],
            z3.Implies(
                z3.And(h.happened(_E), h.happened(_F), h.home(_E) == h.home(_F)),
                h.before(_E, _F) == (h.number(_E) < h.number(_F)),
            ),
        ),
        "message": lambda h: z3.ForAll([_E, _F], z3.Implies(h.heard(_E, _F), h.before(_E, _F))),
        "transitive": lambda h: z3.ForAll(
            [_E, _F, _G], z3.Implies(z3.And(h.before(_E, _F), h.before(_F, _G)), h.before(_E, _G))
        ),
        "irreflexive": lambda h: z3.ForAll([_E], z3.Not(h.before(_E, _E))),
    }


RELATION = z3.Function("relation", EVENT, EVENT, BOOL)
"""An arbitrary relation of events."""


def least() -> dict[str, Callable[[Historic], z3.BoolRef]]:
    """Return that happens-before is contained in every relation with Lamport's three clauses."""

    def closed(h: Historic) -> z3.BoolRef:
        chained = z3.And(h.happened(_E), h.happened(_F), h.home(_E) == h.home(_F), h.number(_E) < h.number(_F))
        return z3.And(
            z3.ForAll([_E, _F], z3.Implies(chained, RELATION(_E, _F))),
            z3.ForAll([_E, _F], z3.Implies(h.heard(_E, _F), RELATION(_E, _F))),
            z3.ForAll([_E, _F, _G], z3.Implies(z3.And(RELATION(_E, _F), RELATION(_F, _G)), RELATION(_E, _G))),
        )

    return {
        "heard-happened": lambda h: z3.ForAll(
            [_E, _F], z3.Implies(h.heard(_E, _F), z3.And(h.happened(_E), h.happened(_F)))
        ),
        "least": lambda h: z3.Implies(
            closed(h),
            z3.ForAll([_E, _F], z3.Implies(h.before(_E, _F), RELATION(_E, _F))),
        ),
    }


def smallest_relation(world: Structure) -> Callable[..., Value]:
    """Return the least relation with Lamport's three clauses in a world, computed when it is first asked for."""
    happened, home, number, heard = (world.meaning[name] for name in ("happened", "home", "number", "heard"))
    found: set[tuple[Value, Value]] = set()
    computed: list[bool] = []

    def related(e: Value, f: Value) -> bool:
        if not computed:
            computed.append(True)
            events = [each for each in world.universe["Event"] if happened(each)]
            found.update(
                (one, other)
                for one, other in product(events, repeat=2)
                if heard(one, other) or (home(one) == home(other) and int(number(one)) < int(number(other)))
            )
            for middle, one, other in product(events, repeat=3):
                if (one, middle) in found and (middle, other) in found:
                    found.add((one, other))
        return (e, f) in found

    return related
