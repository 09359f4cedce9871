"""Scenarios about long runs: one replica updates many times; two update and exchange their states many times.

Some mistakes need a number of updates or receives of one replica: a count in a byte, each hundredth update, the
seventeenth receive. Here one replica receives each state at once, and the other one round later, so that states with
an old entry of their receiver arrive in each round. A failure is then shrunk to the updates of one replica, or to the
receives of another.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, DirectedCase, compile_case
from antichain.conformance.cases.checks.base import Reads
from antichain.conformance.cases.checks.clock import order_check, rule_of
from antichain.conformance.cases.checks.entries import EntriesEqual
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.histories.playable import playable
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.conformance.scenarios.state_order import Differs
from antichain.model.causality import Event
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["probes"]

_SHORT, _LONG = 40, 300
"""The numbers of rounds: beyond a few dozen, and beyond 8 bits."""
_ALONE = 1100
"""The updates of one replica alone: more than a counter that stops at 1,000 or 1,024 holds."""
_FEWER = (2, 3, 5, 9, 11, 17, 33, 65, 101, 129, 201, 257, 301, 501, 513, 1000, 1001)
"""The numbers of updates among which the smallest one that fails is shown."""
_TICKS = 2
"""The ticks of a replica in each round, on a vector clock."""
_NEAR = 4
"""In the history of a short dialogue, each event is compared with this number of earlier ones."""
_LOOK = 25
"""Entries are read once in this number of rounds."""


def probes(claim: Claim, crowd: int) -> Iterator[Case]:
    """Yield a dialogue of two replicas; its number of rounds follows the bound of a crowd."""
    options = claim.options
    if not options.history or (claim.kind.is_clock and options.compare == "none" and not options.entries):
        return
    if crowd >= _ALONE and (options.limit is None or (options.limit >= _ALONE and options.step == "one")):
        yield _alone(claim, _ALONE)
    rounds = _LONG if crowd >= _LONG else min(_SHORT, crowd)
    if options.limit is not None and not (claim.kind.is_clock and options.step == "increasing"):
        rounds = min(rounds, (options.limit - 1) // _TICKS)
    if rounds and (options.replicas is None or options.replicas > 1):
        yield _Dialogue(claim, rounds).case()


def _alone(claim: Claim, updates: int) -> DirectedCase:
    """One replica makes this number of updates."""
    (name,) = plain(claim.options, 1)
    builder = ScriptBuilder(claim, (name,))
    clock = claim.kind.is_clock
    for number in range(1, updates + 1):
        builder.request(requests.Tick(name) if clock else requests.Increment(name, 1))
        if clock and number >= updates - 1 and claim.options.compare != "none":
            builder.export(requests.Stamp(name, f"m{number}"))
    if not clock:
        reason = f"{name} made {updates} updates by 1"
        builder.request(requests.Value(name), Reads(expected=updates, covers=("CNT-OWN",), reason=reason))
    elif claim.options.compare != "none":
        reason = f"update {updates} of {name} comes after update {updates - 1}"
        covers = ("TICK-STRICT", "ORD-BEFORE")
        check = order_check(Order.BEFORE, claim.options, covers, reason)
        builder.request(requests.Compare(f"m{updates - 1}", f"m{updates}"), check)
    elif claim.options.step == "one":
        builder.request(requests.Entries(name), EntriesEqual(expected={name: updates}, covers=("TICK-ONE",)))

    def narrower(_place: int) -> Iterator[Case]:
        return (_alone(claim, less) for less in _FEWER if less < updates)

    title = f"{updates} updates of one replica"
    return DirectedCase(title, builder.script(), narrower, partial(_two_updates, claim))


def _two_updates(claim: Claim) -> Iterator[Case]:
    """Yield the history of two updates of one replica."""
    execution = Execution.of([Event("A"), Event("A")])
    if playable(execution, claim):
        yield compile_case(execution, claim, default_variant(execution, claim))


class _Dialogue:
    """The script of a dialogue: in each round both replicas update; the second one hears of the round before."""

    def __init__(self, claim: Claim, rounds: int) -> None:
        self._claim = claim
        self._rounds = rounds
        room = claim.options.replicas
        self._one, self._other, *self._more = plain(claim.options, 3 if room is None else min(3, room))
        self._builder = ScriptBuilder(claim, (self._one, self._other, *self._more))
        self._round_of: list[int] = [0]
        self._digests: list[int] = []

    def case(self) -> Case:
        for number in range(1, self._rounds + 1):
            self._update(self._one, f"a{number}")
            if number > 1:
                self._receive(self._other, f"a{number - 1}")
            self._update(self._other, f"b{number}")
            self._receive(self._one, f"b{number}")
            self._look(number)
            self._note(number)
        self._end()
        self._note(self._rounds)
        shrunk = partial(_smaller, self._claim, self._round_of)
        title = f"a dialogue of {self._rounds} rounds"
        return DirectedCase(title, self._builder.script(), shrunk, lambda: [_told(self._claim)])

    def _note(self, number: int) -> None:
        """Note that all further requests so far belong to a round."""
        self._round_of += [number] * (len(self._builder) - len(self._round_of))

    def _end(self) -> None:
        """The second replica receives the last state, a third one all at once; perhaps old states arrive again."""
        last, ordered = self._rounds, self._claim.options.channel != "any"
        self._receive(self._other, f"a{last}")
        for name, message in ((self._one, f"a{(last + 1) // 2}"), (self._other, "b1"), (self._other, "a1")):
            if not ordered and self._builder.kind is not Kind.VECTOR_CLOCK:
                self._receive(name, message)
        if not self._builder.kind.is_clock:
            for third in self._more:
                self._receive(third, f"a{last}")
                self._receive(third, f"b{last}")
            self._read([(name, last) for name in (self._one, self._other, *self._more)], last)
        elif self._builder.kind is Kind.VERSION_VECTOR and self._builder.options.compare != "none":
            for name, message in ((self._one, "x"), (self._other, "y")):
                self._builder.export(requests.Stamp(name, message))
            self._compare("x", "y", Order.EQUAL, "both have received all updates")
            self._compare("y", "x", Order.EQUAL, "both have received all updates")

    def _update(self, name: str, message: str) -> None:
        """Make an update and export the state; on a vector clock, the export is the update."""
        kind = self._builder.kind
        if kind is Kind.VERSION_VECTOR:
            self._builder.request(requests.Tick(name))
        elif not kind.is_clock:
            taken = kind is Kind.PN_COUNTER and name == self._other
            self._builder.request(requests.Decrement(name, 1) if taken else requests.Increment(name, 1))
        self._builder.export(requests.Send(name, message))

    def _receive(self, name: str, message: str) -> None:
        self._builder.request(requests.Receive(name, message))

    def _look(self, number: int) -> None:
        """Read both replicas after a round, or compare the messages of the round with those before."""
        kind, options = self._builder.kind, self._builder.options
        if not kind.is_clock:
            self._read(((self._one, number), (self._other, number - 1)), number)
        elif options.compare != "none":
            self._compare(f"a{number}", f"b{number}", Order.CONCURRENT, "neither was known to the sender of the other")
            if number > 1:
                earlier = number - 1
                self._compare(f"a{earlier}", f"b{number}", Order.BEFORE, f"a{earlier} was received before b{number}")
                self._compare(f"b{number}", f"b{earlier}", Order.AFTER, f"{self._other} sent b{number} later")
                self._compare("a1", f"a{number}", Order.BEFORE, f"{self._one} sent a{number} later")
        if options.digest and kind is not Kind.VECTOR_CLOCK:
            self._digest(number)
        if options.entries and kind is not Kind.VECTOR_CLOCK and options.step == "one" and number % _LOOK == 0:
            self._look_at_entries(number)

    def _read(self, heard: Sequence[tuple[str, int]], number: int) -> None:
        """Read replicas that know of some updates of the first one, and of ``number`` of the second one."""
        sign = -1 if self._builder.kind is Kind.PN_COUNTER else 1
        for name, of_one in heard:
            total = of_one + sign * number
            reason = f"{name} knows of {of_one} updates of {self._one} and {number} of {self._other}: together {total}"
            self._builder.request(requests.Value(name), Reads(expected=total, covers=("CNT-UNION",), reason=reason))

    def _digest(self, number: int) -> None:
        """Ask for the digest of the first replica, which differs from all before."""
        reason = f"{self._one} has made update {number} since its last digest"
        check = Differs(covers=("LIB-DIGEST",), others=tuple(self._digests), reason=reason)
        self._digests.append(self._builder.request(requests.Digest(self._one), check))

    def _look_at_entries(self, number: int) -> None:
        pairs = self._builder.kind is Kind.PN_COUNTER
        for name, heard in ((self._one, number), (self._other, number - 1)):
            counts = (
                {self._one: (heard, 0), self._other: (0, number)} if pairs else {self._one: heard, self._other: number}
            )
            self._builder.request(requests.Entries(name), EntriesEqual(expected=counts, covers=("ENT-EXACT",)))

    def _compare(self, left: str, right: str, order: Order, reason: str) -> None:
        check = order_check(order, self._builder.options, (rule_of(order),), reason)
        self._builder.request(requests.Compare(left, right), check)


def _smaller(claim: Claim, rounds: Sequence[int], place: int) -> Iterator[Case]:
    """Yield histories that may fail in the same way: many updates of one replica, many receives, then a dialogue."""
    number = rounds[place]
    for count in (number - 1, number, number + 1):
        if count > 0:
            yield from _played(claim, [Event("A")] * count)
            yield from _played(claim, [*[Event("A")] * count, Event("B", of=count)])
            yield from _played(claim, [Event("A"), *[Event("B", of=1)] * count])
            yield from _played(claim, [Event("A"), Event("A"), *[Event("A", of=1)] * count])
    if number <= _SHORT:
        yield from _played(claim, _steps(number), near=_NEAR)
    for count in range(2, number + 1):
        yield _Dialogue(claim, count).case()


def _steps(rounds: int) -> list[Event]:
    """Return the history of a dialogue, at whose end both replicas receive the last states of each other."""
    steps: list[Event] = []
    sent = {"A": 0, "B": 0}
    for _ in range(rounds):
        heard = sent["A"]
        steps.append(Event("A"))
        sent["A"] = len(steps)
        if heard:
            steps.append(Event("B", of=heard))
        steps.append(Event("B"))
        sent["B"] = len(steps)
        steps.append(Event("A", of=len(steps)))
    return [*steps, Event("B", of=sent["A"]), Event("B", of=1)]


def _told(claim: Claim) -> Case:
    """Return the history of one update that another replica receives."""
    return next(_played(claim, [Event("A"), Event("B", of=1)]))


def _played(claim: Claim, steps: Sequence[Event], *, near: int = 0) -> Iterator[Case]:
    """Yield the case of these events.

    On a clock, the last event is compared with all others, or each event with this number of earlier ones.
    """
    execution = Execution.of(steps)
    if playable(execution, claim):
        variant = default_variant(execution, claim)
        if near:
            pairs = ((e, f) for f in range(2, len(steps) + 1) for e in range(max(1, f - near), f))
            variant = replace(variant, pairs=tuple(pairs) if claim.kind.is_clock else None)
        elif claim.kind.is_clock:
            variant = replace(variant, watched=False)
        yield compile_case(execution, claim, variant)
