"""The speed of the clocks, compared with alternatives for a Python program, on the same data.

The size of a clock is its number of replicas. *Before*: the second clock has larger entries for half of the replicas.
*Concurrent*: each clock has larger entries for one half. *Equal*: one clock is a copy of the other that arrived as a
message; in the other cases, a tick made the last change. A comparison distinguishes the four orders, a merge joins
concurrent clocks, and neither a merge nor a tick changes its arguments.

- *plain dictionaries*: the functions below, which need no library. ``==`` comes first, since it is the fastest test for
  equal dictionaries.
- *vectorclock* only compares, and does not distinguish equal from concurrent.
- *loro*: its ``VersionVector``, written in Rust. Replicas are numbers, ``includes_vv`` replaces ``<``, which is not
  implemented, and a tick or a merge changes the clock in place.

Implementations take turns, and the best turn of each counts, since noise only adds time.
"""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from timeit import Timer
from typing import TYPE_CHECKING, Any

from antichain.impl import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["table"]

SIZES = 3, 10, 100, 1000
PAIRS = 8  # pairs of clocks for each operation, since a comparison can stop at different places
TURNS, TURN = 25, 0.002  # their number, and the seconds of each
ORDERS = {"compare, before": "before", "compare, concurrent": "concurrent", "compare, equal": "equal"}
OPERATIONS = "tick", *ORDERS, "merge"

Entries = dict[str, int]


def tick(x: Entries, r: str) -> Entries:
    """Return ``x`` after one more event of replica ``r``."""
    y = dict(x)
    y[r] = y.get(r, 0) + 1
    return y


def compare(x: Entries, y: Entries) -> str:
    """Return the order of ``x`` relative to ``y``."""
    if x == y:
        return "equal"
    if all(n <= y.get(r, 0) for r, n in x.items()):
        return "before"
    if all(n <= x.get(r, 0) for r, n in y.items()):
        return "after"
    return "concurrent"


def merge(x: Entries, y: Entries) -> Entries:
    """Return the larger count of each replica."""
    return {r: max(x.get(r, 0), y.get(r, 0)) for r in x.keys() | y.keys()}


@dataclass(frozen=True)
class Implementation:
    """How one implementation makes a clock (``own`` ticked last) and operates on clocks x and y of replica r."""

    make: Callable[[Entries, str | None], object]
    code: Mapping[str, str]
    names: Mapping[str, object] = field(default_factory=dict)
    words: Mapping[str, object] = field(default_factory=dict)  # its answers to a comparison, if not ours
    replica: Callable[[str], object] = str  # its name of a replica


def _antichain() -> Implementation:
    return Implementation(
        make=lambda entries, own: Clock({**entries, own: entries[own] - 1}).tick(own) if own else Clock(entries),
        code={"tick": "{x}.tick({r})", "compare": "{x}.compare({y})", "merge": "{x}.merge({y})"},
    )


def _plain() -> Implementation:
    return Implementation(
        make=lambda entries, _: dict(entries),
        code={"tick": "tick({x}, {r})", "compare": "compare({x}, {y})", "merge": "merge({x}, {y})"},
        names={"tick": tick, "compare": compare, "merge": merge},
    )


def _vectorclock() -> Implementation:
    peer: Any = import_module("vectorclock.vectorclock")
    return Implementation(
        make=lambda entries, _: peer.VectorClock(entries),
        code={"compare": "{x}.compare({y}, False)"},
        words={"before": -1, "concurrent": 0, "equal": 0},
    )


def _loro() -> Implementation:
    peer: Any = import_module("loro")

    def make(entries: Entries, _: str | None) -> object:
        vector = peer.VersionVector()
        for replica, count in entries.items():
            vector.set_end(peer.ID(int(replica), count))
        return vector

    order = (
        "'equal' if {x} == {y} else 'before' if {y}.includes_vv({x}) else "
        "'after' if {x}.includes_vv({y}) else 'concurrent'"
    )
    return Implementation(
        make=make,
        code={
            "tick": "{x}.set_end(ID({r}, {x}.get_last({r}) + 2))",  # the end is one after the last
            "compare": order,
            "merge": "{x}.merge({y})",
        },
        names={"ID": peer.ID},
        replica=int,
    )


IMPLEMENTATIONS = {
    "antichain": _antichain,
    "plain dictionaries": _plain,
    "vectorclock": _vectorclock,
    "loro (Rust)": _loro,
}


def _pair(rng: random.Random, size: int, order: str) -> tuple[tuple[Entries, str], tuple[Entries, str | None]]:
    """Two clocks, and the replica that ticked last in each."""
    known = {str(replica): rng.randrange(2, 1000) for replica in rng.sample(range(10**6), size)}
    replicas = rng.sample(sorted(known), size)
    half, rest = replicas[: size // 2], replicas[size // 2 :]
    left = known | {r: known[r] + rng.randint(1, 3) for r in half}
    right = known | {r: known[r] + rng.randint(1, 3) for r in rest}
    return {
        "before": ((known, rest[0]), (left, half[0])),
        "concurrent": ((left, half[0]), (right, rest[0])),
        "equal": ((left, half[0]), (dict(left), None)),
    }[order]


def _timer(implementation: Implementation, operation: str, size: int) -> Timer:
    """A timer of one operation on each of the pairs, the same pairs for every implementation."""
    rng = random.Random(size)  # noqa: S311  # data, not secrets
    order = ORDERS.get(operation, "concurrent")
    code = implementation.code[operation.partition(",")[0]]
    names, lines = dict(implementation.names), []
    for number in range(PAIRS):
        (left, own), (right, other) = _pair(rng, size, order)
        x, y, r = f"x{number}", f"y{number}", f"r{number}"
        names[x], names[y] = implementation.make(left, own), implementation.make(right, other)
        names[r] = implementation.replica(own)
        lines.append(code.format(x=x, y=y, r=r))
        if operation in ORDERS:
            answer = eval(lines[-1], names)  # noqa: S307  # a line of this very file
            assert answer == implementation.words.get(order, order), (code, answer)
    return Timer("\n".join(lines), globals=names)


def _nanoseconds(timers: Mapping[str, Timer]) -> dict[str, float]:
    """The best time of one operation of each implementation; they take turns."""
    loops = {name: max(1, int(TURN / timer.timeit(1))) for name, timer in timers.items()}
    turns = [{name: timer.timeit(loops[name]) / loops[name] for name, timer in timers.items()} for _ in range(TURNS)]
    return {name: min(turn[name] for turn in turns) / PAIRS * 1e9 for name in timers}


def table() -> str:
    """Return the times as a table in Markdown: ours in nanoseconds, each other as a multiple of ours."""
    found: dict[str, Implementation] = {}
    for name, find in IMPLEMENTATIONS.items():
        with suppress(ModuleNotFoundError):
            found[name] = find()
    lines = [["operation", "replicas", *IMPLEMENTATIONS], ["---", "---:", *["---:"] * len(IMPLEMENTATIONS)]]
    for operation in OPERATIONS:
        for size in SIZES:
            able = {name: it for name, it in found.items() if operation.partition(",")[0] in it.code}
            times = _nanoseconds({name: _timer(it, operation, size) for name, it in able.items()})
            cells = {name: "—" if name in found else "not installed" for name in IMPLEMENTATIONS}
            cells |= {name: f"× {time / times['antichain']:.2f}" for name, time in times.items()}
            cells["antichain"] = f"{times['antichain']:,.0f} ns"
            lines.append([operation, f"{size}", *cells.values()])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    print(table(), end="")  # noqa: T201  # it is a program
