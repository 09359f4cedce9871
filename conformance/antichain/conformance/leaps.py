"""Probes of entries where a tick may be of any size: who did something has an entry, and nobody else has.

How large an entry is cannot be judged there, and comparing what a replica holds before and after a tick does not show
an entry that was there all along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.case import Case
from antichain.conformance.checks import Exactly, OneOf, without_zeros
from antichain.conformance.names import plain
from antichain.conformance.protocol import Kind
from antichain.conformance.script import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.protocol import Options

__all__ = ["probes"]


def probes(kind: Kind, options: Options) -> Iterator[Case]:
    """Yield the probes that speak about entries of a clock that ticks by any size."""
    if kind.is_clock and options.history and options.entries and options.step == "increasing":
        count = min(3, options.replicas or 3)
        yield from (_passed_on(kind, options, count) for count in range(1, count + 1))


def _passed_on(kind: Kind, options: Options, count: int) -> Case:
    """An event at one, which tells another, who tells a third: each holds entries of those who did something."""
    names = plain(options, count)
    writer = Writer(kind, options, names)
    active: set[str] = set()
    _hold(writer, names[0], active)
    for place, name in enumerate(names):
        if place:
            writer.ask(protocol.Receive(name, f"m{place}"))
            active |= {name} if kind is Kind.VECTOR_CLOCK else set()
            _hold(writer, name, active)
        if kind is Kind.VERSION_VECTOR:
            writer.ask(protocol.Tick(name))
        writer.export(protocol.Send(name, f"m{place + 1}"))
        active |= {name}
        _hold(writer, name, active)
    return Case(f"who is known to {count}", writer.script())


def _hold(writer: Writer, name: str, active: set[str]) -> None:
    due = frozenset(active)
    said = f"positive entries of {', '.join(sorted(due)) or 'nobody'}, and of nobody else"
    check = OneOf(said, lambda answer: isinstance(answer, dict) and without_zeros(answer).keys() == due)
    reason = f"{name} knows of events of {', '.join(sorted(due)) or 'nobody'}, and holds other entries"
    writer.ask(protocol.Entries(name), Exactly(due=check, tested=("TICK-STRICT",), reason=reason))
