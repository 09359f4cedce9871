"""The shortest histories of wrong counters, each found by search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from antichain.model import clock, designs, slots
from antichain.model.clock import Clock
from antichain.model.system import shortest_failure
from antichain.proofs.refutations.search import Move, Rule, World, shortest, shortest_count
from antichain.proofs.refutations.story import Story, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.model.system import Design

__all__ = [
    "add_always",
    "amnesia",
    "article",
    "collapse",
    "gap",
    "larger_number",
    "larger_total",
    "last_writer",
    "late_disk",
    "negative",
    "receive_counts",
    "smaller_slots",
    "wrapping",
]

_REPLICAS = ("A", "B")


def _of_design(design: Design[Any]) -> Story:
    failure = shortest_failure(design)
    if failure is None:
        message = f"{design.name} was to fail"
        raise LookupError(message)
    moves = tuple(Move("receive" if event.of else "increment", event.replica, event.of) for event in failure.history)
    return counted(moves, failure.read, failure.truth)


def article() -> Story:
    """Add when concurrent."""
    return _of_design(designs.ARTICLE)


def add_always() -> Story:
    """Add always."""
    return _of_design(designs.ADD_ALWAYS)


def larger_number() -> Story:
    """Keep the larger number."""
    return _of_design(designs.LARGER_NUMBER)


def last_writer() -> Story:
    """The last writer wins."""
    return _of_design(designs.LAST_WRITER)


def larger_total() -> Story:
    """Keep the state with the larger total."""
    return _of_design(designs.KEEP_LARGER_TOTAL)


def smaller_slots() -> Story:
    """The smaller slot wins."""
    return _of_design(designs.SMALLER_SLOTS)


def receive_counts() -> Story:
    """A receive counts as an event."""
    return _of_design(designs.RECEIVE_COUNTS)


def _total(counts: Clock) -> int:
    return sum(counts[r] for r in counts)


def _grown(counts: Clock, r: str, n: int) -> Clock:
    return clock.add(counts, r, n)


def _count(rule: Rule) -> Story:
    moves, (read, truth) = shortest_count(rule)
    return counted(moves, read, truth)


def amnesia() -> Story:
    """A lost disk, and the old name."""

    def wipe(world: World, r: str) -> World | None:
        _, past = world.site(r)
        return world.settled(r, Clock(), frozenset()) if past else None

    return _count(Rule(Clock(), _grown, clock.join, _total, faults={"wipe": wipe}))


def late_disk() -> Story:
    """A state is on disk only after the next event: a crash loses the latest, which others may have heard of."""

    def update(state: tuple[Clock, Clock], r: str, n: int) -> tuple[Clock, Clock]:
        now, _ = state
        return _grown(now, r, n), now

    def merge(state: tuple[Clock, Clock], theirs: tuple[Clock, Clock]) -> tuple[Clock, Clock]:
        return clock.join(state[0], theirs[0]), state[0]

    def crash(world: World, r: str) -> World | None:
        (now, disk), past = world.site(r)
        if now == disk or now[r] == disk[r]:
            return None
        return world.settled(r, (disk, disk), past - {max(past)})

    return _count(Rule((Clock(), Clock()), update, merge, lambda state: _total(state[0]), faults={"crash": crash}))


def wrapping() -> Story:
    """Slots of 31 bits."""
    largest = 2**31 - 1

    def update(counts: Clock, r: str, n: int) -> Clock:
        return clock.lift(lambda count, more: slots.add(count, more) % (largest + 1), counts, clock.unit(r, n))

    return _count(Rule(Clock(), update, clock.join, _total, amounts=(1, largest)))


def negative() -> Story:
    """Increments by -1."""

    def update(counts: Clock, r: str, n: int) -> Clock | None:
        return None if counts[r] + n < 0 else clock.lift(lambda x, own: slots.add(x, n * own), counts, clock.unit(r))

    return _count(Rule(Clock(), update, clock.join, _total, amounts=(1, -1)))


def collapse() -> Story:
    """The other replica leaves, its final state received; its count moves to one's own slot."""

    def retire(world: World, leaving: str) -> World | None:
        (stayer,) = set(_REPLICAS) - {leaving}
        (counts, past), (final, theirs) = world.site(stayer), world.site(leaving)
        if not theirs or not theirs <= past or counts[leaving] != final[leaving]:
            return None
        moved = clock.add(Clock({r: counts[r] for r in counts if r != leaving}), stayer, counts[leaving])
        return world.settled(stayer, moved, past)

    return _count(Rule(Clock(), _grown, clock.join, _total, faults={"retire": retire}))


def gap() -> Story:
    """A delta reaches a third replica, what happened before it does not."""
    start: _Known = ((("A", Clock()), ("B", Clock()), ("C", Clock())), (), ())

    def moves(world: _Known) -> Iterator[tuple[Move, _Known]]:
        sites, soup, pasts = world
        for r, counts in sites:
            grown = clock.tick(counts, r)
            yield Move("increment", r), (_with(sites, r, grown), (*soup, (r, grown, counts)), (*pasts, (r, grown)))
            for number, (sender, sent, before) in enumerate(soup, 1):
                if sender != r:
                    full, part = clock.join(counts, sent), clock.join(counts, clock.delta(sent, before))
                    yield Move("receive", r, number), (_with(sites, r, full), (*soup, (r, full, counts)), pasts)
                    yield Move("receive delta", r, number), (_with(sites, r, part), (*soup, (r, part, counts)), pasts)

    def wrong(move: Move, world: _Known) -> str | None:
        sites, _, pasts = world
        known = dict(sites)[move.replica]
        for r, stamp in pasts:
            if known[r] >= stamp[r] and not clock.leq(stamp, known):
                return f"{move.replica} knows update {stamp[r]} of {r} and not all that happened before it"
        return None

    found, fault = shortest(start, moves, wrong)
    story = counted(found, 0, 0)
    return Story(story.kind, story.requests, fault, "what happened before an update is known with it", len(found))


_Known = tuple[tuple[tuple[str, Clock], ...], tuple[tuple[str, Clock, Clock], ...], tuple[tuple[str, Clock], ...]]


def _with(sites: tuple[tuple[str, Clock], ...], replica: str, counts: Clock) -> tuple[tuple[str, Clock], ...]:
    return tuple((name, counts if name == replica else old) for name, old in sites)
