"""Probes of messages: exported states stay as they were, and a replica may hear itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.case import Case
from antichain.conformance.checks import Alike, Check, Exactly, OneOf
from antichain.conformance.names import plain
from antichain.conformance.ordering import order_check
from antichain.conformance.protocol import Kind, Options
from antichain.conformance.script import Writer
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["probes"]

_AS_SENT = "the messages were exported before, must stay as they were, and now are not"
_AGAIN = OneOf("the same answer as before", lambda _: False)


def probes(kind: Kind, options: Options) -> Iterator[Case]:
    """Yield the probes of messages that speak about a kind with these claims."""
    if options.history and (options.replicas is None or options.replicas > 2):  # noqa: PLR2004 — three names
        if kind.is_clock:
            yield _frozen_clock(kind, options)
        else:
            yield from (_frozen_counter(kind, options, who) for who in (0, 1))
    if kind is Kind.VERSION_VECTOR and options.history and (options.replicas is None or options.replicas > 1):
        yield from (_stamped(kind, options, recoded=recoded) for recoded in (False, True)[: 1 + options.wire])
    if kind is Kind.VECTOR_CLOCK and options.history:
        yield _own_message(kind, options)


def _frozen_counter(kind: Kind, options: Options, who: int) -> Case:
    """A state is exported and read by one; the sender or that one goes on; a third reads it as it was."""
    one, other, third = plain(options, 3)
    writer = Writer(kind, options, (one, other, third))
    writer.ask(protocol.Increment(one, 1))
    writer.export(protocol.Send(one, "m"))
    writer.ask(protocol.Receive(other, "m"))
    first = writer.ask(protocol.Value(other), Check(due=1, tested=("CNT-UNION",)))
    writer.ask(protocol.Increment((one, other)[who], 2))
    writer.ask(protocol.Receive(third, "m"))
    writer.ask(protocol.Value(third), Alike(due=1, tested=("MSG-FROZEN",), to=first, reason=_AS_SENT))
    return Case(f"a message after its {('sender', 'receiver')[who]} went on", writer.script())


def _stamped(kind: Kind, options: Options, *, recoded: bool) -> Case:
    """A stamp is a message like any other: who takes it in knows what it says."""
    one, other = plain(options, 2)
    writer = Writer(kind, options, (one, other))
    writer.ask(protocol.Tick(one))
    writer.export(protocol.Stamp(one, "m"))
    if recoded:
        writer.ask(protocol.Recode("m", "recoded"))
    writer.ask(protocol.Receive(other, "recoded" if recoded else "m"), Exactly(due=None, tested=("ANS-OK",)))
    writer.export(protocol.Stamp(other, "n"))
    if options.compare != "none":
        reason = "who takes a stamp in knows the updates that it knows"
        rules = ("WIRE-ROUND",) if recoded else ("ORD-COHERENT", "ORD-EQUAL")
        writer.ask(protocol.Compare("m", "n"), order_check(Order.EQUAL, options, rules, reason, joined=-1))
    return Case(f"a stamp is received{' through bytes' if recoded else ''}", writer.script())


def _frozen_clock(kind: Kind, options: Options) -> Case:
    """Stamps compare as they did after everybody went on."""
    one, other, _ = plain(options, 3)
    writer = Writer(kind, options, (one, other))
    for sender, receiver, message in ((one, other, "m"), (other, one, "n")):
        if kind is Kind.VERSION_VECTOR:
            writer.ask(protocol.Tick(sender))
        writer.export(protocol.Send(sender, message))
        writer.ask(protocol.Receive(receiver, message))
    writer.export(protocol.Stamp(one, "x"))
    pairs = [protocol.Compare(left, right) for left, right in (("m", "n"), ("n", "x"), ("m", "x"))]
    due = OneOf("an order", lambda answer: isinstance(answer, str))
    first = [writer.ask(pair, Check(due=due)) for pair in pairs if options.compare != "none"]
    for name in (one, other):
        writer.ask(protocol.Tick(name))
    for pair, place in zip(pairs, first, strict=False):
        writer.ask(pair, Alike(due=_AGAIN, tested=("MSG-FROZEN",), to=place, reason=_AS_SENT))
    return Case("stamps after everybody went on", writer.script())


def _own_message(kind: Kind, options: Options) -> Case:
    name = plain(options, 1)[0]
    writer = Writer(kind, options, (name,))
    writer.export(protocol.Send(name, "m"))
    writer.ask(protocol.Receive(name, "m"), Exactly(due=None, tested=("MSG-SELF",)))
    writer.export(protocol.Stamp(name, "n"))
    reason = "a receive is an event, also of one's own message"
    if options.compare != "none":
        writer.ask(protocol.Compare("m", "n"), order_check(Order.BEFORE, options, ("RECV-TICK",), reason))
    return Case("a replica that hears itself", writer.script())
