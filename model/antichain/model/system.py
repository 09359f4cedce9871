"""The replicated counter as a transition system, for any rule of merging.

There are two steps. A replica makes an update, or it receives the state that an earlier event left behind. Every such
state is in the *soup*, a set of messages that can be lost, repeated or reordered, so a send needs no step. Beside the
states that the rule computes, the system keeps the ledger: the dots (replica, n), that is the updates, that each
replica knows. A rule is right if every replica always reads the number of dots that it knows.

Breadth-first search finds a shortest failing history first.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = [
    "TRANSITIONS",
    "Design",
    "Failure",
    "Site",
    "System",
    "receive",
    "run",
    "shortest_failure",
    "start",
    "update",
]

S = TypeVar("S")
Dot = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Design(Generic[S]):
    """A way to count on several replicas: its start, update, merge, and read.

    ``update(mine, r)`` is the state after one update at replica ``r``; ``merge(mine, theirs, r)`` is the state of ``r``
    after it received another state.
    """

    name: str
    empty: S
    update: Callable[[S, str], S]
    merge: Callable[[S, S, str], S]
    value: Callable[[S], int]


@dataclass(frozen=True, slots=True)
class Site(Generic[S]):
    """A replica's state by the rule, and the dots in its past."""

    state: S
    dots: frozenset[Dot] = frozenset()


@dataclass(frozen=True, slots=True)
class System(Generic[S]):
    """All replicas, and the soup: for each event of the history, the site after the event."""

    sites: tuple[tuple[str, Site[S]], ...]
    soup: tuple[tuple[str, Site[S]], ...] = ()

    def __getitem__(self, replica: str) -> Site[S]:
        """Return the site of ``replica``."""
        return dict(self.sites)[replica]


@dataclass(frozen=True, slots=True)
class Failure:
    """A history after whose last event its replica reads a wrong number."""

    history: tuple[Event, ...]
    read: int
    truth: int


def start(design: Design[S], replicas: Sequence[str]) -> System[S]:
    """Return the system before any event.

    >>> from antichain.model.designs import G_COUNTER
    >>> start(G_COUNTER, "AB")["A"].dots
    frozenset()
    """
    return System(tuple((replica, Site(design.empty)) for replica in replicas))


def _after(system: System[S], replica: str, site: Site[S]) -> System[S]:
    sites = tuple((name, site if name == replica else old) for name, old in system.sites)
    return System(sites, (*system.soup, (replica, site)))


def update(design: Design[S], system: System[S], replica: str) -> System[S]:
    """Return the system after ``replica`` made one update: its ledger has a new dot.

    >>> from antichain.model.designs import G_COUNTER
    >>> update(G_COUNTER, start(G_COUNTER, "AB"), "A")["A"].dots
    frozenset({('A', 1)})
    """
    site = system[replica]
    made = sum(1 for owner, _ in site.dots if owner == replica)
    return _after(system, replica, Site(design.update(site.state, replica), site.dots | {(replica, made + 1)}))


def receive(design: Design[S], system: System[S], replica: str, event: int) -> System[S]:
    """Return the system after ``replica`` received the state that ``event``, counted from 1, left behind.

    >>> from antichain.model.designs import G_COUNTER
    >>> system = update(G_COUNTER, start(G_COUNTER, "AB"), "A")
    >>> G_COUNTER.value(receive(G_COUNTER, system, "B", 1)["B"].state)
    1
    """
    site, (_, sent) = system[replica], system.soup[event - 1]
    return _after(system, replica, Site(design.merge(site.state, sent.state, replica), site.dots | sent.dots))


TRANSITIONS = (update, receive)


def _step(design: Design[S], system: System[S], event: Event) -> System[S]:
    if event.of is None:
        return update(design, system, event.replica)
    return receive(design, system, event.replica, event.of)


def run(design: Design[S], replicas: Sequence[str], history: Sequence[Event]) -> System[S]:
    """Return the system after a whole history.

    >>> from antichain.model.designs import ARTICLE
    >>> twice = run(ARTICLE, "AB", [Event("A"), Event("B"), Event("B", of=1)])
    >>> ARTICLE.value(twice["B"].state)
    2
    """
    system = start(design, replicas)
    for event in history:
        system = _step(design, system, event)
    return system


def _choices(system: System[S], *, echo: bool) -> Iterator[Event]:
    for replica, _ in system.sites:
        yield Event(replica)
        for number, (sender, _) in enumerate(system.soup, 1):
            if echo or sender != replica:
                yield Event(replica, of=number)


def shortest_failure(
    design: Design[S], replicas: Sequence[str] = "AB", *, events: int = 6, echo: bool = False
) -> Failure | None:
    """Return a shortest history that makes ``design`` read a wrong number, or None if none within ``events`` does.

    With ``echo``, a replica also receives its own states. Of histories that reach the same sites and the same soup,
    one is followed.

    >>> from antichain.model.designs import ARTICLE, G_COUNTER
    >>> failure = shortest_failure(ARTICLE)
    >>> len(failure.history), failure.read, failure.truth
    (5, 4, 3)
    >>> shortest_failure(G_COUNTER, events=4) is None
    True
    """
    first = start(design, replicas)
    queue: deque[tuple[System[S], tuple[Event, ...]]] = deque([(first, ())])
    reached = {(first.sites, frozenset(first.soup))}
    while queue:
        system, history = queue.popleft()
        if len(history) == events:
            continue
        for event in _choices(system, echo=echo):
            after, longer = _step(design, system, event), (*history, event)
            site = after[event.replica]
            if (read := design.value(site.state)) != len(site.dots):
                return Failure(longer, read, len(site.dots))
            if (key := (after.sites, frozenset(after.soup))) not in reached:
                reached.add(key)
                queue.append((after, longer))
    return None
