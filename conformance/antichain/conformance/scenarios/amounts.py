"""Scenarios about amounts: negative, fractional, zero, and very large.

:class:`~antichain.conformance.scenarios.bounded_ledger.BoundedLedger` has the right answers of a bounded counter.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain
from math import inf, nan
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, DirectedCase, compile_case
from antichain.conformance.cases.checks.base import NUMBER, Check, Equals, OneOf, Reads, Refusal, SameAnswer, refused
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.cases.variant import Variant
from antichain.conformance.histories.playable import playable
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import CODES, Refused
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.conformance.scenarios.bounded_ledger import BoundedLedger
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.protocol.claims import Options

__all__ = ["probes"]

_OPPOSITE = (-1, -2, -(2**31), -(2**32) - 1, -(2**53) - 1, -(2**64) - 1)
"""The increments that are decrements, under that claim."""
_WRITTEN = (127, 128, 255, 256, 2**14, 2**15, 2**16, 2**21, 2**24 + 1, 2**28)
"""Small amounts at which the lengths of encodings change."""
_POWERS = (2**31, 2**32, 2**53, 2**63, 2**64, 10**30, 2**128, 2**256)
_MANY = 2
"""A message of this many replicas is received by a further one."""
_NO_MATTER = OneOf(
    "done, or rejected", lambda answer: answer is None or isinstance(answer, Refused), (None, *map(Refused, CODES))
)


def probes(claim: Claim, *, in_process: bool) -> Iterator[Case]:
    """Yield the scenarios about amounts for a counter with these claims; not every amount travels in JSON."""
    yield from _illegal(claim, in_process=in_process)
    yield from _before_receives(claim)
    yield _nothing(claim, requests.Increment)
    if claim.kind is Kind.PN_COUNTER:
        yield _nothing(claim, requests.Decrement)
    yield from _refused(claim)
    beside = chain.from_iterable((power - 1, power, power + 1) for power in _POWERS)
    limit, largest = claim.options.limit, claim.options.largest_written
    bounds = (*(() if limit is None else (limit, limit + 1)), *(() if largest is None else (largest,)))
    for amount in sorted(by for by in {*beside, *bounds} if _asked(claim.options, by)):
        yield _around_one(claim, amount)
        if claim.options.replicas is None or claim.options.replicas > 1:
            yield _at_once(claim, amount)
            if amount > 1:
                yield from (_by_receive(claim, amount, sign) for sign in _signs(claim.kind))
            if amount > 2 and claim.options.replicas != 2:  # noqa: PLR2004 — one for each of three replicas
                yield _by_two_receives(claim, amount)
            if claim.options.wire and amount <= min(limit or amount, largest or amount):
                yield _through_bytes(claim, amount)
    if claim.options.wire and claim.options.replicas != 1:
        bound = min(limit or _WRITTEN[-1], largest or _WRITTEN[-1])
        yield from (_through_bytes(claim, amount) for amount in _WRITTEN if amount <= bound)


def _asked(options: Options, amount: int) -> bool:
    """Return whether a library with these options makes a claim about an amount."""
    return options.overflow != "unspecified" or options.limit is None or abs(amount) <= options.limit


def _illegal(claim: Claim, *, in_process: bool) -> Iterator[Case]:
    """Yield the scenarios about amounts that must be refused, or handled as claimed."""
    if not (claim.kind is Kind.PN_COUNTER and claim.options.negative == "opposite"):
        for by in filter(partial(_asked, claim.options), (-1, -(2**31), -(2**53) - 1, -(2**64))):
            yield _left_without_trace(claim, by, "CNT-NEGATIVE", "negative")
            for verb in _verbs(claim.kind):
                yield _never_there(claim, verb, by, "CNT-NEGATIVE", "negative")
    else:
        for by in filter(partial(_asked, claim.options), _OPPOSITE):
            if claim.options.limit is None or -by <= claim.options.limit:
                yield _opposite(claim, by)
    if claim.options.fractions == "reject":
        for fraction in (0.5, 2.5, -0.5, *((nan, inf, -inf) if in_process else ())):
            codes = ("not-an-integer", "negative") if fraction < 0 else ("not-an-integer",)
            yield _left_without_trace(claim, fraction, "CNT-INTEGER", *codes)
            for verb in _verbs(claim.kind):
                yield _never_there(claim, verb, fraction, "CNT-INTEGER", *codes)
    else:
        yield _halves(claim)


def _refused(claim: Claim) -> Iterator[Case]:
    """Yield the scenarios about the state that a refusal beyond the bound must leave."""
    room = claim.options.replicas or 3
    if claim.options.overflow == "reject" and claim.options.limit is not None and claim.options.limit > 1:
        if room > _MANY:
            yield _refused_whole(claim, claim.options.limit)
        if claim.options.delta:
            for replicas in range(2, min(_MANY + 1, room) + 1):
                yield _refused_before_a_delta(claim, claim.options.limit, replicas)


def _left_without_trace(claim: Claim, by: float, rule: str, *codes: str) -> Case:
    """One update that counts, and one that must be refused and must never show in a read."""
    one, other = plain(claim.options, 2)
    builder = ScriptBuilder(claim, (one, other)[: claim.options.replicas])
    builder.request(requests.Increment(one, 1))
    builder.request(requests.Value(one), Reads(expected=1, covers=("CNT-OWN",)))
    for number, verb in enumerate(_verbs(claim.kind)):
        builder.request(verb(one, by), _refusal(claim.options, verb, by, rule, *codes))
        reason = f"an update by {by} must leave no trace"
        builder.request(requests.Value(one), Reads(expected=1, covers=(rule,), reason=reason))
        if claim.options.replicas is None or claim.options.replicas > 1:
            builder.export(requests.Send(one, f"m{number}"))
            builder.request(requests.Receive(other, f"m{number}"))
            builder.request(requests.Value(other), Reads(expected=1, covers=(rule,), reason=reason))
    if claim.options.limit is None or claim.options.limit > 1:
        builder.request(requests.Increment(one, 1))
        later = f"an update by {by} was refused, so the next one counts as if there had been no such update"
        builder.request(requests.Value(one), Reads(expected=2, covers=(rule,), reason=later))
    return DirectedCase(f"an amount of {by}", builder.script())


def _before_receives(claim: Claim) -> Iterator[Case]:
    """Yield the scenarios about a refused update before a receive."""
    if claim.options.replicas == 1:
        return
    if claim.kind is Kind.G_COUNTER or claim.options.negative == "reject":
        yield _heard_after(claim, -1, "CNT-NEGATIVE", "negative")
    if claim.options.fractions == "reject":
        yield _heard_after(claim, 0.5, "CNT-INTEGER", "not-an-integer")


def _heard_after(claim: Claim, by: float, rule: str, *codes: str) -> Case:
    """An update is refused, and then the state of another replica arrives."""
    one, other = plain(claim.options, 2)
    builder = ScriptBuilder(claim, (one, other))
    builder.request(requests.Increment(other, 1))
    builder.export(requests.Send(other, "m"))
    builder.request(requests.Increment(one, by), _refusal(claim.options, requests.Increment, by, rule, *codes))
    unchanged = f"an update by {by} was refused, and no other update was made"
    builder.request(requests.Value(one), Reads(expected=0, covers=(rule,), reason=unchanged))
    builder.request(requests.Receive(one, "m"))
    reason = f"an update by {by} was refused, so the next state is received as if there had been no such update"
    builder.request(requests.Value(one), Reads(expected=1, covers=(rule,), reason=reason))
    return DirectedCase(f"an amount of {by} before a receive", builder.script())


def _signs(kind: Kind) -> tuple[int, ...]:
    return (1, -1) if kind is Kind.PN_COUNTER else (1,)


def _verbs(kind: Kind) -> tuple[type[requests.Increment | requests.Decrement], ...]:
    return (requests.Increment, requests.Decrement) if kind is Kind.PN_COUNTER else (requests.Increment,)


def _never_there(
    claim: Claim,
    verb: type[requests.Increment | requests.Decrement],
    by: float,
    rule: str,
    *codes: str,
) -> Case:
    """The first update must be refused, and it must leave no trace."""
    name = plain(claim.options, 1)[0]
    builder = ScriptBuilder(claim, (name,))
    builder.request(verb(name, by), _refusal(claim.options, verb, by, rule, *codes))
    unchanged = f"a first update by {by} was refused, and no other update was made"
    builder.request(requests.Value(name), Reads(expected=0, covers=(rule,), reason=unchanged))
    builder.request(requests.Increment(name, 1))
    reason = f"a first update by {by} was refused, and an update by 1 was made"
    builder.request(requests.Value(name), Reads(expected=1, covers=(rule,), reason=reason))
    return DirectedCase(f"a first amount of {by}", builder.script())


def _refusal(
    options: Options, verb: type[requests.Increment | requests.Decrement], by: float, rule: str, *codes: str
) -> Refusal:
    """Return the check that an illegal update is refused; beyond a declared bound, the code may be overflow.

    A read of the replica follows, as evidence.
    """
    beyond = options.overflow == "reject" and abs(by) > (options.limit or inf)
    expected = refused(*codes, *(("overflow",) if beyond else ()))
    return Refusal(expected=expected, rule=rule, request=f"{verb.__struct_config__.tag} by {by}", evidence=1)


def _opposite(claim: Claim, by: int) -> Case:
    """A negative increment is a decrement, also at a replica that receives it."""
    names = plain(claim.options, min(2, claim.options.replicas or 2))
    builder = ScriptBuilder(claim, names)
    rules = ("CNT-BELOW",) if by > -(2**31) else ("CNT-BIG", "CNT-BELOW")
    reason = f"hello claims that a negative increment is a decrement: an increment by {by} makes the value {by}"
    builder.request(requests.Increment(names[0], by))
    builder.request(requests.Value(names[0]), Reads(expected=by, covers=rules, reason=reason))
    for other in names[1:]:
        builder.export(requests.Send(names[0], "m"))
        builder.request(requests.Receive(other, "m"))
        builder.request(requests.Value(other), Reads(expected=by, covers=rules, reason=reason))
    return DirectedCase(f"an increment by {by}", builder.script())


def _halves(claim: Claim) -> Case:
    name = plain(claim.options, 1)[0]
    builder = ScriptBuilder(claim, (name,))
    for _ in range(2):
        builder.request(requests.Increment(name, 0.5))
    reason = "hello claims that fractions are accepted, and two halves are one"
    builder.request(requests.Value(name), Reads(expected=1, covers=("CNT-UNION",), reason=reason))
    return DirectedCase("two increments by 0.5", builder.script())


def _nothing(claim: Claim, update: type[requests.Increment | requests.Decrement]) -> Case:
    """Add 0 to a counter at 1, or take 0 from a counter at -1; the target may refuse."""
    name = plain(claim.options, 1)[0]
    builder = ScriptBuilder(claim, (name,))
    expected, does = (1, "adds") if update is requests.Increment else (-1, "takes")
    builder.request(update(name, 1))
    builder.request(update(name, 0), Check(expected=_NO_MATTER))
    reason = f"an amount of 0 {does} nothing"
    builder.request(requests.Value(name), Reads(expected=expected, covers=("CNT-NEW",), reason=reason))
    return DirectedCase("an amount of 0", builder.script(), controls=partial(_small_updates, claim, expected))


def _small_updates(claim: Claim, sign: int) -> Iterator[Case]:
    """Yield the histories of two updates and of one, all by 1, with this sign."""
    for count in (2, 1):
        execution = Execution.of([Event("A")] * count)
        if playable(execution, claim):
            yield compile_case(
                execution, claim, replace(Variant.plain(execution, claim.options), amounts=(sign,) * count)
            )


def _at_once(claim: Claim, amount: int) -> Case:
    """One update of this size is sent to another replica, which adds one and sends it back."""
    one, other = plain(claim.options, 2)
    builder = ScriptBuilder(claim, (one, other))
    ledger = BoundedLedger(builder, claim.options)
    for sign in (1, -1) if claim.kind is Kind.PN_COUNTER else (1,):
        ledger.update(one, sign * amount)
        ledger.read(one)
        builder.export(requests.Send(one, f"m{sign}"))
        ledger.receive(other, one, f"m{sign}")
        ledger.read(other)
        ledger.update(other, sign)
        ledger.read(other)
        builder.export(requests.Send(other, f"n{sign}"))
        ledger.receive(one, other, f"n{sign}")
        ledger.read(one)
    return DirectedCase(f"an amount of {amount}", builder.script())


def _around_one(claim: Claim, amount: int) -> Case:
    """A small update between two updates of this size."""
    one = plain(claim.options, 1)[0]
    builder = ScriptBuilder(claim, (one,))
    ledger = BoundedLedger(builder, claim.options)
    for sign in (1, -1) if claim.kind is Kind.PN_COUNTER else (1,):
        for by in (sign * amount, sign, sign * amount):
            ledger.update(one, by)
            ledger.read(one)
    return DirectedCase(f"an amount of {amount} before and after one", builder.script())


def _by_receive(claim: Claim, amount: int, sign: int) -> Case:
    """A total of this size that arises when two smaller ones are merged."""
    one, other = plain(claim.options, 2)
    builder = ScriptBuilder(claim, (one, other))
    ledger = BoundedLedger(builder, claim.options)
    half = amount // 2
    ledger.update(one, sign * half)
    ledger.update(other, sign * (amount - half))
    builder.export(requests.Send(one, "m"))
    ledger.receive(other, one, "m")
    ledger.read(other)
    return DirectedCase(f"a total of {sign * amount} by receive", builder.script())


def _by_two_receives(claim: Claim, amount: int) -> Case:
    """A total of this size that arises when three smaller ones are merged."""
    names = plain(claim.options, 3)
    builder = ScriptBuilder(claim, names)
    ledger = BoundedLedger(builder, claim.options)
    third = amount // 3
    for name, part in zip(names, (third, third, amount - 2 * third), strict=True):
        ledger.update(name, part)
    for sender in names[1:]:
        builder.export(requests.Send(sender, f"m{sender}"))
        ledger.receive(names[0], sender, f"m{sender}")
        ledger.read(names[0])
    return DirectedCase(f"a total of {amount} by two receives", builder.script())


def _refused_whole(claim: Claim, limit: int) -> Case:
    """A message with the updates of two replicas is refused, although one of the updates is within the bound."""
    one, other, reader = plain(claim.options, 3)
    builder = ScriptBuilder(claim, (one, other, reader))
    ledger = BoundedLedger(builder, claim.options)
    ledger.update(one, 1)
    builder.export(requests.Send(one, "part"))
    ledger.receive(other, one, "part")
    builder.export(requests.Send(other, "before"))
    ledger.update(other, limit - 1)
    ledger.update(reader, 1)
    builder.export(requests.Send(other, "whole"))
    ledger.receive(reader, other, "whole")
    ledger.read(reader, "a message that is refused changes nothing, also not in part")
    if claim.options.channel == "any":
        ledger.receive(reader, one, "before")  # it holds the same as the state of this replica
        ledger.read(reader, f"a message of {other} was refused, and an earlier one is received all the same")
    ledger.receive(reader, one, "part")
    ledger.read(reader)
    return DirectedCase(f"a refused message of {limit}", builder.script())


def _refused_before_a_delta(claim: Claim, limit: int, replicas: int) -> Case:
    """An update, or the message of a third replica, is refused; the next delta still has the update before."""
    one, *others = plain(claim.options, replicas)
    builder = ScriptBuilder(claim, (one, *others))
    ledger = BoundedLedger(builder, claim.options)
    ledger.update(one, 1)
    if replicas <= _MANY:
        ledger.update(one, limit)
    for sender in others[1:]:
        ledger.update(sender, limit)
        builder.export(requests.Send(sender, "m"))
        ledger.receive(one, sender, "m")
    builder.export(requests.Send(one, "d", delta=True))
    ledger.receive(others[0], one, "d")
    ledger.read(others[0], f"{one} made an update of 1 before its first delta, and a refusal takes nothing out of that")
    return DirectedCase(f"a delta after a refusal beyond {limit}", builder.script())


def _through_bytes(claim: Claim, amount: int) -> Case:
    """Updates of this size travel through bytes to another replica, which must read the same value."""
    one, other = plain(claim.options, 2)
    builder = ScriptBuilder(claim, (one, other))
    for number, verb in enumerate(_verbs(claim.kind), 1):
        builder.request(verb(one, amount))
        read = builder.request(requests.Value(one), Check(expected=NUMBER))
        builder.export(requests.Send(one, f"m{number}"))
        builder.request(requests.Recode(f"m{number}", f"recoded{number}"), Equals(expected=None, covers=("WIRE-BIG",)))
        builder.request(requests.Receive(other, f"recoded{number}"))
        expected = amount if number == 1 else 0
        reason = "its maker reads another value than the replica that received it through bytes"
        builder.request(
            requests.Value(other), SameAnswer(expected=expected, covers=("WIRE-BIG",), to=read, reason=reason)
        )
    return DirectedCase(f"an amount of {amount} through bytes", builder.script())
