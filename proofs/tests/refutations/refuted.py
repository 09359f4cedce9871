"""The refuted designs as targets of the harness, each under the name of its refutation: ``py:refuted:R1``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.model import clock, designs
from antichain.model.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.model.system import Design


def _counter(design: Design[Any]) -> ValueTarget:
    def increment(mine: object, replica: str, by: int) -> object:
        for _ in range(by):
            mine = design.update(mine, replica)
        return mine

    library = Library(new=lambda _: design.empty, increment=increment, receive=design.merge, value=design.value)
    return ValueTarget(Hello(name=design.name, kinds={Kind.G_COUNTER: Options()}), {Kind.G_COUNTER: library})


def _stamping(name: str, **changes: Callable[..., Any]) -> ValueTarget:
    right: dict[str, Any] = {"new": lambda _: Clock(), "tick": clock.tick, "receive": clock.receive, "compare": _order}
    library = Library(**{**right, **changes}, send_ticks=True)
    return ValueTarget(Hello(name=name, kinds={Kind.VECTOR_CLOCK: Options()}), {Kind.VECTOR_CLOCK: library})


def _order(x: Clock, y: Clock) -> str:
    return clock.compare(x, y).value


def _without_a(x: Clock) -> Clock:
    return Clock({r: x[r] for r in x if r != "A"})


def R1() -> ValueTarget:  # noqa: N802 — the refutation's name, here and below
    return _counter(designs.ARTICLE)


def R2() -> ValueTarget:  # noqa: N802
    return _counter(designs.ADD_ALWAYS)


def R3() -> ValueTarget:  # noqa: N802
    return _counter(designs.LARGER_NUMBER)


def R4() -> ValueTarget:  # noqa: N802
    return _counter(designs.LAST_WRITER)


def R4a() -> ValueTarget:  # noqa: N802
    return _counter(designs.KEEP_LARGER_TOTAL)


def R4b() -> ValueTarget:  # noqa: N802
    return _counter(designs.SMALLER_SLOTS)


def R5() -> ValueTarget:  # noqa: N802
    def total(x: Clock) -> Clock:
        return clock.unit("sum", sum(x[r] for r in x))

    return _stamping("compares sums", compare=lambda x, y: _order(total(x), total(y)))


def R7() -> ValueTarget:  # noqa: N802
    return _stamping("the earlier forgets", compare=lambda x, y: _order(_without_a(x), y))


def R8() -> ValueTarget:  # noqa: N802
    return _stamping("the later forgets", compare=lambda x, y: _order(x, _without_a(y)))


def R9() -> ValueTarget:  # noqa: N802
    return _counter(designs.RECEIVE_COUNTS)


def R10() -> ValueTarget:  # noqa: N802
    return _stamping("a quiet receive", receive=lambda x, y, _: clock.join(x, y))


def R15() -> ValueTarget:  # noqa: N802
    def increment(mine: Clock, replica: str, by: int) -> Clock:
        return Clock({**{r: mine[r] for r in mine}, replica: (mine[replica] + by) % 2**31})

    library = Library(
        new=lambda _: Clock(), increment=increment, merge=clock.join, value=lambda x: sum(x[r] for r in x)
    )
    return ValueTarget(Hello(name="31 bits", kinds={Kind.G_COUNTER: Options()}), {Kind.G_COUNTER: library})


def R21() -> ValueTarget:  # noqa: N802
    """Keep the clock from before the latest tick beside the present one, and let messages carry that."""
    return _stamping(
        "an early stamp",
        new=lambda _: (Clock(), Clock()),
        tick=lambda mine, r: (mine[1], clock.tick(mine[1], r)),
        receive=lambda mine, theirs, r: (mine[1], clock.receive(mine[1], theirs[0], r)),
        compare=lambda x, y: _order(x[1], y[1]),
    )
