"""Scenarios about constructed states with large counts: through bytes, into a replica, and out of it again.

Counts are at and next to the powers of two at which encodings, floats and machine words change, and at a few places
between; small ones come first. Some mistakes need several different entries, so each count is tried alone and with
others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial, reduce
from random import Random
from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.base import Equals, Reads
from antichain.conformance.cases.checks.clock import order_check, rule_of
from antichain.conformance.cases.checks.entries import EntriesEqual
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.cases.variant import ORDINARY
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.model import clock
from antichain.model.clock import Clock, Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from antichain.conformance.protocol.claims import Options

__all__ = ["probes"]

_POWERS = (7, 8, 14, 15, 16, 21, 24, 28, 31, 32, 35, 42, 49, 53, 56, 63, 64)
_BETWEEN = 6
_MANY = 4
"""The replicas of a case: three that the states name, and one that receives the states."""
_ORDINARY = (2, 8, ORDINARY)
"""The counts of the controls."""
Counts = dict[str, int]
Shape = Callable[[int], Sequence[Counts]]
"""Returns the states of a case, by the largest count."""


def probes(claim: Claim) -> Iterator[Case]:
    """Yield, for each count, cases of one entry, of several, and of two states that are joined."""
    if not claim.options.construct or (
        claim.kind.is_clock and claim.options.compare == "none" and not claim.options.entries
    ):
        return
    names = plain(claim.options, min(_MANY, claim.options.replicas or _MANY))
    *others, reader = names
    if not (others and claim.options.history and claim.options.channel == "any"):
        others, reader = [*names], ""  # no replica receives the state: on an ordered channel, a message needs a sender
    shapes = [partial(_alone, others), *([partial(_several, others)] if len(others) > 1 else [])]
    for height in _heights():
        for shape in shapes:
            (held,) = shape(height)
            if _fits(claim.options, held):
                yield from _beside(claim, held)
                yield _travels(claim, reader, shape, height)
        if len(others) > 1:
            one, other = others[:2]
            if claim.kind.is_clock and claim.options.compare != "none" and _fits(claim.options, {one: height}):
                yield _apart(claim, one, other, height)
            if reader and _fits(claim.options, {one: height, other: height}):
                yield _joined(claim, reader, partial(_crossed, others), height)
                yield _joined(claim, reader, partial(_raised, others), height)


def _heights() -> Sequence[int]:
    """Return the counts, in order."""
    random = Random("between the powers of two")  # noqa: S311 — reproducible, not secret
    between = {random.randrange(2 ** random.choice(_POWERS)) + 2 for _ in range(_BETWEEN)}
    return sorted({2, 3, *(2**power + beside for power in _POWERS for beside in (-1, 0, 1)), *between})


def _alone(names: Sequence[str], height: int) -> tuple[Counts]:
    """Return a state of one entry."""
    return ({names[0]: height},)


def _several(names: Sequence[str], height: int) -> tuple[Counts]:
    """Return a state of several different entries, the largest of which is ``height``."""
    return (dict(zip(names, (height, height // 2 + 1, 3), strict=False)),)


def _crossed(names: Sequence[str], height: int) -> tuple[Counts, Counts]:
    """Return two states, each of which has the larger entry of one replica."""
    one, other = names[:2]
    return {one: height, other: height - 1}, {one: height - 1, other: height}


def _raised(names: Sequence[str], height: int) -> tuple[Counts, Counts]:
    """Return two states of one replica, the second of which is far ahead."""
    return {names[0]: 1}, {names[0]: height}


def _fits(options: Options, held: Mapping[str, int]) -> bool:
    """Return whether no entry and no sum is beyond the declared bound."""
    return options.limit is None or sum(held.values()) <= options.limit


def _entries(kind: Kind, held: Counts) -> dict[str, Any]:
    """Return entries; on a pn-counter, every second one is a decrement."""
    if kind is not Kind.PN_COUNTER:
        return dict(held)
    return {name: (0, count) if n % 2 else (count, 0) for n, (name, count) in enumerate(held.items())}


def _total(kind: Kind, held: Counts) -> int:
    """Return the value of a counter with these entries."""
    signs = (-1 if n % 2 and kind is Kind.PN_COUNTER else 1 for n in range(len(held)))
    return sum(sign * count for sign, count in zip(signs, held.values(), strict=False))


def _beside(claim: Claim, held: Counts) -> Iterator[Case]:
    """Yield cases that compare a constructed clock, also through bytes, with clocks of one more and of one less."""
    if not claim.kind.is_clock or claim.options.compare == "none":
        return
    largest = max(held, key=lambda name: held[name])
    for beside in (-1, 1):
        near = {**held, largest: held[largest] + beside}
        if _fits(claim.options, near):
            builder = ScriptBuilder(claim, tuple(held))
            message = _made(builder, "x", held)
            builder.request(requests.Construct("near", _entries(claim.kind, near)))
            _compare(builder, message, "near", held, near)
            low = {name: min(count, 2) for name, count in held.items()}
            pairs = (low, {**low, largest: 2 + beside}), (held, near)
            lower = partial(_beside_itself, claim, (low, held) if message != "x" else (), pairs)
            yield DirectedCase(f"{_shown(held)} and {_shown(near)}", builder.script(), controls=lower)


def _beside_itself(claim: Claim, alone: Sequence[Counts], pairs: Sequence[tuple[Counts, Counts]]) -> Iterator[Case]:
    """Yield cases that compare each state with itself, then the pairs, all without bytes."""
    yield from (_itself(claim, held) for held in alone)
    yield from _compared(claim, *pairs)


def _itself(claim: Claim, held: Counts) -> Case:
    """Compare a constructed clock with itself."""
    builder = ScriptBuilder(claim, tuple(held))
    builder.request(requests.Construct("x", _entries(claim.kind, held)))
    check = order_check(Order.EQUAL, claim.options, ("ORD-EQUAL",), f"both are {_shown(held)}")
    builder.request(requests.Compare("x", "x"), check)
    return DirectedCase(f"{_shown(held)} and itself", builder.script())


def _apart(claim: Claim, one: str, other: str, height: int) -> Case:
    """Compare two constructed clocks with one entry each, of the same count and of different replicas."""
    case = _pair(claim, {one: height}, {other: height})
    return replace(case, controls=partial(_compared, claim, ({one: 1}, {other: 1})))


def _compared(claim: Claim, *pairs: tuple[Counts, Counts]) -> Iterator[Case]:
    """Yield cases that compare two constructed clocks without bytes."""
    yield from (_pair(claim, left, right) for left, right in pairs)


def _pair(claim: Claim, left: Counts, right: Counts) -> DirectedCase:
    builder = ScriptBuilder(claim, tuple(left | right))
    builder.request(requests.Construct("x", _entries(claim.kind, left)))
    builder.request(requests.Construct("y", _entries(claim.kind, right)))
    _compare(builder, "x", "y", left, right)
    return DirectedCase(f"{_shown(left)} and {_shown(right)}", builder.script())


def _travels(claim: Claim, reader: str, shape: Shape, height: int) -> Case:
    """A constructed state travels through bytes, a replica receives it, and its next export is compared."""
    (held,) = shape(height)
    builder = ScriptBuilder(claim, (*held, reader) if reader else tuple(held))
    message = _made(builder, "x", held)
    if reader:
        _take(builder, reader, message)
        _look(builder, reader, held, (message,))
    title = f"a state of {_shown(held)} travels"
    return DirectedCase(title, builder.script(), controls=partial(_received, claim, reader, shape, height))


def _joined(claim: Claim, reader: str, shape: Shape, height: int) -> Case:
    """A replica receives two states, one after the other."""
    left, right = shape(height)
    builder = ScriptBuilder(claim, (*left, reader))
    messages = [_made(builder, name, held) for name, held in (("x", left), ("y", right))]
    for message in messages:
        _take(builder, reader, message)
    _look(builder, reader, _join(left, right), ())
    title = f"states of {_shown(left)} and {_shown(right)} are joined"
    return DirectedCase(title, builder.script(), controls=partial(_received, claim, reader, shape, height))


def _received(claim: Claim, reader: str, shape: Shape, height: int) -> Iterator[Case]:
    """Yield the controls of a case: a replica receives the states without bytes, the smallest counts first.

    A clock is compared with itself before, since the case compares it with what comes back from bytes.
    """
    if claim.kind.is_clock and claim.options.compare != "none":
        yield from (_itself(claim, held) for held in shape(height))
    for lower in (*(count for count in _ORDINARY if count < height), height) if reader else ():
        states = shape(lower)
        builder = ScriptBuilder(claim, (*states[0], reader))
        names = [f"x{n}" for n, _ in enumerate(states, 1)]
        for name, held in zip(names, states, strict=True):
            builder.request(requests.Construct(name, _entries(claim.kind, held)))
            _take(builder, reader, name)
        same = names if len(names) == 1 else []
        _look(builder, reader, reduce(_join, states), same, entries_first=True)
        yield DirectedCase(f"{' and '.join(map(_shown, states))} are received", builder.script())


def _join(x: Counts, y: Counts) -> Counts:
    return {name: max(x.get(name, 0), y.get(name, 0)) for name in x | y}


def _made(builder: ScriptBuilder, name: str, held: Counts) -> str:
    """Construct a state, recode it if bytes are offered, and return the name of the result."""
    builder.request(requests.Construct(name, _entries(builder.kind, held)))
    largest = builder.options.largest_written
    if not builder.options.wire or (largest is not None and max(held.values()) > largest):
        return name
    recoded = f"{name} recoded"
    builder.request(requests.Recode(name, recoded), Equals(expected=None, covers=("ANS-OK",)))
    if builder.kind.is_clock and builder.options.compare != "none":
        reason = f"they are the state of {_shown(held)} before and after bytes"
        check = order_check(Order.EQUAL, builder.options, ("WIRE-ROUND",), reason)
        builder.request(requests.Compare(name, recoded), check)
    return recoded


def _take(builder: ScriptBuilder, reader: str, message: str) -> None:
    builder.request(requests.Receive(reader, message), Equals(expected=None, covers=("ANS-OK",)))


def _compare(builder: ScriptBuilder, left: str, right: str, x: Counts, y: Counts) -> None:
    order = clock.compare(Clock(x), Clock(y))
    reason = f"{_shown(x)} and {_shown(y)} differ in one count" if x.keys() == y.keys() else "no replica is in both"
    rule = rule_of(order)
    builder.request(requests.Compare(left, right), order_check(order, builder.options, (rule,), reason))
    mirrored = order_check(order.mirror, builder.options, (rule, "ORD-MIRROR"), reason)
    builder.request(requests.Compare(right, left), mirrored)


def _look(
    builder: ScriptBuilder, reader: str, held: Counts, same: Sequence[str], *, entries_first: bool = False
) -> None:
    """Read a replica that has received states with the sum ``held``; ``same`` are messages of the same state."""
    sentence = f"{reader} has received only {_shown(held)}"
    if entries_first:
        _look_inside(builder, reader, held, ticks=len(same) or 2)
    if not builder.kind.is_clock:
        total = _total(builder.kind, held)
        rule = "CNT-BIG" if max(held.values()) > ORDINARY else "CNT-UNION"
        check = Reads(expected=total, covers=(rule,), reason=f"{sentence}: that sums to {total}")
        builder.request(requests.Value(reader), check)
    elif builder.options.compare != "none":
        builder.export(requests.Stamp(reader, "stamp"))
        if not same:
            builder.request(requests.Construct("all", _entries(builder.kind, held)))
        for message in same or ("all",):
            _order_of_stamp(builder, message, "stamp", sentence)
    if not entries_first:
        _look_inside(builder, reader, held, ticks=len(same) or 2)


def _look_inside(builder: ScriptBuilder, reader: str, held: Counts, *, ticks: int) -> None:
    """Read the entries of a replica that has received states; on a vector clock, each receive was a tick."""
    counted = builder.kind is Kind.VECTOR_CLOCK
    if not builder.options.entries or (counted and builder.options.step == "increasing"):
        return
    ticked = {**held, reader: ticks} if counted else held
    entries = {name: pair for name, pair in _entries(builder.kind, ticked).items() if pair not in (0, (0, 0))}
    builder.request(requests.Entries(reader), EntriesEqual(expected=entries, covers=("ENT-EXACT",)))


def _order_of_stamp(builder: ScriptBuilder, message: str, stamp: str, sentence: str) -> None:
    """Compare a message with the stamp of its receiver: on a vector clock, the receive was an event."""
    if builder.kind is Kind.VECTOR_CLOCK:
        order, rules = Order.BEFORE, ("RECV-TICK", "ORD-BEFORE")
    elif builder.options.birth == "entry":
        order, rules = Order.BEFORE, ("ORD-COHERENT", "ORD-BEFORE")
    else:
        order, rules = Order.EQUAL, ("ORD-COHERENT", "ORD-EQUAL")
    check = order_check(order, builder.options, rules, sentence, joined=-1)
    builder.request(requests.Compare(message, stamp), check)


def _shown(held: Counts) -> str:
    return "{" + ", ".join(f"{name}: {count}" for name, count in held.items()) + "}"
