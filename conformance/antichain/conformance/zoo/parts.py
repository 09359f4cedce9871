"""The right parts of which members are made, so that a member shows its mistake alone.

Clocks and g-counters are dictionaries of counts, pn-counters dictionaries of pairs; all are values that never change.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from antichain.conformance.protocol import Fault, Hello, Kind, Options
from antichain.conformance.target import Rejected
from antichain.conformance.values import Library, Values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from antichain.conformance.servers import Servers

__all__ = [
    "Counts",
    "Signed",
    "add",
    "amount",
    "balance",
    "balanced",
    "claiming",
    "counter",
    "decode",
    "encode",
    "larger",
    "larger_pairs",
    "one",
    "order",
    "renamed_counter",
    "served",
    "shift",
    "tick",
    "total",
    "vector_clock",
    "version_vector",
    "within",
]

Counts = dict[str, int]
Signed = dict[str, tuple[int, int]]


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
    """Join: of each replica the larger count."""
    return {replica: max(x.get(replica, 0), y.get(replica, 0)) for replica in x | y}


def total(counts: Counts) -> int:
    """Sum."""
    return sum(counts.values())


def shift(counts: Signed, replica: str, added: int, taken: int) -> Signed:
    """Count up and down."""
    p, n = counts.get(replica, (0, 0))
    return {**counts, replica: (p + added, n + taken)}


def larger_pairs(x: Signed, y: Signed) -> Signed:
    """Join: of each replica the larger of what was added, and of what was taken."""

    def pair(replica: str) -> tuple[int, int]:
        (p, n), (q, m) = x.get(replica, (0, 0)), y.get(replica, (0, 0))
        return max(p, q), max(n, m)

    return {replica: pair(replica) for replica in x | y}


def balance(counts: Signed) -> int:
    """Sum of what was added, without what was taken."""
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


def decode(data: bytes) -> Any:  # noqa: ANN401 — likewise
    """Read JSON."""
    return json.loads(data)


def one(kind: Kind, library: Library, **options: Any) -> Values:  # noqa: ANN401 — claims are of many types
    """Return a target that offers one kind."""
    return Values(Hello(name="a member of the zoo", kinds={kind: Options(**options)}), {kind: library})


def claiming(target: Values, kind: Kind, **options: Any) -> Values:  # noqa: ANN401 — likewise
    """Return the target with other claims."""
    hello = Hello(name="a member of the zoo", kinds={kind: Options(**options)})
    target.hello = lambda: hello  # type: ignore[method-assign]  # the same target, claiming something else
    return target


def counter(*, options: Mapping[str, Any] | None = None, **changes: Any) -> Values:  # noqa: ANN401 — any function
    """Return a right g-counter, but for these changes."""
    right = {"new": lambda _: {}, "increment": add, "merge": larger, "value": total}
    return one(Kind.G_COUNTER, Library(**{**right, **changes}), **(options or {}))


def renamed_counter(rename: Callable[[str], str], **options: Any) -> Values:  # noqa: ANN401 — likewise
    """Return a g-counter that knows replicas by other names than they have."""
    return counter(increment=lambda counts, replica, by: add(counts, rename(replica), by), options=options)


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


_SERVED = {
    Kind.VECTOR_CLOCK: Library(
        new=lambda _: {},
        tick=tick,
        receive=lambda mine, theirs, replica: tick(larger(mine, theirs), replica),
        compare=order,
        copy=dict,
        send_ticks=True,
    ),
    Kind.VERSION_VECTOR: Library(new=lambda _: {}, tick=tick, merge=larger, compare=order, copy=dict),
    Kind.G_COUNTER: Library(new=lambda _: {}, increment=add, merge=larger, value=total, copy=dict),
    Kind.PN_COUNTER: Library(
        new=lambda _: {},
        increment=lambda counts, replica, by: shift(counts, replica, amount(by), 0),
        decrement=lambda counts, replica, by: shift(counts, replica, 0, amount(by)),
        merge=larger_pairs,
        value=balance,
        copy=dict,
    ),
}


def served(servers: type[Servers], kind: Kind, *faults: Fault, **options: Any) -> Servers:  # noqa: ANN401 — likewise
    """Return right values on servers of this sort, which suffer these faults."""
    hello = Hello(name="servers of the zoo", kinds={kind: Options(**options)}, faults=faults)
    return servers(hello, {kind: _SERVED[kind]})
