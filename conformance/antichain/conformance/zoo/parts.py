"""The right parts of the members, so that a member has only its own mistake.

Clocks and g-counters are dictionaries of counts, pn-counters dictionaries of pairs; none of them is changed in place.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Fault, Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "Counts",
    "Logged",
    "Next",
    "Numbered",
    "NumberedServers",
    "Pending",
    "Signed",
    "Updates",
    "add",
    "amount",
    "balance",
    "balanced",
    "by_deltas",
    "by_logs",
    "claiming",
    "counter",
    "decode",
    "encode",
    "gather",
    "hear",
    "larger",
    "larger_pairs",
    "log",
    "one",
    "order",
    "renamed_counter",
    "served",
    "served_by_deltas",
    "shift",
    "take",
    "tick",
    "total",
    "vector_clock",
    "version_vector",
    "within",
    "written",
]

Counts = dict[str, int]
Signed = dict[str, tuple[int, int]]
Updates = dict[tuple[str, int], int]
"""The amount of each update, by its replica and its number there."""


def amount(by: object) -> int:
    """Return a legal amount as it is; refuse any other."""
    if not isinstance(by, int):
        code = "not-an-integer"
        raise Rejected(code)
    if by < 0:
        code = "negative"
        raise Rejected(code)
    return by


def add(counts: Counts, replica: str, by: object) -> Counts:
    """Count up."""
    return {**counts, replica: counts.get(replica, 0) + amount(by)}


def larger(x: Counts, y: Counts) -> Counts:
    """Return the join: the larger count of each replica."""
    return {replica: max(x.get(replica, 0), y.get(replica, 0)) for replica in x | y}


def total(counts: Counts) -> int:
    """Sum."""
    return sum(counts.values())


def shift(counts: Signed, replica: str, added: int, taken: int) -> Signed:
    """Count up and down."""
    p, n = counts.get(replica, (0, 0))
    return {**counts, replica: (p + added, n + taken)}


def larger_pairs(x: Signed, y: Signed) -> Signed:
    """Return the join: for each replica the larger sum of increments, and of decrements."""

    def pair(replica: str) -> tuple[int, int]:
        (p, n), (q, m) = x.get(replica, (0, 0)), y.get(replica, (0, 0))
        return max(p, q), max(n, m)

    return {replica: pair(replica) for replica in x | y}


def balance(counts: Signed) -> int:
    """Return the sum of all increments minus the sum of all decrements."""
    return sum(p - n for p, n in counts.values())


def within(x: Mapping[str, int], y: Mapping[str, int]) -> bool:
    """Return whether no count of ``x`` is larger than that of ``y``."""
    return all(count <= y.get(replica, 0) for replica, count in x.items())


def order(x: Mapping[str, int], y: Mapping[str, int]) -> str:
    """Compare."""
    return {(True, True): "equal", (True, False): "before", (False, True): "after"}.get(
        (within(x, y), within(y, x)), "concurrent"
    )


def tick(clock: Counts, replica: str) -> Counts:
    """Count one event."""
    return {**clock, replica: clock.get(replica, 0) + 1}


def encode(counts: Any) -> bytes:  # noqa: ANN401 — whatever JSON can hold
    """Write as JSON."""
    return json.dumps(counts).encode()


def decode(data: bytes) -> Any:  # noqa: ANN401 — parts take values of any library
    """Read JSON."""
    return json.loads(data)


def written(write: Callable[[int], int]) -> dict[str, Callable[[Any], Any]]:
    """Return the encoding of counts: ``write`` changes each count, and decoding returns the changed ones."""
    return {
        "encode": lambda counts: encode({replica: write(count) for replica, count in counts.items()}),
        "decode": decode,
    }


def one(kind: Kind, library: Library, target: type[ValueTarget] = ValueTarget, /, **options: Any) -> ValueTarget:  # noqa: ANN401 — claims are of many types
    """Return a target of this class that offers one kind."""
    return target(Hello(name="a member of the zoo", kinds={kind: Options(**options)}), {kind: library})


def claiming(target: ValueTarget, kind: Kind, **options: Any) -> ValueTarget:  # noqa: ANN401 — parts take values of any library
    """Return the target with other claims."""
    hello = Hello(name="a member of the zoo", kinds={kind: Options(**options)})
    target.hello = lambda: hello  # type: ignore[method-assign]  # the same target, claiming something else
    return target


def counter(
    target: type[ValueTarget] = ValueTarget,
    /,
    *,
    options: Mapping[str, Any] | None = None,
    **changes: Any,  # noqa: ANN401 — any function
) -> ValueTarget:
    """Return a right g-counter with these changes."""
    right = {"new": lambda _: {}, "increment": add, "merge": larger, "value": total}
    return one(Kind.G_COUNTER, Library(**{**right, **changes}), target, **(options or {}))


def renamed_counter(rename: Callable[[str], str], **options: Any) -> ValueTarget:  # noqa: ANN401 — parts take values of any library
    """Return a g-counter that changes the names of replicas."""
    return counter(increment=lambda counts, replica, by: add(counts, rename(replica), by), options=options)


def balanced(*, options: Mapping[str, Any] | None = None, **changes: Any) -> ValueTarget:  # noqa: ANN401 — parts take values of any library
    """Return a right pn-counter with these changes."""
    right = {
        "new": lambda _: {},
        "increment": lambda counts, replica, by: shift(counts, replica, amount(by), 0),
        "decrement": lambda counts, replica, by: shift(counts, replica, 0, amount(by)),
        "merge": larger_pairs,
        "value": balance,
    }
    return one(Kind.PN_COUNTER, Library(**{**right, **changes}), **(options or {}))


def version_vector(
    target: type[ValueTarget] = ValueTarget,
    /,
    *,
    options: Mapping[str, Any] | None = None,
    **changes: Any,  # noqa: ANN401 — any function
) -> ValueTarget:
    """Return a right version vector with these changes."""
    right = {"new": lambda _: {}, "tick": tick, "merge": larger, "compare": order}
    return one(Kind.VERSION_VECTOR, Library(**{**right, **changes}), target, **(options or {}))


def vector_clock(*, options: Mapping[str, Any] | None = None, **changes: Any) -> ValueTarget:  # noqa: ANN401 — parts take values of any library
    """Return a right vector clock with these changes."""

    def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
        return tick(larger(mine, theirs), replica)

    right = {"new": lambda _: {}, "tick": tick, "receive": receive, "send_ticks": True, "compare": order}
    return one(Kind.VECTOR_CLOCK, Library(**{**right, **changes}), **(options or {}))


class Pending(NamedTuple):
    """The counts of each replica, and the part that no delta has carried yet."""

    counts: Counts
    new: Counts


def gather(mine: Pending, replica: str, by: object) -> Pending:
    """Increment, and keep the change for the next delta."""
    counts = add(mine.counts, replica, by)
    return Pending(counts, {**mine.new, replica: counts[replica]})


def take(mine: Pending, theirs: Pending | Counts) -> Pending:
    """Receive a state or a delta."""
    return mine._replace(counts=larger(mine.counts, theirs.counts if isinstance(theirs, Pending) else theirs))


def by_deltas(
    target: type[ValueTarget] = ValueTarget,
    /,
    *,
    options: Mapping[str, Any] | None = None,
    **changes: Any,  # noqa: ANN401 — any function
) -> ValueTarget:
    """Return a right g-counter whose deltas are new counts, with these changes."""
    right = {
        "new": lambda _: Pending({}, {}),
        "increment": gather,
        "merge": take,
        "value": lambda mine: total(mine.counts),
        "entries": lambda mine: mine.counts,
        "delta": lambda mine: (mine.new, mine._replace(new={})),
    }
    claims = {"delta": "any-order", **(options or {})}
    return one(Kind.G_COUNTER, Library(**{**right, **changes}), target, **claims)


class Logged(NamedTuple):
    """All updates, and those that no delta has carried yet."""

    updates: Updates
    new: Updates


def log(mine: Logged, replica: str, by: object) -> Logged:
    """Add an update to the log, and keep it for the next delta."""
    number = sum(name == replica for name, _ in mine.updates) + 1
    made = {(replica, number): amount(by)}
    return Logged({**mine.updates, **made}, {**mine.new, **made})


def by_logs(target: type[ValueTarget] = ValueTarget, /, **changes: Any) -> ValueTarget:  # noqa: ANN401 — any function
    """Return a right g-counter whose deltas are new updates, with these changes."""

    def union(mine: Logged, theirs: Logged | Updates) -> Logged:
        return mine._replace(updates={**mine.updates, **(theirs.updates if isinstance(theirs, Logged) else theirs)})

    right = {
        "new": lambda _: Logged({}, {}),
        "increment": log,
        "merge": union,
        "value": lambda mine: sum(mine.updates.values()),
        "delta": lambda mine: (mine.new, mine._replace(new={})),
    }
    return by_deltas(target, **{"entries": None, **right, **changes})


class Next(NamedTuple):
    """A delta with the name of its sender and its number there; the first has number 1."""

    sender: str
    number: int
    counts: Counts


class Numbered(NamedTuple):
    """A counter that numbers its deltas, and keeps the number of the latest received delta of each sender."""

    name: str
    counts: Counts
    new: Counts
    number: int
    seen: Counts


def hear(mine: Numbered, theirs: Numbered | Next) -> Numbered:
    """Receive a state, or the next delta of a sender; skip any other delta."""
    if isinstance(theirs, Next):
        if theirs.number != mine.seen.get(theirs.sender, 0) + 1:
            return mine
        mine = mine._replace(seen={**mine.seen, theirs.sender: theirs.number})
    return mine._replace(counts=larger(mine.counts, theirs.counts))


class NumberedServers(DurableValueTarget):
    """Servers with numbered deltas: a server that takes a new name numbers its deltas from 1 under it."""

    def start(self, replica: str) -> None:
        """Start from the disk, under the name of the server."""
        super().start(replica)
        held, name = self._states[replica], self.sender(replica)
        if held.name != name:
            self._states[replica] = held._replace(name=name, number=0)

    def sender(self, replica: str) -> str:
        """Return the name under which a server numbers its deltas."""
        return self.counted_as(replica)

    def send_delta(self, replica: str, message: str, /) -> str | None:
        """Send a delta, and write its number to the disk."""
        answer = super().send_delta(replica, message)
        self.save(replica)
        return answer


def served_by_deltas(
    servers: type[DurableValueTarget],
    *faults: Fault,
    options: Mapping[str, Any] | None = None,
    **changes: Any,  # noqa: ANN401 — any function
) -> DurableValueTarget:
    """Return right g-counters on servers with numbered deltas and these faults, with these changes."""

    def increment(mine: Numbered, replica: str, by: object) -> Numbered:
        counts = add(mine.counts, replica, by)
        return mine._replace(counts=counts, new={**mine.new, replica: counts[replica]})

    def delta(mine: Numbered) -> tuple[Next, Numbered]:
        number = mine.number + 1
        return Next(mine.name, number, mine.new), mine._replace(new={}, number=number)

    right = {
        "new": lambda replica: Numbered(replica, {}, {}, 0, {}),
        "increment": increment,
        "merge": hear,
        "value": lambda mine: total(mine.counts),
        "delta": delta,
    }
    kinds = {Kind.G_COUNTER: Options(**{"delta": "in-order", **(options or {})})}
    hello = Hello(name="servers of the zoo", kinds=kinds, faults=faults)
    return servers(hello, {Kind.G_COUNTER: Library(**{**right, **changes})})


_SERVED = {
    Kind.VECTOR_CLOCK: Library(
        new=lambda _: {},
        tick=tick,
        receive=lambda mine, theirs, replica: tick(larger(mine, theirs), replica),
        compare=order,
        entries=dict,
        copy=dict,
        send_ticks=True,
    ),
    Kind.VERSION_VECTOR: Library(new=lambda _: {}, tick=tick, merge=larger, compare=order, entries=dict, copy=dict),
    Kind.G_COUNTER: Library(new=lambda _: {}, increment=add, merge=larger, value=total, entries=dict, copy=dict),
    Kind.PN_COUNTER: Library(
        new=lambda _: {},
        increment=lambda counts, replica, by: shift(counts, replica, amount(by), 0),
        decrement=lambda counts, replica, by: shift(counts, replica, 0, amount(by)),
        merge=larger_pairs,
        value=balance,
        copy=dict,
    ),
}


def served(servers: type[DurableValueTarget], kind: Kind, *faults: Fault, **options: Any) -> DurableValueTarget:  # noqa: ANN401 — parts take values of any library
    """Return right values on servers of this class, with these faults."""
    hello = Hello(name="servers of the zoo", kinds={kind: Options(**options)}, faults=faults)
    return servers(hello, {kind: _SERVED[kind]})
