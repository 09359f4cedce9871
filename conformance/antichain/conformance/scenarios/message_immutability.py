"""Scenarios about messages: an exported state never changes, and a replica may receive its own state."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.base import REPEATED, Check, Equals, Reads, SameAnswer
from antichain.conformance.cases.checks.clock import ANY_ORDER, order_check, rule_of
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["frozen", "probes"]

_AS_SENT = "the messages were exported before and must not change, but they have changed"
_TICKS = {Kind.VECTOR_CLOCK: 3, Kind.VERSION_VECTOR: 2}
"""The number of ticks of each replica in cases whose messages are stamps."""


def _room(claim: Claim) -> float:
    """Return how many updates one replica can make."""
    ticks_freely = claim.kind.is_clock and claim.options.step == "increasing"
    return inf if claim.options.limit is None or ticks_freely else claim.options.limit


def frozen(claim: Claim) -> Iterator[Case]:
    """Yield the scenarios about exported messages that must not change."""
    room = _room(claim)
    if claim.options.history and (claim.options.replicas is None or claim.options.replicas > 2):  # noqa: PLR2004 — three names
        if claim.kind.is_clock and room >= _TICKS[claim.kind]:
            yield from _frozen_stamp(claim)
            yield _frozen_clock(claim)
        if not claim.kind.is_clock and room > 1:
            signs = (1, -1) if claim.kind is Kind.PN_COUNTER else (1,)
            yield from (_frozen_counter(claim, who, sign) for sign in signs for who in (0, 1))
            if claim.options.replicas is None or claim.options.replicas > 3:  # noqa: PLR2004 — four names
                yield _merged_counter(claim)


def probes(claim: Claim) -> Iterator[Case]:
    """Yield the scenarios about messages for a target with these claims."""
    yield from frozen(claim)
    if (
        claim.kind is Kind.VERSION_VECTOR
        and claim.options.history
        and (claim.options.replicas is None or claim.options.replicas > 1)
    ):
        yield from (_stamped(claim, recoded=recoded) for recoded in (False, True)[: 1 + claim.options.wire])
    if claim.kind is Kind.VECTOR_CLOCK and claim.options.history and _room(claim) > 1:
        yield _own_message(claim)
    if claim.options.wire and claim.options.history and (claim.options.replicas is None or claim.options.replicas > 1):
        # Another replica has made one update, and then knows both.
        most = 1 if claim.kind.is_clock or _room(claim) > 1 else 0
        yield from (_written_again(claim, updates) for updates in range(most + 1))


def _frozen_counter(claim: Claim, who: int, sign: int) -> Case:
    """A replica receives a state and reads it; it or the sender updates; a third replica reads the old value.

    If the sign is negative, the state also holds a decrement, and the later update is one.
    """
    first_value = 1 if sign > 0 else 0
    one, other, third = plain(claim.options, 3)
    builder = ScriptBuilder(claim, (one, other, third))
    builder.request(requests.Increment(one, 1))
    if sign < 0:
        builder.request(requests.Decrement(one, 1))
    builder.export(requests.Send(one, "m"))
    builder.request(requests.Receive(other, "m"))
    first = builder.request(requests.Value(other), Check(expected=first_value, covers=("CNT-UNION",)))
    more = 1 if claim.options.limit == 2 or claim.options.amounts == "one" else 2  # noqa: PLR2004 — the first update counts 1 of them
    builder.request((requests.Increment if sign > 0 else requests.Decrement)((one, other)[who], more))
    builder.request(requests.Receive(third, "m"))
    same = SameAnswer(expected=first_value, covers=("MSG-FROZEN",), to=first, reason=_AS_SENT)
    builder.request(requests.Value(third), same)
    return DirectedCase(f"a message after its {('sender', 'receiver')[who]} went on", builder.script())


def _merged_counter(claim: Claim) -> Case:
    """A replica reads a state; another one with an own update receives it; a third replica reads the old value."""
    one, other, third, first_reader = plain(claim.options, 4)
    builder = ScriptBuilder(claim, (one, other, third, first_reader))
    builder.request(requests.Increment(one, 1))
    builder.export(requests.Send(one, "m"))
    builder.request(requests.Receive(first_reader, "m"))
    first = builder.request(requests.Value(first_reader), Check(expected=1, covers=("CNT-UNION",)))
    builder.request(requests.Increment(other, 1))
    builder.request(requests.Receive(other, "m"))
    builder.request(requests.Receive(third, "m"))
    builder.request(requests.Value(third), SameAnswer(expected=1, covers=("MSG-FROZEN",), to=first, reason=_AS_SENT))
    return DirectedCase("a message after another replica merged it", builder.script())


def _stamped(claim: Claim, *, recoded: bool) -> Case:
    """A stamp is a message like any other: its receiver then knows its updates."""
    one, other = plain(claim.options, 2)
    builder = ScriptBuilder(claim, (one, other))
    builder.request(requests.Tick(one))
    builder.export(requests.Stamp(one, "m"))
    if recoded:
        builder.request(requests.Recode("m", "recoded"))
    builder.request(requests.Receive(other, "recoded" if recoded else "m"), Equals(expected=None, covers=("ANS-OK",)))
    builder.export(requests.Stamp(other, "n"))
    if claim.options.compare != "none":
        reason = "a replica that receives a stamp knows the updates in it"
        order, base = (Order.BEFORE, "ORD-BEFORE") if claim.options.birth == "entry" else (Order.EQUAL, "ORD-EQUAL")
        rules = ("WIRE-ROUND",) if recoded else ("ORD-COHERENT", base)
        builder.request(requests.Compare("m", "n"), order_check(order, claim.options, rules, reason, joined=-1))
    controls = (lambda: [_stamped(claim, recoded=False)]) if recoded else None
    return DirectedCase(
        f"a stamp is received{' through bytes' if recoded else ''}", builder.script(), controls=controls
    )


def _frozen_stamp(claim: Claim) -> Iterator[Case]:
    """A stamp compares with that of an idle replica as it did before its own replica ticked."""
    if claim.options.compare == "none":
        return
    one, idle, _ = plain(claim.options, 3)
    builder = ScriptBuilder(claim, (one, idle))
    for replica, message in ((idle, "idle"), (one, "m")):
        builder.export(requests.Stamp(replica, message))
    pair = requests.Compare("m", "idle")
    first = builder.request(pair, Check(expected=ANY_ORDER))
    builder.request(requests.Tick(one))
    builder.request(pair, SameAnswer(expected=REPEATED, covers=("MSG-FROZEN",), to=first, reason=_AS_SENT))
    yield DirectedCase("a stamp after its replica went on", builder.script())


def _frozen_clock(claim: Claim) -> Case:
    """Stamps compare as before after all replicas went on."""
    one, other, _ = plain(claim.options, 3)
    builder = ScriptBuilder(claim, (one, other))
    for sender, receiver, message in ((one, other, "m"), (other, one, "n")):
        if claim.kind is Kind.VERSION_VECTOR:
            builder.request(requests.Tick(sender))
        builder.export(requests.Send(sender, message))
        builder.request(requests.Receive(receiver, message))
    builder.export(requests.Stamp(one, "x"))
    pairs = [requests.Compare(left, right) for left, right in (("m", "n"), ("n", "x"), ("m", "x"))]
    first = [builder.request(pair, Check(expected=ANY_ORDER)) for pair in pairs if claim.options.compare != "none"]
    for name in (one, other):
        builder.request(requests.Tick(name))
    for pair, place in zip(pairs, first, strict=False):
        builder.request(pair, SameAnswer(expected=REPEATED, covers=("MSG-FROZEN",), to=place, reason=_AS_SENT))
    return DirectedCase("stamps after all replicas went on", builder.script())


def _written_again(claim: Claim, updates: int, *, recoded: bool = True) -> Case:
    """A state is encoded and decoded twice, or not at all in the control; with no updates, its replica did nothing."""
    one, other = plain(claim.options, 2)
    builder = ScriptBuilder(claim, (one, other))
    kind = claim.kind
    for name in (one,) * updates + (other,):
        builder.request(requests.Tick(name) if kind.is_clock else requests.Increment(name, 1))
    builder.export((requests.Stamp if kind.is_clock else requests.Send)(one, "m"))
    messages = ("again", "recoded") if recoded else ("m", "m")
    for message, decoded in (("m", "recoded"), ("recoded", "again")) if recoded else ():
        builder.request(requests.Recode(message, decoded), Equals(expected=None, covers=("WIRE-ROUND",)))
    state = f"a state of {updates} update{'' if updates == 1 else 's'}"
    reason = f"{state} was encoded and decoded twice" if recoded else f"it is {state}"
    if not kind.is_clock:
        rule = "WIRE-ROUND" if recoded else "CNT-UNION"
        once = claim.options.channel == "fifo-once"
        for message in messages[-1:] if once else messages:
            builder.request(requests.Receive(other, message), Equals(expected=None, covers=(rule,)))
            check = Reads(expected=1 + updates, covers=(rule,), reason=reason)
            builder.request(requests.Value(other), check)
    elif claim.options.compare != "none":
        builder.export(requests.Stamp(other, "n"))
        far = Order.CONCURRENT if updates or claim.options.birth == "entry" else Order.BEFORE
        for right, order in (("m", Order.EQUAL), ("n", far)):
            for message in reversed(messages):
                due = order_check(order, claim.options, ("WIRE-ROUND" if recoded else rule_of(order),), reason)
                builder.request(requests.Compare(message, right), due)
    if not recoded:
        return DirectedCase(state, builder.script())
    return DirectedCase(
        f"{state} through bytes twice",
        builder.script(),
        controls=lambda: [_written_again(claim, updates, recoded=False)],
    )


def _own_message(claim: Claim) -> Case:
    name = plain(claim.options, 1)[0]
    builder = ScriptBuilder(claim, (name,))
    builder.export(requests.Send(name, "m"))
    builder.request(requests.Receive(name, "m"), Equals(expected=None, covers=("MSG-SELF",)))
    builder.export(requests.Stamp(name, "n"))
    reason = "a receive is an event, also that of an own message"
    if claim.options.compare != "none":
        builder.request(requests.Compare("m", "n"), order_check(Order.BEFORE, claim.options, ("RECV-TICK",), reason))
    return DirectedCase("a replica that receives its own message", builder.script())
