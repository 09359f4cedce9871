"""Histories whose states travel as deltas, each written down with what its events send.

The first are small: deltas after a gap, after a crash, beside full states, through relays. The others are long: many
updates in one delta, and many deltas of one replica.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.claims import Fault
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.oracle.steps import Step

__all__ = ["DeltaHistory", "long_histories", "small_histories"]

_A, _B, _C = Event("A"), Event("B"), Event("C")
_LEAVES, _ENTERS = FaultStep("C", Fault.RETIRE), FaultStep("C", Fault.JOIN)
_FEW = 2


class DeltaHistory(NamedTuple):
    """A history, whether each step sends a delta, and the receives of a full state."""

    execution: Execution
    deltas: tuple[bool, ...]
    whole: tuple[int, ...] = ()

    @property
    def watched(self) -> bool:
        """Whether to read after each step: then a wrong read comes right after the delta that causes it."""
        return sum(self.deltas) > _FEW


def _history(steps: Sequence[Step], deltas: str, whole: tuple[int, ...] = ()) -> DeltaHistory:
    """Return a history; ``deltas`` has a ``d`` for each step that sends a delta, and a dot for each that does not."""
    return DeltaHistory(Execution.of(steps), tuple(letter == "d" for letter in deltas), whole)


@cache
def small_histories() -> tuple[DeltaHistory, ...]:
    """Return the small histories, the shortest first.

    >>> small_histories()[0].deltas
    (True, False, False)
    """
    return (
        # Received once as a delta, and once as a full state.
        _history([_A, Event("B", of=1), Event("B", of=1)], "d..", whole=(3,)),
        _history([_A, Event("B", of=1), Event("B", of=1)], "d..", whole=(2,)),
        _history([_A, Event("B", of=1), Event("B", of=1), _A, Event("B", of=4)], "d..d.", whole=(3,)),
        _history([_A, Event("B", of=1), FaultStep("B", Fault.CRASH)], "d.."),
        _history([_A, FaultStep("A", Fault.CRASH), _A, Event("B", of=3)], "..d."),
        _history([_A, _A, Event("B", of=2), FaultStep("B", Fault.CRASH)], "dd.."),
        _history([_A, _A, Event("B", of=2), FaultStep("B", Fault.CRASH), Event("B", of=1)], "dd..."),
        _history([_A, Event("B", of=1), FaultStep("A", Fault.WIPE), _A, Event("B", of=4)], "d..d."),
        _history([_A, Event("B", of=1), FaultStep("A", Fault.RESTORE), _A, Event("B", of=4)], "d..d."),
        _history([_A, Event("B", of=1), FaultStep("B", Fault.WIPE), Event("B", of=1)], "d..."),
        # C leaves after A took its final state in full; under its old name it enters again, or a new one does.
        _history([_C, Event("A", of=1), _C, Event("A", of=3), _LEAVES, _A], "d....d"),
        _history(
            [_C, Event("A", of=1), _C, Event("A", of=3), _LEAVES, _ENTERS, _C, Event("A", of=7)],
            "d.....d.",
        ),
        _history([_A, FaultStep("C", Fault.JOIN), _C, Event("A", of=3), Event("C", of=1)], "d.d.."),
        _history([_A, FaultStep("A", Fault.CLONE, as_="C"), _A, _C, Event("B", of=3), Event("B", of=4)], "..dd.."),
        # Of a replica that is offered its own delta a copy is started, which may have taken none of its deltas.
        _history([_A, Event("A", of=1), FaultStep("A", Fault.CLONE, as_="C"), _A, Event("C", of=4)], "d..d."),
        # A copy is started of a replica that has sent a delta, and has an update that no delta has carried yet.
        _history([_A, _A, FaultStep("A", Fault.CLONE, as_="C"), _A, _C, Event("B", of=4), Event("B", of=5)], "d..dd.."),
        # A state that is taken in full, in the place of the delta before it.
        _history([_A, Event("B", of=1), _A, Event("B", of=3)], "d.d.", whole=(2,)),
        # A full state after a gap: on a network that keeps the order, no delta can fill it.
        _history([_A, _A, _A, Event("B", of=2), Event("B", of=3)], "dd..."),
        _history([_A, _A, Event("B", of=2), Event("C", of=3), Event("C", of=2)], "dd...", whole=(5,)),
        _history([_A, _A, Event("B", of=2), _B, Event("C", of=4), Event("C", of=2)], "dd....", whole=(6,)),
        _history([_A, _A, _A, Event("B", of=3), Event("B", of=1), Event("B", of=2)], "ddd...", whole=(5, 6)),
        # A relay that received deltas sends its state, and the next delta of the first sender follows.
        _history([_A, Event("B", of=1), _B, Event("C", of=3), _A, Event("C", of=5)], "d...d."),
        _history([_A, _A, Event("B", of=1), Event("B", of=2), _B, Event("C", of=5), _A, Event("C", of=7)], "dd....d."),
        # A relay that received deltas sends its state, and one that received a state sends a delta.
        _history([_A, Event("B", of=1), _B, Event("C", of=3)], "d..."),
        _history([_A, Event("B", of=1), _B, Event("C", of=3)], "..d."),
        _history([_A, Event("B", of=1), _B, Event("C", of=3), Event("A", of=3)], "d.d..", whole=(4,)),
        _history([_A, _B, Event("B", of=1), Event("A", of=2), _A, _B, Event("C", of=5), Event("C", of=6)], "dd..dd.."),
    )


@cache
def long_histories(updates: int) -> tuple[tuple[str, DeltaHistory], ...]:
    """Return the long histories by title: ``updates`` updates in one delta, or as many deltas.

    One ends with the first delta again, another with the last two in the wrong order.

    >>> [title for title, _ in long_histories(2)]
    ['2 updates in one delta', '2 updates in one delta after another', '2 deltas', '2 deltas of two replicas']
    """
    many = [_A] * updates
    heard = [_A, Event("B", of=1), *many, Event("B", of=updates + 2)]
    steps: list[Step] = []
    for _ in range(updates):
        steps += [_A, Event("B", of=len(steps) + 1)]
    again = [*steps, Event("B", of=1)]
    both: list[Step] = []
    for _ in range(updates // 2):
        start = len(both)
        both += [_A, _B, Event("C", of=start + 1), Event("C", of=start + 2)]
    late = [*both, _A, _A, Event("C", of=len(both) + 2), Event("C", of=len(both) + 1)]
    none = "." * (updates - 1)
    return (
        (f"{updates} updates in one delta", _history([*many, Event("B", of=updates)], f"{none}d.")),
        (f"{updates} updates in one delta after another", _history(heard, f"d.{none}d.")),
        (f"{updates} deltas", _history(again, "d." * updates + ".")),
        (f"{updates} deltas of two replicas", _history(late, "dd.." * (updates // 2 + 1))),
    )
