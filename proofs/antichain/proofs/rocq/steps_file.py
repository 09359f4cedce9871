"""``Steps.v``: the results of the Rocq steps on small histories, beside those of the model.

The steps in ``VectorClock.v`` and ``GCounter.v`` are written by hand. So each history of a few events is run by the
model, and the file states that the definitions of Rocq give the same clocks. Rocq evaluates them.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from antichain.model import stamps, system
from antichain.model.causality import Event
from antichain.model.designs import G_COUNTER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from antichain.model.clock import Clock
    from antichain.model.counter import GCounter

__all__ = ["histories", "steps_file"]

_NAMES = "ABC"
_HEAD = """\
From Coq Require Import Arith ZArith List.
From Antichain Require Import Clock History Counting VectorClock GCounter.
Import ListNotations.
Open Scope Z_scope.

Instance three : Replicas nat := Nat.eq_dec.
Definition slots (x : clock nat) := map x [0; 1; 2]%nat.
Definition clocks (s : state) (n : nat) := (map (fun r => slots (now s r)) [0; 1; 2]%nat,
  map (fun e => slots (left s e)) (seq 0 n)).
Definition both (h : history nat) :=
  (clocks (run vector_next h) (length h), clocks (run counter_next h) (length h)).
"""


def histories(events: int) -> Iterator[tuple[Event, ...]]:
    """Iterate over all histories of at most ``events`` events and three replicas, met in the order of their names.

    >>> [len(list(histories(events))) for events in range(3)]
    [1, 2, 6]
    """
    longest: list[tuple[Event, ...]] = [()]
    yield ()
    for number in range(events):
        messages = (None, *range(1, number + 1))
        longest = [
            (*history, Event(name, of))
            for history in longest
            for name, of in product(_NAMES[: 1 + len({event.replica for event in history})], messages)
        ]
        yield from longest


def steps_file(
    events: int,
    stamped: Callable[[Sequence[Event]], stamps.Execution] = stamps.run,
    design: system.Design[GCounter] = G_COUNTER,
) -> str:
    """Return the text of ``Steps.v`` for all histories of at most ``events`` events.

    ``stamped`` and ``design`` are the model's vector clocks and counter; a test gives wrong ones.
    """
    goals = []
    for history in histories(events):
        execution = stamped(history)
        vectors = _clocks([execution.now(r) for r in _NAMES], [stamp for _, stamp in execution.events])
        counters = system.run(design, _NAMES, history)
        sites = [counters[r].state.counts for r in _NAMES], [site.state.counts for _, site in counters.soup]
        left = f"both [{'; '.join(_event(each) for each in reversed(history))}]"
        goals.append(f"Goal {left} = ({vectors}, {_clocks(*sites)}).\nProof. vm_compute. reflexivity. Qed.\n")
    return "\n".join([_HEAD, *goals])


def _event(event: Event) -> str:
    received = "None" if event.of is None else f"(Some {event.of - 1}%nat)"
    return f"Event {_NAMES.index(event.replica)}%nat {received}"


def _clocks(now: Sequence[Clock], left: Sequence[Clock]) -> str:
    """Return the clocks of all replicas, and the clock that each event left, as Gallina."""

    def rows(clocks: Sequence[Clock]) -> str:
        written = ["; ".join(str(each[r]) for r in _NAMES) for each in clocks]
        return f"[{'; '.join(f'[{row}]' for row in written)}]"

    return f"({rows(now)}, {rows(left)})"
