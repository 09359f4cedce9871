"""Designs of counters on several replicas: a right one, and wrong ones that are in use.

The first of the wrong ones is from a widely read article: every server keeps a clock and a count; if two servers sync
and their clocks are concurrent, the counts are *added* and the clocks joined. It is right the first time. User B likes
on server 1, user C likes on server 2, the servers sync both ways:

>>> from antichain.model.causality import Event
>>> from antichain.model.system import receive, run, start, update
>>> article = start(ARTICLE, ["S1", "S2"])
>>> article = update(ARTICLE, article, "S1")
>>> article = update(ARTICLE, article, "S2")
>>> article["S1"].state, article["S2"].state
(Tally(clock=Clock({'S1': 1}), count=1), Tally(clock=Clock({'S2': 1}), count=1))
>>> article = receive(ARTICLE, article, "S2", 1)
>>> article = receive(ARTICLE, article, "S1", 2)
>>> article["S1"].state == article["S2"].state
True
>>> article["S1"].state
Tally(clock=Clock({'S1': 1, 'S2': 1}), count=2)

There are two likes, and both servers agree. Now the second round, from the start: like on 1, sync 1 to 2, like on 1,
like on 2, sync 1 to 2. The like that both already knew is counted twice:

>>> article = start(ARTICLE, ["S1", "S2"])
>>> article = update(ARTICLE, article, "S1")
>>> article = receive(ARTICLE, article, "S2", 1)
>>> article = update(ARTICLE, article, "S1")
>>> article = update(ARTICLE, article, "S2")
>>> article["S1"].state, article["S2"].state
(Tally(clock=Clock({'S1': 2}), count=2), Tally(clock=Clock({'S1': 1, 'S2': 1}), count=2))
>>> article = receive(ARTICLE, article, "S2", 3)
>>> ARTICLE.value(article["S2"].state), len(article["S2"].dots)
(4, 3)

The right design keeps the count of *each* server, and takes the larger one for each server:

>>> right = run(G_COUNTER, ["S1", "S2"], [Event("S1"), Event("S2", of=1), Event("S1"), Event("S2"), Event("S2", of=3)])
>>> right["S2"].state, G_COUNTER.value(right["S2"].state)
(GCounter(counts=Clock({'S1': 2, 'S2': 1})), 3)
"""

from __future__ import annotations

from dataclasses import dataclass, field

from antichain.model import clock
from antichain.model.clock import Clock, Order
from antichain.model.counter import GCounter
from antichain.model.system import Design

__all__ = [
    "ADD_ALWAYS",
    "ARTICLE",
    "G_COUNTER",
    "KEEP_LARGER_TOTAL",
    "LARGER_NUMBER",
    "LAST_WRITER",
    "ONE_SLOT_FOR_ALL",
    "RECEIVE_COUNTS",
    "RIVALS",
    "SMALLER_SLOTS",
    "Tally",
]


@dataclass(frozen=True, slots=True)
class Tally:
    """The state of the article's servers: a clock, and one count beside it."""

    clock: Clock = field(default_factory=Clock)
    count: int = 0


def _tally(mine: Tally, r: str) -> Tally:
    return Tally(clock.tick(mine.clock, r), mine.count + 1)


def _add_when_concurrent(mine: Tally, theirs: Tally, _r: str) -> Tally:
    counts = {
        Order.CONCURRENT: mine.count + theirs.count,
        Order.BEFORE: theirs.count,
        Order.AFTER: mine.count,
        Order.EQUAL: mine.count,
    }
    return Tally(clock.join(mine.clock, theirs.clock), counts[clock.compare(mine.clock, theirs.clock)])


def _count(mine: GCounter, r: str) -> GCounter:
    return mine.increment(r)


def _total(state: GCounter) -> int:
    return state.value


def _identity(number: int) -> int:
    return number


def _larger_total(mine: GCounter, theirs: GCounter, _r: str) -> GCounter:
    return theirs if theirs.value > mine.value else mine


G_COUNTER = Design("a slot per replica, the larger wins", GCounter(), _count, lambda x, y, _: x.join(y), _total)
ARTICLE = Design("add when concurrent", Tally(), _tally, _add_when_concurrent, lambda tally: tally.count)
ADD_ALWAYS = Design("add always", 0, lambda x, _: x + 1, lambda x, y, _: x + y, _identity)
LARGER_NUMBER = Design("keep the larger number", 0, lambda x, _: x + 1, lambda x, y, _: max(x, y), _identity)
LAST_WRITER = Design("the last writer wins", GCounter(), _count, lambda _x, y, _: y, _total)
KEEP_LARGER_TOTAL = Design("keep the state with the larger total", GCounter(), _count, _larger_total, _total)
SMALLER_SLOTS = Design(
    "a slot per replica, the smaller wins",
    GCounter(),
    _count,
    lambda x, y, _: GCounter(clock.meet(x.counts, y.counts)),
    _total,
)
RECEIVE_COUNTS = Design(
    "a receive counts as an event",
    GCounter(),
    _count,
    lambda x, y, r: GCounter(clock.receive(x.counts, y.counts, r)),
    _total,
)
ONE_SLOT_FOR_ALL = Design(
    "all replicas share one slot", GCounter(), lambda x, _: x.increment("shared"), lambda x, y, _: x.join(y), _total
)

RIVALS = (
    ARTICLE,
    ADD_ALWAYS,
    LARGER_NUMBER,
    LAST_WRITER,
    KEEP_LARGER_TOTAL,
    SMALLER_SLOTS,
    RECEIVE_COUNTS,
    ONE_SLOT_FOR_ALL,
)
