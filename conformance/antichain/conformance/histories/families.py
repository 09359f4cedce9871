"""Causal histories by seed: random ones, and families that stress a network in a known way.

A family is an endless stream of actions; the first ones that fit become the history, a causality graph on networkx.
"""

from __future__ import annotations

from itertools import cycle, pairwise, permutations
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from antichain.conformance.histories.exhaustive import Reach
from antichain.conformance.histories.replica_names import letters
from antichain.model.causality import CausalityGraph, Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["FAMILIES", "generate"]


class Action(NamedTuple):
    """``to`` updates, or if ``of`` is given, receives the state that ``of`` had ``age`` states ago."""

    to: str
    of: str | None = None
    age: int = 0


def chain(names: Sequence[str], _random: Random) -> Iterator[Action]:
    """Each replica updates and sends to the next: no two updates are concurrent."""
    for sender, receiver in pairwise(cycle(names)):
        yield Action(sender)
        yield Action(receiver, sender)


def fork_and_join(names: Sequence[str], _random: Random) -> Iterator[Action]:
    """One replica sends to all others, all update, and all send to the first."""
    first, *others = names
    while True:
        yield Action(first)
        for other in others:
            yield Action(other, first)
            yield Action(other)
        for other in others:
            yield Action(first, other)


def star(names: Sequence[str], random: Random) -> Iterator[Action]:
    """All replicas exchange states with the hub only."""
    hub, *leaves = names
    while True:
        leaf = random.choice(leaves)
        yield Action(leaf)
        yield Action(hub, leaf)
        yield Action(random.choice(leaves), hub)


def ring(names: Sequence[str], random: Random) -> Iterator[Action]:
    """Each replica sends to its neighbour; some update before."""
    for sender, receiver in pairwise(cycle(names)):
        if random.random() < 0.5:  # noqa: PLR2004 — a coin
            yield Action(sender)
        yield Action(receiver, sender)


def gossip(names: Sequence[str], random: Random) -> Iterator[Action]:
    """All replicas update, then all send to all."""
    while True:
        for name in names:
            yield Action(name)
        pairs = list(permutations(names, 2))
        random.shuffle(pairs)
        for sender, receiver in pairs:
            yield Action(receiver, sender)


def partition_then_heal(names: Sequence[str], random: Random) -> Iterator[Action]:
    """Two halves work separately for a while, then exchange states, repeatedly."""
    half = len(names) // 2
    while True:
        for side in (names[:half], names[half:]):
            for _ in range(4 * len(side)):
                sender, receiver = random.choice(side), random.choice(side)
                yield Action(sender)
                if sender != receiver:
                    yield Action(receiver, sender)
        for left, right in zip(names[:half], names[half:], strict=False):
            yield Action(left, right)
            yield Action(right, left)


def lossy(names: Sequence[str], random: Random) -> Iterator[Action]:
    """All replicas update often; one of ten messages arrives."""
    while True:
        sender, receiver = random.sample(names, 2)
        yield Action(sender)
        if random.random() < 0.1:  # noqa: PLR2004 — one of ten
            yield Action(receiver, sender)


def repeating(names: Sequence[str], random: Random) -> Iterator[Action]:
    """Every message arrives two or three times."""
    while True:
        sender, receiver = random.sample(names, 2)
        yield Action(sender)
        for _ in range(random.choice((2, 3))):
            yield Action(receiver, sender)


def reordering(names: Sequence[str], random: Random) -> Iterator[Action]:
    """The latest message arrives first."""
    while True:
        sender, receiver = random.sample(names, 2)
        burst = random.randint(2, 4)
        for _ in range(burst):
            yield Action(sender)
        for age in range(burst):
            yield Action(receiver, sender, age)


def late_stale_echo(names: Sequence[str], random: Random) -> Iterator[Action]:
    """Very old states arrive, also at their senders."""
    while True:
        sender, receiver = random.sample(names, 2)
        yield Action(sender)
        yield Action(receiver, sender)
        yield Action(receiver)
        yield Action(random.choice((sender, receiver)), sender, random.randint(1, 1 << 16))


def busy_writer(names: Sequence[str], _random: Random) -> Iterator[Action]:
    """One replica makes many updates that all others receive; then its first update arrives once more."""
    writer, *others = names
    while True:
        for _ in range(30):
            yield Action(writer)
        for age in (0, 29):
            for other in others:
                yield Action(other, writer, age)


def anything(names: Sequence[str], random: Random) -> Iterator[Action]:
    """Random updates, and receives of random earlier states."""
    while True:
        yield Action(random.choice(names))
        yield Action(random.choice(names), random.choice(names), random.choice((0, 0, 1, 2, 1 << 16)))


FAMILIES: dict[str, Callable[[Sequence[str], Random], Iterator[Action]]] = {
    "random": anything,
    "chain": chain,
    "fork-and-join": fork_and_join,
    "star": star,
    "ring": ring,
    "gossip": gossip,
    "partition-then-heal": partition_then_heal,
    "lossy": lossy,
    "repeating": repeating,
    "reordering": reordering,
    "late-stale-echo": late_stale_echo,
    "busy-writer": busy_writer,
}


def _actions(family: str) -> Callable[[Sequence[str], Random], Iterator[Action]]:
    """Return the function of a family, or raise a ValueError that names the families."""
    if family not in FAMILIES:
        message = f"unknown family {family!r}; expected one of {', '.join(FAMILIES)}"
        raise ValueError(message)
    return FAMILIES[family]


def generate(family: str, replicas: int, events: int, seed: int, reach: Reach = Reach.ECHO) -> CausalityGraph:
    """Return the history that a family, a size and a seed determine.

    ``reach`` names the states that may be received. With :attr:`Reach.UPDATES`, for vector clocks, a replica updates
    before it sends, and own states do not come back.

    >>> generate("ring", 3, 3, seed=7).events
    (Event(replica='A', of=None), Event(replica='B', of=1), Event(replica='B', of=None))

    Raises:
        ValueError: the family is unknown, or there are fewer than two replicas.

    """
    if replicas < 2:  # noqa: PLR2004 — a network needs two replicas
        message = f"family {family!r} with replicas {replicas}; at least 2 are needed to exchange anything"
        raise ValueError(message)
    history: list[Event] = []
    states: dict[str, list[int]] = {}
    actions = _actions(family)(letters(replicas), Random(seed))  # noqa: S311 — reproducible, not secret

    def happen(event: Event) -> None:
        history.append(event)
        if event.is_update or reach is not Reach.UPDATES:
            states.setdefault(event.replica, []).append(len(history))

    while len(history) < events:
        to, of, age = next(actions)
        if of is None:
            happen(Event(to))
            continue
        if of == to and reach is not Reach.ECHO:
            continue
        if reach is Reach.UPDATES and age == 0 and len(history) + 1 < events:
            latest = next((n for n in range(len(history), 0, -1) if history[n - 1].replica == of), 0)
            if not latest or not history[latest - 1].is_update:
                happen(Event(of))
        if left := states.get(of):
            happen(Event(to, of=left[max(0, len(left) - 1 - age)]))
    return CausalityGraph(history)
