"""The shortest histories of wrong designs, each found by search, in the words of the harness's protocol."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from antichain.model import clock, designs, slots
from antichain.model.clock import Clock, Order
from antichain.model.system import shortest_failure
from antichain.proofs.search import Move, Rule, World, shortest, shortest_count, shortest_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antichain.model.causality import Event
    from antichain.model.system import Design

__all__ = ["Story"]

_REPLICAS = ("A", "B")


@dataclass(frozen=True, slots=True)
class Story:
    """A history as requests to a target; the last one answers ``read`` where ``truth`` was due."""

    kind: str
    requests: tuple[dict[str, Any], ...]
    read: Any
    truth: Any
    steps: int
    """How many updates, receives and faults it has."""

    def as_json(self) -> dict[str, Any]:
        """Return the story for machines."""
        return {
            "kind": self.kind,
            "replicas": sorted({*_REPLICAS, *(r["replica"] for r in self.requests if "replica" in r)}),
            "requests": list(self.requests),
            "expected": self.truth,
            "answered": self.read,
        }

    def in_words(self) -> str:
        """Return the story as one line."""
        return "; ".join(filter(None, map(_in_words, self.requests)))


_WORDS = {
    "increment": "{replica}+{by}",
    "send": "{replica}>{message}",
    "receive": "{replica}<{message}",
    "compare": "{left} ? {right}",
    "construct": "{message} = {entries}",
    "stamp": "",
}


def _in_words(request: dict[str, Any]) -> str:
    shown = {**request, "by": f"({request['by']})" if request.get("by", 0) < 0 else request.get("by")}
    mark = "Δ" if request.get("delta") else ""
    return _WORDS.get(request["op"], "{op} {replica}").format(**shown).replace(">", f">{mark}")


def _counting(moves: tuple[Move, ...], read: int, truth: int) -> Story:
    """Return a history of a counter: a state that is received later is exported where it was left."""
    wanted = {move.of for move in moves if move.of}
    requests: list[dict[str, Any]] = []
    left = 0
    for move in moves:
        match move.op:
            case "increment":
                requests.append({"op": "increment", "replica": move.replica, "by": move.by})
            case "receive" | "receive delta":
                requests.append({"op": "receive", "replica": move.replica, "message": f"m{move.of}"})
            case _:
                requests.append({"op": move.op, "replica": move.replica})
        if move.op in {"increment", "receive", "receive delta"}:
            left += 1
            if left in wanted:
                delta = any(each.of == left and each.op == "receive delta" for each in moves)
                send = {"op": "send", "replica": move.replica, "message": f"m{left}"}
                requests.append({**send, "delta": True} if delta else send)
    reader = moves[-1].replica
    return Story("g-counter", (*requests, {"op": "value", "replica": reader}), read, truth, len(moves))


def _of_design(design: Design[Any]) -> Story:
    failure = shortest_failure(design)
    if failure is None:
        message = f"{design.name} was to fail"
        raise LookupError(message)
    moves = tuple(Move("receive" if event.of else "increment", event.replica, event.of) for event in failure.history)
    return _counting(moves, failure.read, failure.truth)


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
    return _counting(moves, read, truth)


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
    story = _counting(found, 0, 0)
    return Story(story.kind, story.requests, fault, "what happened before an update is known with it", len(found))


_Known = tuple[tuple[tuple[str, Clock], ...], tuple[tuple[str, Clock, Clock], ...], tuple[tuple[str, Clock], ...]]


def _with(sites: tuple[tuple[str, Clock], ...], replica: str, counts: Clock) -> tuple[tuple[str, Clock], ...]:
    return tuple((name, counts if name == replica else old) for name, old in sites)


def spelling() -> Story:
    """Two dictionaries of one clock."""
    spelt = sorted(({"A": a} if a is not None else {} for a in (None, 0, 1)), key=len)
    x, y = next((x, y) for x, y in product(spelt, repeat=2) if x != y and Clock(x) == Clock(y))
    requests = (
        {"op": "construct", "message": "x", "entries": x},
        {"op": "construct", "message": "y", "entries": y},
        {"op": "compare", "left": "x", "right": "y"},
    )
    return Story("version-vector", requests, "not equal", Order.EQUAL.value, 0)


def _stamped(
    receive: Callable[[Clock, Clock, str], Clock], message: Callable[[Clock, Clock], Clock] = lambda _, after: after
) -> Callable[[tuple[Event, ...]], list[Clock]]:
    """Return the stamping that ticks at an event, receives so, and puts into messages what ``message`` makes."""

    def stamps(history: tuple[Event, ...]) -> list[Clock]:
        now: dict[str, Clock] = {}
        found: list[Clock] = []
        sent: list[Clock] = []
        for event in history:
            mine = now.get(event.replica, Clock())
            after = receive(mine, sent[event.of - 1], event.replica) if event.of else clock.tick(mine, event.replica)
            now[event.replica] = after
            found.append(after)
            sent.append(message(mine, after))
        return found

    return stamps


def _ordered(
    stamps: Callable[[tuple[Event, ...]], list[Clock]],
    compare: Callable[[Clock, Clock], Order],
    counts: Callable[[Order, Order], bool] = lambda told, truth: told is not truth,
) -> Story:
    history, e, f, told, truth = shortest_order(stamps, compare, counts)
    received = {event.of for event in history}
    requests: list[dict[str, Any]] = []
    for number, event in enumerate(history, 1):
        if event.of:
            requests.append({"op": "receive", "replica": event.replica, "message": f"m{event.of}"})
        elif number in received:
            requests.append({"op": "send", "replica": event.replica, "message": f"m{number}"})
        else:
            requests.append({"op": "event", "replica": event.replica})
        requests.append({"op": "stamp", "replica": event.replica, "message": f"s{number}"})
    requests.append({"op": "compare", "left": f"s{e}", "right": f"s{f}"})
    return Story("vector-clock", tuple(requests), told.value, truth.value, len(history))


def by_sums() -> Story:
    """Compare sums."""

    def compare(x: Clock, y: Clock) -> Order:
        return clock.compare(clock.unit("sum", _total(x)), clock.unit("sum", _total(y)))

    return _ordered(_stamped(clock.receive), compare)


def _without_a(x: Clock) -> Clock:
    return Clock({r: x[r] for r in x if r != "A"})


def pruned() -> Story:
    """The earlier stamp forgets a replica: a conflict is missed."""
    return _ordered(
        _stamped(clock.receive),
        lambda x, y: clock.compare(_without_a(x), y),
        lambda told, truth: (told, truth) == (Order.BEFORE, Order.CONCURRENT),
    )


def pruned_late() -> Story:
    """The later stamp forgets a replica: a conflict is invented."""
    return _ordered(
        _stamped(clock.receive),
        lambda x, y: clock.compare(x, _without_a(y)),
        lambda told, truth: (told, truth) == (Order.CONCURRENT, Order.BEFORE),
    )


def quiet_receive() -> Story:
    """A receive joins and does not tick."""
    return _ordered(_stamped(lambda x, y, _: clock.join(x, y)), clock.compare)


def early_stamp() -> Story:
    """A message carries the clock from before its tick."""
    return _ordered(_stamped(clock.receive, lambda before, _: before), clock.compare)
