"""Implementations that are wrong on purpose, one mistake each; the function's docstring confesses it.

Each is a target of its own: ``antichain check py:wrong:sums``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from antichain.conformance.protocol import Hello, Kind, Options
from antichain.conformance.target import Rejected
from antichain.conformance.values import Library, Values

if TYPE_CHECKING:
    from collections.abc import Mapping

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
