"""Probes of crowds: many replicas tell one, so that names that collide and entries that are dropped come to light.

Of a thousand names some two share 16 bits of whatever hash, and what is wrong only beyond some number of entries is
wrong here. A failure is then looked for among two of the replicas, and in smaller crowds.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.case import Case, play
from antichain.conformance.checks import Alike, Check, Exactly, OneOf
from antichain.conformance.names import plain
from antichain.conformance.oracle import Truth
from antichain.conformance.ordering import order_check
from antichain.conformance.playing import Setting, playable
from antichain.conformance.protocol import Kind
from antichain.conformance.script import Writer
from antichain.model.causality import Event
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.protocol import Options

__all__ = ["probes"]

_LEAST = 4
_WRITTEN = 100
_EACH, _SOME = 64, 16
"""A counter is read after each of the first replicas, then after each of so many."""


_NUMBER = OneOf("a number", lambda answer: isinstance(answer, int))


def probes(kind: Kind, options: Options, most: int) -> Iterator[Case]:
    """Yield one crowd of at most so many replicas, where the target has room for a crowd."""
    count = min(most, *(bound for bound in (options.replicas, options.limit) if bound is not None), most)
    shows = not kind.is_clock or options.compare != "none"
    if options.history and shows and count >= _LEAST:
        yield _crowd(kind, options, count)
        if options.wire:
            yield _through_bytes(kind, options, min(count, _WRITTEN))


def _crowd(kind: Kind, options: Options, count: int) -> Case:
    """One replica hears of many, on a clock of half of them: those are before it, the others concurrent with it."""
    names = plain(options, count)
    writer = Writer(kind, options, names)
    reader, *others = names
    heard = others if not kind.is_clock else others[: count // 2]
    about: dict[int, tuple[str, ...]] = {}
    unread: list[str] = []
    _update(writer, reader)
    for number, name in enumerate(heard, 1):
        if kind is not Kind.VECTOR_CLOCK:
            _update(writer, name)
        writer.export(protocol.Send(name, name))
        writer.ask(protocol.Receive(reader, name))
        unread.append(name)
        if not kind.is_clock and (number < _EACH or number % _SOME == 0 or name == heard[-1]):
            due = number + 1
            reason = f"{due} replicas added 1 each, and {reader} heard of them all"
            place = writer.ask(protocol.Value(reader), Exactly(due=due, tested=("CNT-UNION",), reason=reason))
            about[place], unread = tuple(unread), []
    if kind.is_clock:
        _ordered(writer, reader, heard, others[len(heard) :], about)
    return Case(f"a crowd of {count}", writer.script(), narrower=partial(_narrower, kind, options, names, about))


def _through_bytes(kind: Kind, options: Options, count: int) -> Case:
    """One replica hears of many, and tells another through bytes."""
    names = plain(options, count)
    writer = Writer(kind, options, names)
    other, reader, *others = names
    _update(writer, reader)
    for name in others:
        if kind is not Kind.VECTOR_CLOCK:
            _update(writer, name)
        writer.export(protocol.Send(name, name))
        writer.ask(protocol.Receive(reader, name))
    writer.export(protocol.Send(reader, " all"))
    writer.ask(protocol.Recode(" all", " recoded"))
    reason = f"{count - 1} replicas are known, and what is read from the bytes is something else"
    if kind.is_clock:
        check = order_check(Order.EQUAL, options, ("WIRE-ROUND",), reason)
        writer.ask(protocol.Compare(" all", " recoded"), check)
    else:
        read = writer.ask(protocol.Value(reader), Check(due=_NUMBER))
        writer.ask(protocol.Receive(other, " recoded"))
        due = len(others) + 1
        writer.ask(protocol.Value(other), Alike(due=due, tested=("WIRE-ROUND",), to=read, reason=reason))

    def narrower(_place: int) -> Iterator[Case]:
        return (_through_bytes(kind, options, less) for less in range(2, count))

    return Case(f"a crowd of {count} through bytes", writer.script(), narrower=narrower)


def _update(writer: Writer, name: str) -> None:
    writer.ask(protocol.Tick(name) if writer.kind.is_clock else protocol.Increment(name, 1))


def _ordered(
    writer: Writer, reader: str, heard: list[str], strangers: list[str], about: dict[int, tuple[str, ...]]
) -> None:
    """Compare what the reader knows with those it heard of, and with those it did not."""
    options = writer.options
    writer.export(protocol.Stamp(reader, " all"))
    for name in heard:
        reason = f"{reader} heard of {name}, and made an event of its own"
        check = order_check(Order.BEFORE, options, ("ORD-BEFORE",), reason)
        about[writer.ask(protocol.Compare(name, " all"), check)] = (name,)
    for name in strangers:
        _update(writer, name)
        writer.export(protocol.Stamp(name, name))
        reason = f"{reader} never heard of {name}, nor {name} of anybody"
        check = order_check(Order.CONCURRENT, options, ("ORD-CONCURRENT",), reason)
        about[writer.ask(protocol.Compare(" all", name), check)] = (name,)


def _narrower(
    kind: Kind, options: Options, names: tuple[str, ...], about: dict[int, tuple[str, ...]], place: int
) -> Iterator[Case]:
    """Yield smaller cases that may show the same: two of the replicas, then crowds that grow."""
    events = [Event("A"), Event("B")] if kind.is_clock else [Event("A"), Event("B"), Event("B", of=1)]
    truth = Truth.of(events)
    for name in about.get(place, ()):
        for other in names[: names.index(name)]:
            if playable(truth, kind, options):
                yield play(truth, kind, options, Setting((other, name), (1,) * len(events)), "two of a crowd")
    for count in range(_LEAST, len(names)):
        yield _crowd(kind, options, count)
