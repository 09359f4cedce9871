"""Breadth-first search for shortest failing histories."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from antichain.model.causality import CausalityGraph, Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from antichain.model.clock import Order

__all__ = ["Move", "Rule", "World", "shortest", "shortest_count", "shortest_order"]

W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a history: its action, its replica, the earlier event (counted from 1), and the amount."""

    op: str
    replica: str
    of: int | None = None
    by: int = 1


def shortest(
    start: W,
    moves: Callable[[W], Iterable[tuple[Move, W]]],
    wrong: Callable[[Move, W], Any],
    *,
    steps: int = 6,
) -> tuple[tuple[Move, ...], Any]:
    """Return a shortest history in which ``wrong`` finds a fault, and the fault.

    Raises:
        LookupError: no history within ``steps`` is wrong.

    """
    queue: deque[tuple[W, tuple[Move, ...]]] = deque([(start, ())])
    reached = {start}
    while queue:
        world, history = queue.popleft()
        for move, after in moves(world) if len(history) < steps else ():
            longer = (*history, move)
            if (fault := wrong(move, after)) is not None:
                return longer, fault
            if after not in reached:
                reached.add(after)
                queue.append((after, longer))
    message = f"no history of at most {steps} steps fails"
    raise LookupError(message)


@dataclass(frozen=True, slots=True)
class World:
    """Counting replicas: for each replica its state and the updates (number, amount) in its past; and the soup."""

    sites: tuple[tuple[str, Any, frozenset[tuple[int, int]]], ...]
    soup: tuple[tuple[str, Any, frozenset[tuple[int, int]]], ...] = ()
    made: int = 0

    def site(self, replica: str) -> tuple[Any, frozenset[tuple[int, int]]]:
        """Return the state and the past of a replica."""
        return next((state, past) for name, state, past in self.sites if name == replica)

    def settled(self, replica: str, state: Any, past: frozenset[tuple[int, int]]) -> World:  # noqa: ANN401 — a design's own
        """Return the world with this state and past of a replica."""
        sites = tuple((n, state, past) if n == replica else (n, s, p) for n, s, p in self.sites)
        return replace(self, sites=sites)

    def left(self, replica: str) -> World:
        """Return the world in which the replica's present state is in the soup."""
        return replace(self, soup=(*self.soup, (replica, *self.site(replica))))


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of counting with amounts, and the faults of a replica: ``faults`` return the next world, or None."""

    empty: Any
    update: Callable[[Any, str, int], Any]
    merge: Callable[[Any, Any], Any]
    value: Callable[[Any], int]
    amounts: tuple[int, ...] = (1,)
    faults: Mapping[str, Callable[[World, str], World | None]] = field(default_factory=dict)


def shortest_count(rule: Rule) -> tuple[tuple[Move, ...], tuple[int, int]]:
    """Return a shortest history of two replicas after which one reads a wrong number: the history, read and truth."""
    start = World(tuple((name, rule.empty, frozenset[tuple[int, int]]()) for name in "AB"))

    def moves(world: World) -> Iterator[tuple[Move, World]]:
        for replica, _, _ in world.sites:
            yield from _updates(rule, world, replica)
            yield from _receives(rule, world, replica)
            faulty = ((name, fault(world, replica)) for name, fault in rule.faults.items())
            yield from ((Move(name, replica), after) for name, after in faulty if after is not None)

    def wrong(_: Move, world: World) -> tuple[int, int] | None:
        readings = ((rule.value(state), sum(by for _, by in past)) for _, state, past in world.sites)
        return next(((read, truth) for read, truth in readings if read != truth), None)

    return shortest(start, moves, wrong)


def _updates(rule: Rule, world: World, replica: str) -> Iterator[tuple[Move, World]]:
    state, past = world.site(replica)
    for by in rule.amounts:
        updated = rule.update(state, replica, by)
        if updated is not None:
            after = replace(world, made=world.made + 1).settled(replica, updated, past | {(world.made, by)})
            yield Move("increment", replica, by=by), after.left(replica)


def _receives(rule: Rule, world: World, replica: str) -> Iterator[tuple[Move, World]]:
    state, past = world.site(replica)
    for number, (sender, theirs, known) in enumerate(world.soup, 1):
        if sender != replica:
            after = world.settled(replica, rule.merge(state, theirs), past | known)
            yield Move("receive", replica, of=number), after.left(replica)


def shortest_order(
    stamps: Callable[[tuple[Event, ...]], list[Any]],
    compare: Callable[[Any, Any], Order],
    counts: Callable[[Order, Order], bool] = lambda answer, truth: answer is not truth,
) -> tuple[tuple[Event, ...], int, int, Order, Order]:
    """Return a shortest history, and two of its events whose stamps have another order than the events.

    Only states of updates are received: on vector clocks a message is the stamp of a send. ``counts`` selects the
    mistakes.

    Raises:
        LookupError: no short history gets a wrong answer.

    """
    queue: deque[tuple[Event, ...]] = deque([()])
    while queue:
        history = queue.popleft()
        graph, found = CausalityGraph(history), stamps(history)
        for f in range(1, len(history) + 1):
            for e in range(1, f):
                answer, truth = compare(found[e - 1], found[f - 1]), graph.order(e, f)
                if counts(answer, truth):
                    return history, e, f, answer, truth
        sends = [number for number, event in enumerate(history, 1) if event.is_update]
        choices = (Event(r, of) for r in "AB" for of in (None, *(n for n in sends if history[n - 1].replica != r)))
        queue.extend((*history, choice) for choice in choices if len(history) < 5)  # noqa: PLR2004 — far enough
    message = "no short history gets a wrong answer"
    raise LookupError(message)
