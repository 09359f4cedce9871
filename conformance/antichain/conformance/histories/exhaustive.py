"""Every causality graph up to a size, each once up to renaming of replicas.

Graphs grow by one event at a time from the empty one, so the values of a graph are computed once and shared by all its
extensions. An event is identified by its replica and its place there. So two graphs are the same exactly if some
renaming of replicas turns the columns of one into those of the other.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import permutations
from typing import TYPE_CHECKING

from antichain.conformance.histories.replica_names import letters
from antichain.conformance.oracle.execution import Execution
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.oracle.steps import FaultStep

__all__ = ["Reach", "canonical", "graphs", "level_sizes"]


class Reach(StrEnum):
    """The replicas whose states a replica may receive."""

    ECHO = "echo"
    """The state of any earlier event, also an own one."""
    OTHERS = "others"
    """The state of any earlier event of another replica."""
    UPDATES = "updates"
    """The state of an earlier update of another replica."""


def graphs(replicas: int, events: int, reach: Reach = Reach.OTHERS) -> Iterator[Execution]:
    """Yield every graph within the bounds of replicas and events, from the empty one to larger ones.

    >>> sum(1 for _ in graphs(2, 2))
    5
    """
    level = [Execution()]
    yield from level
    for _ in range(events):
        larger = []
        for execution in _next_level(level, replicas, reach):
            larger.append(execution)
            yield execution
        level = larger


def level_sizes(replicas: int, events: int, reach: Reach = Reach.OTHERS) -> list[int]:
    """Return how many graphs there are of 0, 1, ... and exactly ``events`` events.

    >>> level_sizes(2, 3)
    [1, 1, 3, 8]
    """
    sizes = [0] * (events + 1)
    for execution in graphs(replicas, events, reach):
        sizes[len(execution.events)] += 1
    return sizes


def canonical(events: Sequence[Event | FaultStep]) -> tuple[object, ...]:
    """Return a value that two histories share exactly when they are one graph up to renaming of replicas.

    >>> canonical([Event("A"), Event("B")]) == canonical([Event("B"), Event("A")])
    True
    >>> canonical([Event("A"), Event("B")]) == canonical([Event("A"), Event("A")])
    False
    """
    places: list[tuple[str, int]] = []
    columns: dict[str, list[tuple[str, int] | None]] = {}
    for event in events:
        column = columns.setdefault(event.replica, [])
        column.append(None if event.of is None else places[event.of - 1])
        places.append((event.replica, len(column)))
    return min(_renamed(columns, order) for order in permutations(columns))


def _renamed(columns: dict[str, list[tuple[str, int] | None]], order: Sequence[str]) -> tuple[object, ...]:
    number = {replica: rank for rank, replica in enumerate(order)}
    # An update is written like the receive of an event that no replica has, so that all entries can be compared.
    return tuple(tuple((-1, 0) if of is None else (number[of[0]], of[1]) for of in columns[r]) for r in order)


def _next_level(level: list[Execution], replicas: int, reach: Reach) -> Iterator[Execution]:
    seen = set()
    for execution in level:
        for event in _choices(execution, replicas, reach):
            shape = canonical((*execution.events, event))
            if shape not in seen:
                seen.add(shape)
                yield execution.extend(event)


def _choices(execution: Execution, replicas: int, reach: Reach) -> Iterator[Event]:
    """Yield the possible next events; the first replica without events represents all such replicas."""
    present = len(execution.replicas)
    for name in letters(min(present + 1, replicas)):
        yield Event(name)
        for number, sent in enumerate(execution.events, 1):
            foreign = sent.replica != name
            if reach is Reach.ECHO or (foreign and (reach is Reach.OTHERS or sent.is_update)):
                yield Event(name, of=number)
