"""The cases of each phase, for one kind and what is claimed of it. What is true of a graph is shared by all kinds."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from antichain.conformance import amounts, constructed, crowd, lawful, leaps, many, messages
from antichain.conformance.bounds import FLOOR
from antichain.conformance.case import Case, play
from antichain.conformance.deltas import Regime, regime, regimes, suits
from antichain.conformance.enumerate import Reach, graphs
from antichain.conformance.generate import FAMILIES, generate
from antichain.conformance.mishap import Mishap
from antichain.conformance.names import ORDER_SENSITIVE, hostile
from antichain.conformance.oracle import Truth
from antichain.conformance.perils import befallen, stories
from antichain.conformance.playing import Setting, playable
from antichain.conformance.protocol import Kind
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from antichain.conformance.bounds import Bounds
    from antichain.conformance.history import History
    from antichain.conformance.protocol import Fault, Options

__all__ = ["delta_bounds", "exhaustive", "faulty", "given", "large", "laws", "number", "reach", "settled"]


_ALL_REGIMES = 4
_AMPLE = 1 << 8
"""More than small histories of distinct amounts come to."""


def reach(kind: Kind) -> Reach:
    """Return whose states can be received: on a vector clock, only what an update sent."""
    return Reach.UPDATES if kind is Kind.VECTOR_CLOCK else Reach.ECHO


@cache
def _shared(replicas: int, events: int, reach_: Reach) -> tuple[Truth, ...]:
    return tuple(truth for truth in graphs(replicas, events, reach_) if truth.events)


def histories(kind: Kind, options: Options, bounds: Bounds) -> Iterator[Truth]:
    """Yield every history within the bounds, smaller ones first; own echoes to one event less."""
    if kind is Kind.VECTOR_CLOCK:
        found = _shared(bounds.replicas, bounds.events, Reach.UPDATES)
    else:
        echoes = _shared(bounds.replicas, bounds.events - 1, Reach.ECHO)
        others = _shared(bounds.replicas, bounds.events, Reach.OTHERS)
        found = (*echoes, *(truth for truth in others if len(truth.events) == bounds.events))
    return (truth for truth in found if playable(truth, kind, options))


def settled(truth: Truth, kind: Kind, options: Options) -> Setting:
    """Return the plain setting of a history: amounts of 1, on a pn-counter in turn added and taken away."""
    return _signed(Setting.plain(truth, options), truth, kind, 1)


def _signed(setting: Setting, truth: Truth, kind: Kind, sign: int) -> Setting:
    if kind is not Kind.PN_COUNTER:
        return setting
    signs = []
    for event, by in zip(truth.events, setting.amounts, strict=True):
        signs.append(sign * abs(by))
        sign = -sign if event.is_update else sign
    return replace(setting, amounts=tuple(signs))


def exhaustive(kind: Kind, options: Options, bounds: Bounds, faults: tuple[Fault, ...] = ()) -> Iterator[Case]:
    """Yield every history twice: watched, and under reversed names, signs changed, through bytes, read at the end.

    Small ones follow once more with deltas for states, then those with a fault.
    """
    if not options.history:
        return
    for truth in histories(kind, options, bounds):
        plain = settled(truth, kind, options)
        yield play(truth, kind, options, plain)
        other = replace(plain, names=plain.names[::-1], recoded=options.wire, watched=False)
        yield play(truth, kind, options, _signed(other, truth, kind, -1))
    yield from _by_deltas(kind, options, bounds)
    for truth in faulty(kind, options, bounds, faults):
        plain = _distinct(settled(truth, kind, options), kind, options)
        yield play(truth, kind, options, plain, "history with a fault")
        other = _signed(replace(plain, recoded=options.wire, watched=False), truth, kind, -1)
        yield play(truth, kind, options, other, "history with a fault")


def faulty(kind: Kind, options: Options, bounds: Bounds, faults: tuple[Fault, ...]) -> Iterator[Truth]:
    """Yield a story for each rule about these faults, then every history within the bounds with one of them."""
    if options.history:
        told = (*stories(faults), *(befallen(bounds.faulty, reach(kind), faults) if faults else ()))
        yield from (truth for truth in told if playable(truth, kind, options))


def _by_deltas(kind: Kind, options: Options, bounds: Bounds) -> Iterator[Case]:
    """Yield every small history in each regime of deltas; where full states are among them, twice."""
    for truth, flags in _flagged(kind, options, bounds):
        setting = replace(_distinct(settled(truth, kind, options), kind, options), delta=flags)
        yield play(truth, kind, options, setting)
        if _whole(truth, flags):
            other = replace(setting, names=setting.names[::-1], recoded=options.wire, watched=False)
            yield play(truth, kind, options, other)


def _whole(truth: Truth, flags: tuple[bool, ...]) -> bool:
    """Return whether somebody receives a full state."""
    return any(event.of is not None and not flags[event.of - 1] for event in truth.events)


def _flagged(kind: Kind, options: Options, bounds: Bounds) -> Iterator[tuple[Truth, tuple[bool, ...]]]:
    if not options.delta:
        return
    for truth in histories(kind, options, delta_bounds(bounds)):
        # What the other regimes show, smaller histories show.
        chosen = regimes(truth, kind) if len(truth.events) <= _ALL_REGIMES else [regime(truth, kind, Regime.FRUGAL)]
        yield from ((truth, flags) for flags in chosen if suits(truth, flags, options))
    flags = regime(_healed(), kind, Regime.HEALED)
    if playable(_healed(), kind, options) and suits(_healed(), flags, options):
        yield _healed(), flags


@cache
def _healed() -> Truth:
    """Return a history in which a full state follows on a gap: on a network that keeps the order, nothing else can."""
    a = Event("A")
    return Truth.of([a, a, a, Event("B", of=2), Event("B", of=3)])


def number(kind: Kind, options: Options, bounds: Bounds, faults: tuple[Fault, ...]) -> int:
    """Return how many cases the exhaustive phase has."""
    if not options.history:
        return 0
    twice = (*histories(kind, options, bounds), *faulty(kind, options, bounds, faults))
    by_deltas = sum(1 + _whole(truth, flags) for truth, flags in _flagged(kind, options, bounds))
    return 2 * len(twice) + by_deltas


def delta_bounds(bounds: Bounds) -> Bounds:
    """Return how far histories are exhausted with deltas: to one event less, and 3 events at least."""
    return replace(bounds, events=max(3, bounds.events - 1))


def laws(kind: Kind, options: Options, bounds: Bounds, *, in_process: bool) -> Iterator[Case]:
    """Yield laws, probes of all sorts, and small histories under hostile names."""
    if not kind.is_clock and options.history:
        yield from amounts.probes(kind, options, in_process=in_process)
    yield from messages.probes(kind, options)
    yield from constructed.probes(kind, options)
    yield from many.probes(kind, options)
    yield from leaps.probes(kind, options)
    yield from lawful.probes(kind, options, bounds.states)
    if options.history:
        yield from _named(kind, options, bounds)
    yield from crowd.probes(kind, options, bounds.crowd)


def _named(kind: Kind, options: Options, bounds: Bounds) -> Iterator[Case]:
    """Play small histories and conversations under every group of names, as they are and through bytes."""
    wide = bounds.named > FLOOR.named
    talks = [truth for truth in _conversations() if playable(truth, kind, options)][0 if wide else -1 :]
    small = (*_shared(3, bounds.named, reach(kind)), _round())
    for truth in (*(truth for truth in small if playable(truth, kind, options)), *talks):
        # Amounts that differ tell whose is whose.
        plain = _distinct(settled(truth, kind, options), kind, options)
        groups = hostile(options)
        pairs = [pair for _, *pair in groups] + [[one, third] for one, _, third in groups]
        others = pairs if wide and truth in talks else []
        for group in (*groups, *others):
            named = replace(plain, names=tuple(group[: len(plain.names)]))
            for setting in (named, replace(named, recoded=True))[: 1 + options.wire]:
                yield _with("ID-DISTINCT", play(truth, kind, options, setting, f"names {group}"))
        if options.wire:
            yield _with("WIRE-ROUND", play(truth, kind, options, replace(plain, recoded=True)))
            sensitive = ORDER_SENSITIVE if options.ids == "any" else ORDER_SENSITIVE[:1]
            for group in (*sensitive, *(tuple(reversed(group[:2])) for group in sensitive if truth in talks)):
                setting = replace(plain, names=group[: len(plain.names)], recoded=True)
                yield _with("WIRE-ORDER", play(truth, kind, options, setting, f"names {group} through bytes"))


@cache
def _conversations() -> tuple[Truth, ...]:
    """Return histories in which two tell each other what they did, and one in which they go on and tell again."""
    a, b = Event("A"), Event("B")
    talk = [a, b, Event("B", of=1), Event("A", of=3), a, b, Event("B", of=5), Event("A", of=7)]
    return Truth.of(talk[:3]), Truth.of(talk[:4]), Truth.of(talk)


@cache
def _round() -> Truth:
    """Return a history in which three tell each other, in a circle, what each has done."""
    a, b, c = Event("A"), Event("B"), Event("C")
    return Truth.of([a, b, c, Event("B", of=1), Event("C", of=4), Event("A", of=5)])


def _distinct(setting: Setting, kind: Kind, options: Options) -> Setting:
    if kind.is_clock or (options.limit or _AMPLE) < _AMPLE:
        return setting
    return replace(setting, amounts=tuple(by << n for n, by in enumerate(reversed(setting.amounts)))[::-1])


def _with(rule: str, case: Case) -> Case:
    """Return the case, speaking for one more rule if it really depends on what that rule is about."""
    truth = case.truth
    travels = truth is not None and any(event.of is not None for event in truth.events)
    if travels and truth is not None and (rule == "WIRE-ROUND" or len(truth.replicas) > 1):
        case.script.effective[rule] += 1
    return case


@cache
def _family(family: str, replicas: int, events: int, seed: int, reach_: Reach) -> Truth:
    return Truth.of(generate(family, replicas, events, seed, reach_).events)


def large(kind: Kind, options: Options, bounds: Bounds, seed: int) -> Iterator[Case]:
    """Yield one history of each family, at scale, every other through bytes; a sample of the stamps is compared."""
    if not options.history:
        return
    replicas = min(12, options.replicas or 12)
    if replicas < 2:  # noqa: PLR2004 — a network has two ends
        return
    for number, family in enumerate(FAMILIES):
        # A star is where many replicas meet with few messages.
        many = min(40, options.replicas or 40) if family == "star" else replicas
        truth = _family(family, many, bounds.large, seed, reach(kind))
        if playable(truth, kind, options):
            random = Random(f"{seed} {family}")  # noqa: S311 — reproducible, not secret
            numbers = range(1, len(truth.events) + 1)
            pairs = tuple((random.choice(numbers), random.choice(numbers)) for _ in range(bounds.large))
            plain = replace(settled(truth, kind, options), pairs=tuple((e, f) for e, f in pairs if e != f))
            through = replace(plain, recoded=options.wire and number % 2 == 1)
            yield play(truth, kind, options, through, family)


def given(kind: Kind, options: Options, history: History, faults: Collection[Fault] = ()) -> Iterator[Case]:
    """Yield a history from a file, where this kind can play it."""
    truth = Truth.of(history.events)
    if not {event.fault for event in history.events if isinstance(event, Mishap)}.issubset(faults):
        return
    negative = any(by < 0 for by in history.amounts) and kind is not Kind.PN_COUNTER
    named = options.ids == "any" or all(name.isascii() and name.isdigit() for name in truth.replicas)
    beyond = options.limit is not None and sum(map(abs, history.amounts)) > options.limit and not kind.is_clock
    if options.history and named and not negative and not beyond and playable(truth, kind, options):
        setting = replace(settled(truth, kind, options), names=truth.replicas, amounts=history.amounts)
        for watched in (True, False):
            yield play(truth, kind, options, replace(setting, watched=watched), "given history")
        for flags in regimes(truth, kind) if options.delta and not truth.mishaps else ():
            if suits(truth, flags, options):
                yield play(truth, kind, options, replace(setting, delta=flags), "given history by deltas")
