"""Probes of tall clocks: many ticks of one replica, and counts around the powers of two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.case import Case
from antichain.conformance.names import plain
from antichain.conformance.ordering import order_check
from antichain.conformance.script import Writer
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.protocol import Kind, Options

__all__ = ["probes"]

_STAMPED = (1, 9, 10, 63, 64, 99, 100, 127, 128, 255, 256, 300)
_POWERS = (7, 8, 15, 16, 31, 32, 53, 63, 64)


def probes(kind: Kind, options: Options) -> Iterator[Case]:
    """Yield the probes of large counts that speak about a clock with these claims."""
    if not kind.is_clock or options.compare == "none":
        return
    if options.history:
        yield _ticking(kind, options, recoded=False)
        if options.wire:
            yield _ticking(kind, options, recoded=True)
    if options.construct:
        for count in (2**power for power in _POWERS):
            if options.limit is None or count < options.limit:
                yield _tall(kind, options, count)


def _ticking(kind: Kind, options: Options, *, recoded: bool) -> Case:
    """One replica ticks 300 times; stamps on the way compare as they were made, also through bytes."""
    name = plain(options, 1)[0]
    writer = Writer(kind, options, (name,))
    rules = ("WIRE-ROUND",) if recoded else ("TICK-STRICT", "ORD-BEFORE")
    earlier = ""
    for tick in range(1, _STAMPED[-1] + 1):
        writer.ask(protocol.Tick(name))
        if tick in _STAMPED:
            writer.export(protocol.Stamp(name, f"m{tick}"))
            if recoded:
                writer.ask(protocol.Recode(f"m{tick}", f"recoded{tick}"))
            later = f"recoded{tick}" if recoded else f"m{tick}"
            if earlier:
                reason = f"{later} was made after {earlier}, by the same replica"
                writer.ask(protocol.Compare(earlier, later), order_check(Order.BEFORE, options, rules, reason))
            earlier = later
    return Case(f"{_STAMPED[-1]} ticks{' through bytes' if recoded else ''}", writer.script())


def _tall(kind: Kind, options: Options, count: int) -> Case:
    """Constructed counts around a power of two stand as the numbers do, and as counts of different replicas do not."""
    several = options.replicas is None or options.replicas > 1
    one, other = plain(options, 2)
    writer = Writer(kind, options, (one, other) if several else (one,))
    for message, held in (("below", count - 1), ("at", count), ("above", count + 1)):
        writer.ask(protocol.Construct(message, {one: held}))
    for left, right, order in (
        ("below", "at", Order.BEFORE),
        ("at", "above", Order.BEFORE),
        ("above", "at", Order.AFTER),
    ):
        reason = f"{left} and {right} are counts of one replica around {count}"
        writer.ask(protocol.Compare(left, right), order_check(order, options, ("ORD-BEFORE",), reason))
    if several:
        writer.ask(protocol.Construct("elsewhere", {other: count}))
        check = order_check(Order.CONCURRENT, options, ("ORD-CONCURRENT",), "they are counts of different replicas")
        writer.ask(protocol.Compare("at", "elsewhere"), check)
    return Case(f"counts around {count}", writer.script())
