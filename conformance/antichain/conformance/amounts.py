"""Probes of amounts: negative, fractional, none at all, and as large as numbers get.

What a bounded counter must answer is worked out by :class:`_Ledger`, slot by slot, from what the target declares.
"""

from __future__ import annotations

from itertools import chain
from math import inf, nan
from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.case import Case
from antichain.conformance.checks import Alike, Check, Exactly, OneOf
from antichain.conformance.names import plain
from antichain.conformance.protocol import Kind, Refused
from antichain.conformance.script import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.protocol import Options

__all__ = ["probes"]

_POWERS = (2**31, 2**32, 2**53, 2**63, 2**64)


def _refused(*codes: str) -> OneOf:
    return OneOf(
        f"rejected as {' or '.join(codes)}", lambda answer: isinstance(answer, Refused) and answer.code in codes
    )


_NUMBER = OneOf("a number", lambda answer: isinstance(answer, int))
_NO_MATTER = OneOf("done, or rejected", lambda answer: answer is None or isinstance(answer, Refused))


def probes(kind: Kind, options: Options, *, in_process: bool) -> Iterator[Case]:
    """Yield the probes of amounts that speak about a counter with these claims; not every amount travels in JSON."""
    yield from _illegal(kind, options, in_process=in_process)
    yield _nothing(kind, options)
    beside = chain.from_iterable((power - 1, power, power + 1) for power in _POWERS)
    bounds = () if options.limit is None else (options.limit, options.limit + 1)
    for amount in sorted({*beside, *bounds}):
        yield _around_one(kind, options, amount)
        if options.replicas is None or options.replicas > 1:
            yield _at_once(kind, options, amount)
            if amount > 1:
                yield _by_receive(kind, options, amount)
            if amount > 2 and options.replicas != 2:  # noqa: PLR2004 — one for each of three replicas
                yield _by_two_receives(kind, options, amount)
            if options.wire and amount <= (options.limit or amount):
                yield _through_bytes(kind, options, amount)


def _illegal(kind: Kind, options: Options, *, in_process: bool) -> Iterator[Case]:
    """Yield the probes of amounts that must be refused, or be what hello says they are."""
    if not (kind is Kind.PN_COUNTER and options.negative == "opposite"):
        for by in (-1, -(2**31), -(2**53) - 1, -(2**64)):
            yield _left_without_trace(kind, options, by, "CNT-NEGATIVE", "negative")
            for verb in _verbs(kind):
                yield _never_there(kind, options, verb, by, "CNT-NEGATIVE", "negative")
    else:
        yield _opposite(kind, options)
    if options.fractions == "reject":
        for fraction in (0.5, 2.5, -0.5, *((nan, inf, -inf) if in_process else ())):
            yield _left_without_trace(kind, options, fraction, "CNT-INTEGER", "not-an-integer", "negative")
            for verb in _verbs(kind):
                yield _never_there(kind, options, verb, fraction, "CNT-INTEGER", "not-an-integer", "negative")
    else:
        yield _halves(kind, options)


def _left_without_trace(kind: Kind, options: Options, by: float, rule: str, *codes: str) -> Case:
    """One update that counts, one that must be refused, and nobody ever sees the second."""
    one, other = plain(options, 2)
    writer = Writer(kind, options, (one, other)[: options.replicas])
    writer.ask(protocol.Increment(one, 1))
    writer.ask(protocol.Value(one), Exactly(due=1, tested=("CNT-OWN",)))
    for number, verb in enumerate(_verbs(kind)):
        writer.ask(verb(one, by), _Refusal(due=_refused(*codes), rule=rule, amount=by))
        reason = f"an update by {by} must leave no trace"
        writer.ask(protocol.Value(one), Exactly(due=1, tested=(rule,), reason=reason))
        if options.replicas is None or options.replicas > 1:
            writer.export(protocol.Send(one, f"m{number}"))
            writer.ask(protocol.Receive(other, f"m{number}"))
            writer.ask(protocol.Value(other), Exactly(due=1, tested=(rule,), reason=reason))
    writer.ask(protocol.Increment(one, 1))
    later = f"after an update by {by} was refused, the next counts as if it had never been"
    writer.ask(protocol.Value(one), Exactly(due=2, tested=(rule,), reason=later))
    return Case(f"an amount of {by}", writer.script())


def _verbs(kind: Kind) -> tuple[type[protocol.Increment | protocol.Decrement], ...]:
    return (protocol.Increment, protocol.Decrement) if kind is Kind.PN_COUNTER else (protocol.Increment,)


def _never_there(
    kind: Kind,
    options: Options,
    verb: type[protocol.Increment | protocol.Decrement],
    by: float,
    rule: str,
    *codes: str,
) -> Case:
    """The very first update must be refused, and nothing is there afterwards."""
    name = plain(options, 1)[0]
    writer = Writer(kind, options, (name,))
    writer.ask(verb(name, by), _Refusal(due=_refused(*codes), rule=rule, amount=by))
    writer.ask(protocol.Increment(name, 1))
    reason = f"a first update by {by} was refused, and one by 1 was made"
    writer.ask(protocol.Value(name), Exactly(due=1, tested=(rule,), reason=reason))
    return Case(f"a first amount of {by}", writer.script())


class _Refusal(Check, frozen=True, gc=False, kw_only=True):
    """A refusal is due; it tests nothing by itself, since who refuses everything would pass."""

    rule: str
    amount: float | str

    def by(self, answer: object, earlier: object) -> tuple[str, ...]:  # noqa: ARG002 — it depends on neither
        """Return the rule that anything but the refusal breaks."""
        return (self.rule,)

    def because(self, answer: object) -> str:
        """Return the sentence that says why the answer is wrong."""
        taken = "is accepted" if answer is None else f"is answered {answer}"
        return f"an amount of {self.amount} {taken}, where it must be {self.due}"


def _opposite(kind: Kind, options: Options) -> Case:
    name = plain(options, 1)[0]
    writer = Writer(kind, options, (name,))
    writer.ask(protocol.Increment(name, -2))
    reason = "hello says that a negative increment is a decrement"
    writer.ask(protocol.Value(name), Exactly(due=-2, tested=("CNT-BELOW",), reason=reason))
    return Case("an increment by -2", writer.script())


def _halves(kind: Kind, options: Options) -> Case:
    name = plain(options, 1)[0]
    writer = Writer(kind, options, (name,))
    for _ in range(2):
        writer.ask(protocol.Increment(name, 0.5))
    reason = "hello says that fractions are accepted, and two halves are one"
    writer.ask(protocol.Value(name), Exactly(due=1, tested=("CNT-UNION",), reason=reason))
    return Case("two increments by 0.5", writer.script())


def _nothing(kind: Kind, options: Options) -> Case:
    name = plain(options, 1)[0]
    writer = Writer(kind, options, (name,))
    writer.ask(protocol.Increment(name, 1))
    writer.ask(protocol.Increment(name, 0), Check(due=_NO_MATTER))
    writer.ask(protocol.Value(name), Exactly(due=1, tested=("CNT-NEW",), reason="an amount of 0 adds nothing"))
    return Case("an amount of 0", writer.script())


class _Ledger:
    """Slots of what each replica added and took away, bounded as declared; it says what each step must answer."""

    def __init__(self, writer: Writer, options: Options) -> None:
        self.writer = writer
        self.limit = options.limit
        self.overflow = options.overflow
        self.states: dict[str, dict[tuple[str, int], int]] = {}

    def total(self, state: dict[tuple[str, int], int]) -> int:
        total = sum(sign * count for (_, sign), count in state.items())
        if self.overflow == "saturate" and self.limit is not None:
            return max(-self.limit, min(total, self.limit))
        return total

    def update(self, replica: str, by: int) -> None:
        state = self.states.setdefault(replica, {})
        slot = replica, 1 if by > 0 else -1
        after = {**state, slot: state.get(slot, 0) + abs(by)}
        verb = protocol.Increment if by >= 0 else protocol.Decrement
        self._step(replica, after, verb(replica, abs(by)))

    def receive(self, replica: str, sender: str, message: str) -> None:
        mine, theirs = self.states.setdefault(replica, {}), self.states.get(sender, {})
        after = {slot: max(mine.get(slot, 0), theirs.get(slot, 0)) for slot in mine | theirs}
        self._step(replica, after, protocol.Receive(replica, message))

    def read(self, replica: str) -> None:
        due = self.total(self.states.get(replica, {}))
        self.writer.ask(protocol.Value(replica), Exactly(due=due, tested=("CNT-BIG",)))

    def _step(self, replica: str, after: dict[tuple[str, int], int], request: protocol.Request) -> None:
        if self.overflow == "reject" and self.limit is not None:
            if max([*after.values(), abs(self.total(after))]) > self.limit:
                beyond = f"beyond the declared {self.limit}"
                self.writer.ask(request, _Refusal(due=_refused("overflow"), rule="CNT-BIG", amount=beyond))
                return
        elif self.overflow == "saturate" and self.limit is not None:
            after = {slot: min(count, self.limit) for slot, count in after.items()}
        self.states[replica] = after
        self.writer.ask(request, Exactly(due=None, tested=("CNT-BIG",)))


def _at_once(kind: Kind, options: Options, amount: int) -> Case:
    """One update of this size, told to another, who adds one and tells it back."""
    one, other = plain(options, 2)
    writer = Writer(kind, options, (one, other))
    ledger = _Ledger(writer, options)
    for sign in (1, -1) if kind is Kind.PN_COUNTER else (1,):
        ledger.update(one, sign * amount)
        ledger.read(one)
        writer.export(protocol.Send(one, f"m{sign}"))
        ledger.receive(other, one, f"m{sign}")
        ledger.read(other)
        ledger.update(other, sign)
        ledger.read(other)
        writer.export(protocol.Send(other, f"n{sign}"))
        ledger.receive(one, other, f"n{sign}")
        ledger.read(one)
    return Case(f"an amount of {amount}", writer.script())


def _around_one(kind: Kind, options: Options, amount: int) -> Case:
    """A small update after one of this size, and before another."""
    one = plain(options, 1)[0]
    writer = Writer(kind, options, (one,))
    ledger = _Ledger(writer, options)
    for sign in (1, -1) if kind is Kind.PN_COUNTER else (1,):
        for by in (sign * amount, sign, sign * amount):
            ledger.update(one, by)
            ledger.read(one)
    return Case(f"an amount of {amount} before and after one", writer.script())


def _by_receive(kind: Kind, options: Options, amount: int) -> Case:
    """A total of this size that comes together only where two smaller ones meet."""
    one, other = plain(options, 2)
    writer = Writer(kind, options, (one, other))
    ledger = _Ledger(writer, options)
    half = amount // 2
    ledger.update(one, half)
    ledger.update(other, amount - half)
    writer.export(protocol.Send(one, "m"))
    ledger.receive(other, one, "m")
    ledger.read(other)
    return Case(f"a total of {amount} by receive", writer.script())


def _by_two_receives(kind: Kind, options: Options, amount: int) -> Case:
    """A total of this size that comes together only where three smaller ones meet."""
    names = plain(options, 3)
    writer = Writer(kind, options, names)
    ledger = _Ledger(writer, options)
    third = amount // 3
    for name, part in zip(names, (third, third, amount - 2 * third), strict=True):
        ledger.update(name, part)
    for sender in names[1:]:
        writer.export(protocol.Send(sender, f"m{sender}"))
        ledger.receive(names[0], sender, f"m{sender}")
        ledger.read(names[0])
    return Case(f"a total of {amount} by two receives", writer.script())


def _through_bytes(kind: Kind, options: Options, amount: int) -> Case:
    """Updates of this size, told to another through bytes, who must read what their maker reads."""
    one, other = plain(options, 2)
    writer = Writer(kind, options, (one, other))
    for number, verb in enumerate(_verbs(kind), 1):
        writer.ask(verb(one, amount))
        read = writer.ask(protocol.Value(one), Check(due=_NUMBER))
        writer.export(protocol.Send(one, f"m{number}"))
        writer.ask(protocol.Recode(f"m{number}", f"recoded{number}"), Exactly(due=None, tested=("WIRE-BIG",)))
        writer.ask(protocol.Receive(other, f"recoded{number}"))
        due = amount if number == 1 else 0
        reason = "its maker reads another value than whoever took it in through bytes"
        writer.ask(protocol.Value(other), Alike(due=due, tested=("WIRE-BIG",), to=read, reason=reason))
    return Case(f"an amount of {amount} through bytes", writer.script())
