"""Implementations that are wrong on purpose, one mistake each; the function's docstring confesses it.

Each is a target of its own: ``antichain check py:wrong:sums``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from antichain.conformance.protocol import Hello, Kind, Options
from antichain.conformance.target import Rejected
from antichain.conformance.values import Library, Values
from antichain.conformance.zoo import gap_unseen

if TYPE_CHECKING:
    from collections.abc import Mapping

_FULL = 1000
Counts = dict[str, int]
Signed = dict[str, tuple[int, int]]


def amount(by: object) -> int:
    """Return a legal amount as it is."""
    if not isinstance(by, int):
        code = "not-an-integer"
        raise Rejected(code)
    if by < 0:
        code = "negative"
        raise Rejected(code)
    return by


def add(counts: Counts, replica: str, by: object) -> Counts:
    return {**counts, replica: counts.get(replica, 0) + amount(by)}


def larger(x: Counts, y: Counts) -> Counts:
    return {replica: max(x.get(replica, 0), y.get(replica, 0)) for replica in x | y}


def total(counts: Counts) -> int:
    return sum(counts.values())


def shift(counts: Signed, replica: str, added: int, taken: int) -> Signed:
    p, n = counts.get(replica, (0, 0))
    return {**counts, replica: (p + added, n + taken)}


def larger_pairs(x: Signed, y: Signed) -> Signed:
    def pair(replica: str) -> tuple[int, int]:
        (p, n), (q, m) = x.get(replica, (0, 0)), y.get(replica, (0, 0))
        return max(p, q), max(n, m)

    return {replica: pair(replica) for replica in x | y}


def balance(counts: Signed) -> int:
    return sum(p - n for p, n in counts.values())


def within(x: Mapping[str, int], y: Mapping[str, int]) -> bool:
    return all(count <= y.get(replica, 0) for replica, count in x.items())


def order(x: Mapping[str, int], y: Mapping[str, int]) -> str:
    return {(True, True): "equal", (True, False): "before", (False, True): "after"}.get(
        (within(x, y), within(y, x)), "concurrent"
    )


def tick(clock: Counts, replica: str) -> Counts:
    return {**clock, replica: clock.get(replica, 0) + 1}


def encode(counts: Counts) -> bytes:
    return json.dumps(counts).encode()


def decode(data: bytes) -> Counts:
    counts: Counts = json.loads(data)
    return counts


def one(kind: Kind, library: Library, **options: Any) -> Values:  # noqa: ANN401 — claims are of many types
    """Return a target that offers one kind."""
    return Values(Hello(name="made for tests", kinds={kind: Options(**options)}), {kind: library})


def claiming(target: Values, kind: Kind, **options: Any) -> Values:  # noqa: ANN401 — claims are of many types
    """Return the target with other claims."""
    hello = Hello(name="made for tests", kinds={kind: Options(**options)})
    target.hello = lambda: hello  # type: ignore[method-assign]  # the same target, claiming something else
    return target


def counter(*, options: Mapping[str, Any] | None = None, **changes: Any) -> Values:  # noqa: ANN401 — any function
    """Return a right g-counter, but for these changes."""
    right = {"new": lambda _: {}, "increment": add, "merge": larger, "value": total}
    return one(Kind.G_COUNTER, Library(**{**right, **changes}), **(options or {}))


def balanced(*, options: Mapping[str, Any] | None = None, **changes: Any) -> Values:  # noqa: ANN401 — likewise
    """Return a right pn-counter, but for these changes."""
    right = {
        "new": lambda _: {},
        "increment": lambda counts, replica, by: shift(counts, replica, amount(by), 0),
        "decrement": lambda counts, replica, by: shift(counts, replica, 0, amount(by)),
        "merge": larger_pairs,
        "value": balance,
    }
    return one(Kind.PN_COUNTER, Library(**{**right, **changes}), **(options or {}))


def version_vector(*, options: Mapping[str, Any] | None = None, **changes: Any) -> Values:  # noqa: ANN401 — likewise
    """Return a right version vector, but for these changes."""
    right = {"new": lambda _: {}, "tick": tick, "merge": larger, "compare": order}
    return one(Kind.VERSION_VECTOR, Library(**{**right, **changes}), **(options or {}))


def vector_clock(*, options: Mapping[str, Any] | None = None, **changes: Any) -> Values:  # noqa: ANN401 — likewise
    """Return a right vector clock, but for these changes."""

    def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
        return tick(larger(mine, theirs), replica)

    right = {"new": lambda _: {}, "tick": tick, "receive": receive, "send_ticks": True, "compare": order}
    return one(Kind.VECTOR_CLOCK, Library(**{**right, **changes}), **(options or {}))


def sums() -> Values:
    """Counts twice what both sides already know."""
    return counter(merge=lambda x, y: {r: x.get(r, 0) + y.get(r, 0) for r in x | y})


def last_writer_wins() -> Values:
    """Takes over whatever it hears, however old."""
    return counter(merge=lambda x, y: {**x, **y})


def scalar_maximum() -> Values:
    """Remembers totals only, and takes the larger one."""
    return counter(new=lambda _: 0, increment=lambda count, _, by: count + amount(by), merge=max, value=int)


def drops_strangers() -> Values:
    """Forgets replicas that it has not heard of before."""
    return counter(merge=lambda x, y: {r: max(x[r], y.get(r, 0)) for r in x})


def counts_receives() -> Values:
    """Takes a sync for an update."""

    def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
        return tick(larger(mine, theirs), replica)

    return counter(receive=receive)


def aliases_messages() -> Values:
    """Sends its state itself, and not a copy."""

    def increment(counts: Counts, replica: str, by: object) -> None:
        counts[replica] = counts.get(replica, 0) + amount(by)

    def merge(x: Counts, y: Counts) -> None:
        x.update(larger(x, y))

    return counter(increment=increment, merge=merge)


def changes_its_argument() -> Values:
    """Merges into the message instead of into itself, and keeps both."""

    def merge(x: Counts, y: Counts) -> Counts:
        y.update(larger(x, y))
        return dict(y)

    return counter(merge=merge)


def reading_counts() -> Values:
    """Counts its readers, too."""

    def value(counts: Counts) -> int:
        read = total(counts)
        if read:
            counts[max(counts)] += 1
        return read

    return counter(value=value, copy=dict)


def accepts_negative_amounts() -> Values:
    """Counts down when it is asked to count up by less than nothing."""

    def increment(counts: Counts, replica: str, by: object) -> Counts:
        return {**counts, replica: counts.get(replica, 0) + (by if isinstance(by, int) else amount(by))}

    return counter(increment=increment)


def rounds_fractions() -> Values:
    """Counts half an update as none."""

    def increment(counts: Counts, replica: str, by: float) -> Counts:
        return add(counts, replica, int(by))

    return counter(increment=increment)


def wraps() -> Values:
    """Counts in 31 bits."""

    def increment(counts: Counts, replica: str, by: object) -> Counts:
        return {**counts, replica: (counts.get(replica, 0) + amount(by)) % 2**31}

    return counter(increment=increment)


def folds_ids() -> Values:
    """Takes replicas for the same whose names differ in case only."""

    def increment(counts: Counts, replica: str, by: object) -> Counts:
        return add(counts, replica.casefold(), by)

    return counter(increment=increment)


def counts_travel_as_floats() -> Values:
    """Writes counts as floating-point numbers."""

    def lossy(data: bytes) -> Counts:
        return {replica: int(float(count)) for replica, count in decode(data).items()}

    return counter(options={"wire": True}, encode=encode, decode=lossy)


def clamps_at_zero() -> Values:
    """Does not believe in negative totals."""
    return balanced(value=lambda counts: max(0, balance(counts)))


def looks_at_the_left_only() -> Values:
    """Compares the entries of the left operand only, and takes what it does not see for equal."""

    def compare(x: Counts, y: Counts) -> str:
        less = any(x[r] < y.get(r, 0) for r in x)
        more = any(x[r] > y.get(r, 0) for r in x)
        return {(False, False): "equal", (True, False): "before", (False, True): "after"}.get(
            (less, more), "concurrent"
        )

    return version_vector(options={"construct": True}, compare=compare, construct=dict)


def wants_all_entries_smaller() -> Values:
    """Calls a clock earlier only if every single entry is."""

    def before(x: Counts, y: Counts) -> bool:
        return all(x.get(r, 0) < y.get(r, 0) for r in x | y)

    def compare(x: Counts, y: Counts) -> str:
        return "equal" if x == y else "before" if before(x, y) else "after" if before(y, x) else "concurrent"

    return version_vector(compare=compare)


def compares_sums() -> Values:
    """Calls the clock earlier that knows of fewer events."""

    def compare(x: Counts, y: Counts) -> str:
        return "equal" if x == y else "before" if total(x) < total(y) else "after"

    return vector_clock(compare=compare)


def minds_zeros() -> Values:
    """Takes an entry of zero for something else than none."""

    def compare(x: Counts, y: Counts) -> str:
        return "equal" if x == y else "concurrent" if order(x, y) == "equal" else order(x, y)

    return version_vector(options={"construct": True}, compare=compare, construct=dict)


def receives_without_a_tick() -> Values:
    """Takes a receive for no event."""
    return vector_clock(receive=lambda mine, theirs, _: larger(mine, theirs))


def sends_without_a_tick() -> Values:
    """Takes a send for no event."""
    return vector_clock(send_ticks=False)


def ticks_at_a_sync() -> Values:
    """Takes the sync of a version vector for an event."""

    def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
        return tick(larger(mine, theirs), replica)

    return version_vector(receive=receive)


def ticks_by_two() -> Values:
    """Claims to tick by one, and ticks by two."""
    return vector_clock(options={"entries": True}, tick=lambda clock, r: tick(tick(clock, r), r), entries=dict)


def _written_by_text(counts: Counts) -> bytes:
    return json.dumps([sorted(counts), [counts[r] for r in sorted(counts)]]).encode()


def _read_by_number(data: bytes) -> Counts:
    names, counts = json.loads(data)
    by_number = sorted(names, key=lambda name: (len(name), name))
    return dict(zip(by_number, counts, strict=True))


def sorts_by_text() -> Values:
    """Writes entries by the order of their names and reads them by the order of their numbers."""
    return version_vector(options={"wire": True}, encode=_written_by_text, decode=_read_by_number)


def sorts_counts_by_text() -> Values:
    """Does the same with the counts of a counter, whose total does not show it at once."""
    return counter(options={"wire": True}, encode=_written_by_text, decode=_read_by_number)


def gap_unseen_in_order() -> Values:
    """Takes the largest number of a delta for all before it, where deltas are taken in their order."""
    return claiming(gap_unseen.target(), Kind.PN_COUNTER, delta="in-order")


def stamps_lose_own_ticks() -> Values:
    """Is a version vector that forgets its own unsent ticks when it hears others."""

    def ticked(both: tuple[Counts, Counts], replica: str) -> tuple[Counts, Counts]:
        clock = tick(both[0], replica)
        return clock, {**both[1], replica: clock[replica]}

    return version_vector(
        options={"delta": "any-order"},
        new=lambda _: ({}, {}),
        tick=ticked,
        merge=lambda x, y: (larger(x[0], y[0]), {}),
        compare=lambda x, y: order(x[0], y[0]),
        delta=lambda both: ((both[1], {}), (both[0], {})),
    )


def vector_clock_sends_no_ticks() -> Values:
    """Is a vector clock whose deltas leave the latest tick out."""

    def delta(both: tuple[Counts, Counts]) -> tuple[tuple[Counts, Counts], tuple[Counts, Counts]]:
        clock, sent = both
        return ({r: count - 1 for r, count in clock.items()}, {}), (clock, sent)

    return vector_clock(
        options={"delta": "any-order"},
        new=lambda _: ({}, {}),
        tick=lambda both, replica: (tick(both[0], replica), both[1]),
        receive=lambda x, y, replica: (tick(larger(x[0], y[0]), replica), x[1]),
        compare=lambda x, y: order(x[0], y[0]),
        delta=delta,
    )


def three_ways_and_less() -> Values:
    """Claims three ways, and answers unordered for what is ordered, too."""
    return vector_clock(options={"compare": "three-way"}, compare=lambda x, y: "unordered" if x else order(x, y))


def leaps_elsewhere() -> Values:
    """Claims larger steps, and ticks the first entry, too."""

    def leap(clock: Counts, replica: str) -> Counts:
        return tick(tick(clock, min([replica, *clock])), replica)

    options = {"step": "increasing", "entries": True}
    return version_vector(options=options, tick=leap, entries=dict)


def shows_no_ticks() -> Values:
    """Compares nothing and shows its entries, which lag behind."""

    def lagging(clock: Counts) -> Counts:
        return {replica: max(1, count - 1) for replica, count in clock.items()}

    return vector_clock(options={"compare": "none", "entries": True}, entries=lagging)


def orders_sums_only() -> Values:
    """Knows nothing of events, and orders what it is given by its size."""
    library = Library(
        new=lambda _: {},
        compare=lambda x, y: "equal" if x == y else "before" if total(x) < total(y) else "after",
        construct=dict,
    )
    return one(Kind.VERSION_VECTOR, library, history=False, construct=True)


def rejects_too_early() -> Values:
    """Claims to count up to a thousand, and gives up at 999."""

    def increment(counts: Counts, replica: str, by: object) -> Counts:
        after = add(counts, replica, by)
        if total(after) >= _FULL:
            code = "overflow"
            raise Rejected(code)
        return after

    return counter(options={"max": _FULL, "overflow": "reject"}, increment=increment)


def bounded_at_home_only() -> Values:
    """Rejects its own updates beyond a thousand, and takes any number from others."""

    def increment(counts: Counts, replica: str, by: object) -> Counts:
        after = add(counts, replica, by)
        if total(after) > _FULL:
            code = "overflow"
            raise Rejected(code)
        return after

    return counter(options={"max": _FULL, "overflow": "reject", "construct": True}, increment=increment, construct=dict)


def saturates_in_its_slots_only() -> Values:
    """Stops at a thousand in each slot, and adds the slots up to more."""

    def increment(counts: Counts, replica: str, by: object) -> Counts:
        return {r: min(count, _FULL) for r, count in add(counts, replica, by).items()}

    return counter(options={"max": _FULL, "overflow": "saturate"}, increment=increment)


def keeps_sixteen_bits_of_ids() -> Values:
    """Takes replicas by their numbers, and keeps 16 bits of them."""

    def numbered(clock: Counts, replica: str) -> Counts:
        return tick(clock, str(int(replica) % 2**16))

    return version_vector(options={"ids": "integer"}, tick=numbered)


def takes_negative_amounts_for_positive() -> Values:
    """Claims that an increment by less than nothing is a decrement, and ignores the sign."""

    def increment(counts: Signed, replica: str, by: object) -> Signed:
        return shift(counts, replica, abs(by) if isinstance(by, int) else amount(by), 0)

    return balanced(options={"negative": "opposite"}, increment=increment)


def accepts_fractions_and_drops_them() -> Values:
    """Claims to count in fractions, and counts whole ones only."""

    def increment(counts: Counts, replica: str, by: float) -> Counts:
        return add(counts, replica, int(by))

    return counter(options={"fractions": "accept"}, increment=increment)


class _Heard(NamedTuple):
    name: str
    counts: Counts


def believes_in_order() -> Values:
    """Claims that any network will do, and takes over whatever its only peer says, however late."""

    def merge(mine: _Heard, theirs: _Heard) -> _Heard:
        if mine.name == theirs.name:
            return mine
        return mine._replace(counts={**mine.counts, theirs.name: theirs.counts.get(theirs.name, 0)})

    return counter(
        options={"replicas": 2},
        new=lambda replica: _Heard(replica, {}),
        increment=lambda mine, replica, by: mine._replace(counts=add(mine.counts, replica, by)),
        merge=merge,
        value=lambda mine: total(mine.counts),
    )


class _Once(NamedTuple):
    name: str
    counts: Counts
    sent: int
    heard: frozenset[tuple[str, int]]


def fails_at_repetition() -> Values:
    """Claims that any network will do, and fails when it hears the same twice."""

    def increment(mine: _Once, replica: str, by: object) -> _Once:
        return mine._replace(counts=add(mine.counts, replica, by), sent=mine.sent + 1)

    def merge(mine: _Once, theirs: _Once) -> _Once:
        message = theirs.name, theirs.sent
        if message in mine.heard:
            text = f"heard {message} before"
            raise ValueError(text)
        counts = larger(mine.counts, theirs.counts)
        return mine._replace(counts=counts, sent=mine.sent + 1, heard=mine.heard | {message})

    return counter(
        new=lambda replica: _Once(replica, {}, 0, frozenset()),
        increment=increment,
        merge=merge,
        value=lambda mine: total(mine.counts),
    )


def has_room_for_two() -> Values:
    """Claims any number of replicas, and has room for two."""

    def bounded(counts: Counts) -> Counts:
        return {replica: counts[replica] for replica in sorted(counts)[:2]}

    return counter(
        options={"entries": True},
        increment=lambda *arguments: bounded(add(*arguments)),
        merge=lambda x, y: bounded(larger(x, y)),
        entries=dict,
    )


def constructs_small_counts_only() -> Values:
    """Makes states of entries, and cuts large ones to 32 bits."""
    return counter(options={"construct": True}, construct=lambda made: {r: count % 2**32 for r, count in made.items()})
