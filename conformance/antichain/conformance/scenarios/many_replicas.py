"""Scenarios about many replicas: one replica receives from all, which shows colliding names and dropped entries.

Among a thousand names, two share 16 bits of any hash, and mistakes beyond some number of entries show here. A failure
is then shrunk to two of the replicas, or to a smaller crowd.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, DirectedCase, compile_case
from antichain.conformance.cases.checks.base import NUMBER, Check, Reads, SameAnswer
from antichain.conformance.cases.checks.clock import order_check
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.cases.variant import Variant, default_variant
from antichain.conformance.histories.playable import playable
from antichain.conformance.histories.replica_names import plain, room
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.model.causality import Event
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterator


__all__ = ["narrower_cases", "probes"]

_LEAST = 4
_WRITTEN = 300
"""The largest number of entries in the bytes of one message: more than a byte counts."""
_FEW = 64
"""A crowd of up to this many replicas is small."""
_EACH, _SOME = 64, 16
"""The number of first replicas after each of which a counter is read; later, it is read once in this number."""


def probes(claim: Claim, most: int) -> Iterator[Case]:
    """Yield one history of many replicas, if the target accepts that many."""
    # A version vector counts each replica separately, so a crowd does not make a count large.
    limit = (
        None
        if claim.kind is Kind.VERSION_VECTOR or (claim.kind.is_clock and claim.options.step == "increasing")
        else claim.options.limit
    )
    bounds = (claim.options.replicas, limit, room(claim.options))
    count = min(most, *(bound for bound in bounds if bound is not None), most)
    shows = not claim.kind.is_clock or claim.options.compare != "none"
    if claim.options.history and shows and count >= _LEAST:
        yield _crowd(claim, count)
        if claim.options.wire:
            yield _through_bytes(claim, min(count, _WRITTEN))


def _crowd(claim: Claim, count: int) -> Case:
    """One replica receives from many, on a clock from half of them: those are before it, the others concurrent."""
    names = plain(claim.options, count)
    builder = ScriptBuilder(claim, names)
    reader, *others = names
    # Few replicas stay strangers to the reader where only few exist, since its entries must fill its clock.
    strangers = count - 1 - count // 2 if count > _FEW else max(1, count // 8)
    heard = others if not claim.kind.is_clock else others[: max(1, len(others) - strangers)]
    about: dict[int, tuple[str, ...]] = {}
    unread: list[str] = []
    _update(builder, reader)
    for number, name in enumerate(heard, 1):
        if claim.kind is not Kind.VECTOR_CLOCK:
            _update(builder, name)
        builder.export(requests.Send(name, name))
        builder.request(requests.Receive(reader, name))
        unread.append(name)
        if not claim.kind.is_clock and (number < _EACH or number % _SOME == 0 or name == heard[-1]):
            expected = number + 1
            reason = f"{expected} replicas added 1 each, and {reader} received from all"
            place = builder.request(
                requests.Value(reader), Reads(expected=expected, covers=("CNT-UNION",), reason=reason)
            )
            about[place], unread = tuple(unread), []
    if claim.kind.is_clock:
        _ordered(builder, reader, heard, others[len(heard) :], about)
    else:
        _passed_on(builder, reader, heard[0], count)
    narrower = partial(narrower_cases, claim, names, about)
    controls = None if claim.kind.is_clock else partial(_exchange, claim)
    return DirectedCase(f"a crowd of {count}", builder.script(), narrower, controls)


def _exchange(claim: Claim) -> Iterator[Case]:
    """Yield the history of two replicas that receive the updates of each other."""
    execution = Execution.of([Event("A"), Event("B"), Event("A", of=2), Event("B", of=3)])
    if playable(execution, claim):
        yield compile_case(execution, claim, default_variant(execution, claim))


def _through_bytes(claim: Claim, count: int) -> Case:
    """One replica receives from many, and sends its state to another through bytes."""
    names = plain(claim.options, count)
    builder = ScriptBuilder(claim, names)
    other, reader, *others = names
    _update(builder, reader)
    for name in others:
        if claim.kind is not Kind.VECTOR_CLOCK:
            _update(builder, name)
        builder.export(requests.Send(name, name))
        builder.request(requests.Receive(reader, name))
    builder.export(requests.Send(reader, " all"))
    builder.request(requests.Recode(" all", " recoded"))
    reason = f"{count - 1} replicas are known, and the value read from the bytes differs"
    if claim.kind.is_clock:
        check = order_check(Order.EQUAL, claim.options, ("WIRE-ROUND",), reason)
        builder.request(requests.Compare(" all", " recoded"), check)
    else:
        read = builder.request(requests.Value(reader), Check(expected=NUMBER))
        builder.request(requests.Receive(other, " recoded"))
        expected = len(others) + 1
        builder.request(
            requests.Value(other), SameAnswer(expected=expected, covers=("WIRE-ROUND",), to=read, reason=reason)
        )

    def narrower(_place: int) -> Iterator[Case]:
        return (_through_bytes(claim, less) for less in range(2, count))

    return DirectedCase(f"a crowd of {count} through bytes", builder.script(), narrower=narrower)


def _passed_on(builder: ScriptBuilder, reader: str, other: str, count: int) -> None:
    """Another replica receives the updates of all in one message."""
    builder.export(requests.Send(reader, " all"))
    builder.request(requests.Receive(other, " all"))
    reason = f"{other} received the updates of {count} replicas in one state"
    builder.request(requests.Value(other), Reads(expected=count, covers=("CNT-UNION",), reason=reason))


def _update(builder: ScriptBuilder, name: str) -> None:
    builder.request(requests.Tick(name) if builder.kind.is_clock else requests.Increment(name, 1))


def _ordered(
    builder: ScriptBuilder, reader: str, heard: list[str], strangers: list[str], about: dict[int, tuple[str, ...]]
) -> None:
    """Compare the state of the reader with states that it received, and with others."""
    options = builder.options
    builder.export(requests.Stamp(reader, " all"))
    for name in heard:
        reason = f"{reader} received from {name}, and then made an event"
        check = order_check(Order.BEFORE, options, ("ORD-BEFORE",), reason)
        about[builder.request(requests.Compare(name, " all"), check)] = (name,)
    for name in strangers:
        _update(builder, name)
        builder.export(requests.Stamp(name, name))
        reason = f"{reader} received no update of {name}, and {name} received none"
        check = order_check(Order.CONCURRENT, options, ("ORD-CONCURRENT",), reason)
        about[builder.request(requests.Compare(" all", name), check)] = (name,)


def narrower_cases(
    claim: Claim, names: tuple[str, ...], about: dict[int, tuple[str, ...]], place: int
) -> Iterator[Case]:
    """Yield smaller cases that may fail in the same way: two of the replicas, then crowds that grow."""
    events = [Event("A"), Event("B")] if claim.kind.is_clock else [Event("A"), Event("B"), Event("B", of=1)]
    execution = Execution.of(events)
    for name in about.get(place, ()):
        for other in names[: names.index(name)]:
            if playable(execution, claim):
                yield compile_case(execution, claim, Variant((other, name), (1,) * len(events)), "two of a crowd")
    count = _LEAST
    while count < len(names):
        yield _crowd(claim, count)
        count += 1 + (count // 8 if count > _WRITTEN else 0)
