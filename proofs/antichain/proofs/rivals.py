"""Wrong merges, slot by slot, each a plain Python function that is read twice: on numbers, and on symbolic numbers.

Beside the two slots, a rule may be told how the two clocks stand to each other as a whole, and whether the slot is the
one of a marked replica. (Rivals that count beside their clocks are designs of the model.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import z3

from antichain.model import clock, slots
from antichain.model.laws import MODEL
from antichain.proofs.symbolic import REPLICA, Symbolic

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.model.clock import Clock as ModelClock
    from antichain.proofs.symbolic import Clock

__all__ = ["RIVALS", "RivalJoin"]

MARKED = z3.Const("marked", REPLICA)


@dataclass(frozen=True, slots=True)
class RivalJoin:
    """A rule of merging: ``slot(mine, theirs, concurrent, behind, marked)``, the last three being 0 or 1."""

    name: str
    slot: Callable[..., int]

    def algebra(self, m: Symbolic) -> Any:  # noqa: ANN401 — an algebra of symbolic clocks, but for its join
        """Return the symbolic algebra with this join."""
        return _Symbolic(m.kernel, self)

    def model(self) -> Any:  # noqa: ANN401 — an algebra of the model's clocks, but for its join
        """Return the model's algebra with this join."""
        return _Model(self)


class _Symbolic(Symbolic):
    def __init__(self, kernel: Any, rival: RivalJoin) -> None:  # noqa: ANN401 — a kernel
        super().__init__(kernel)
        self.rival = rival

    def join(self, x: Clock, y: Clock, /) -> Clock:
        concurrent = z3.If(self.concurrent(x, y), 1, 0)
        behind = z3.If(self.leq(x, y), 1, 0)
        return self.pointwise(self.rival.slot, x, y, lambda _: concurrent, lambda _: behind, self.own(MARKED))


class _Model:
    def __init__(self, rival: RivalJoin) -> None:
        self.rival = rival

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 — whatever the model's algebra holds
        return getattr(MODEL, name)

    def join(self, x: ModelClock, y: ModelClock) -> ModelClock:
        behind, ahead = clock.leq(x, y), clock.leq(y, x)
        everywhere = {r: int(not behind and not ahead) for r in {*x, *y, "A"}}
        before = {r: int(behind) for r in everywhere}
        return clock.lift(self.rival.slot, x, y, clock.Clock(everywhere), clock.Clock(before), clock.unit("A"))


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
