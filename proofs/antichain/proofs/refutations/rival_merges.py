"""Wrong merges, slot by slot: plain Python functions, used on numbers and on symbolic numbers.

Beside the two slots, a rule may use how the two clocks compare as a whole, and whether the slot is the
one of a marked replica. (Rivals that count beside their clocks are designs of the model.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import z3

from antichain.model import slots
from antichain.proofs.logic.concrete import Concrete
from antichain.proofs.logic.symbolic import REPLICA, Symbolic

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.model.clock import Clock as ModelClock
    from antichain.proofs.logic.symbolic import Clock, Kernel

__all__ = ["RIVALS", "RivalJoin", "rival"]

_MARKED = z3.Const("marked", REPLICA)


@dataclass(frozen=True, slots=True)
class RivalJoin:
    """A rule of merging: ``slot(mine, theirs, concurrent, behind, marked)``, the last three being 0 or 1."""

    name: str
    slot: Callable[..., int]

    def symbolic(self, kernel: Kernel) -> Symbolic:
        """Return the symbolic algebra with this join."""
        return _Symbolic(kernel, self)

    def concrete(self, marked: str) -> Concrete:
        """Return the model's algebra with this join."""
        return _Concrete(self, marked)


class _Symbolic(Symbolic):
    def __init__(self, kernel: Kernel, rule: RivalJoin) -> None:
        super().__init__(kernel)
        self.rule = rule

    def join(self, x: Clock, y: Clock, /) -> Clock:
        concurrent = z3.If(self.concurrent(x, y), 1, 0)
        behind = z3.If(self.leq(x, y), 1, 0)
        return self.pointwise(self.rule.slot, x, y, lambda _: concurrent, lambda _: behind, self.own(_MARKED))


class _Concrete(Concrete):
    def __init__(self, rule: RivalJoin, marked: str) -> None:
        self.rule, self.marked = rule, marked

    def join(self, x: ModelClock, y: ModelClock, /) -> ModelClock:
        concurrent, behind = int(self.concurrent(x, y)), int(self.leq(x, y))

        def slot(mine: int, theirs: int, marked: int) -> int:
            return self.rule.slot(mine, theirs, concurrent, behind, marked)

        return self.pointwise(slot, x, y, self.own(self.marked))


RIVALS = (
    RivalJoin("minimum", lambda x, y, *_: slots.meet(x, y)),
    RivalJoin("addition", lambda x, y, *_: x + y),
    RivalJoin("keep mine", lambda x, *_: x),
    RivalJoin("overwrite", lambda _x, y, *_: y),
    RivalJoin("forget all", lambda *_: 0),
    RivalJoin("add when concurrent", lambda x, y, concurrent, *_: x + y if concurrent == 1 else slots.merge(x, y)),
    RivalJoin("receive as merge", lambda x, y, _c, _b, marked: slots.receive(x, y, marked)),
    RivalJoin(
        "one more when concurrent",
        lambda x, y, concurrent, _, marked: slots.tick(slots.merge(x, y), marked if concurrent == 1 else 0),
    ),
    RivalJoin("prune a slot", lambda x, y, _c, _b, marked: 0 if marked == 1 else slots.merge(x, y)),
    RivalJoin("stop at 2", lambda x, y, *_: min(slots.merge(x, y), 2)),
    RivalJoin("the later or mine", lambda x, y, _, behind, _marked: y if behind == 1 else x),
)


def rival(name: str) -> RivalJoin:
    """Return the wrong merge of this name."""
    (found,) = (each for each in RIVALS if each.name == name)
    return found
