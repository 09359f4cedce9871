"""Bytes of one process, loaded by another: order, values and entries must be the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.base import Equals
from antichain.conformance.cases.checks.clock import order_check, rule_of
from antichain.conformance.cases.script import Script, ScriptBuilder
from antichain.conformance.histories.playable import within_limit
from antichain.conformance.histories.replica_names import order_sensitive, plain
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from antichain.conformance.protocol.answers import Answers
    from antichain.conformance.transport.connection import Connection
    from antichain.model.clock import Order

__all__ = ["cases"]

_HISTORY = (Event("A"), Event("B"), Event("B", of=1), Event("B"), Event("A"))
_TAKEN = (2, 5)
"""The updates that subtract on a pn-counter."""


def cases(
    claim: Claim, connection: Connection, fresh: Callable[[], Connection], most: int | None = None
) -> Iterator[tuple[Case, Answers]]:
    """Play a history on ``connection``, load its bytes in a fresh process, and yield the cases and their answers.

    It is played under ``most`` groups of names, or under all if ``most`` is None.
    """
    events = _events(claim)
    needed = len(events) + 2
    if not claim.options.wire or not claim.options.history or (claim.options.replicas or needed) < needed:
        return
    readers = plain(claim.options, needed)[2:]
    groups = order_sensitive(claim.options)
    loaded: list[Case] = []
    named = (
        ("WIRE-ROUND", plain(claim.options, 2)),
        *(("WIRE-ORDER", pair) for group in groups for pair in (group[:2], group[1:])),
    )
    for rule, names in named[:most]:
        distinct = [reader for reader in readers if reader not in names]
        first, exports = _sent(claim, (*names, *distinct), events)
        answers = connection.play(first.script().requests)
        if len(answers) < len(first.script().requests) or not all(isinstance(answers[place], str) for place in exports):
            continue  # histories without bytes show mistakes in sending more plainly
        loaded.append(_loaded(claim, (*names, *distinct), [answers[place] for place in exports], rule, events))
    other = fresh()
    try:
        yield from zip(loaded, other.play_all(case.script.requests for case in loaded), strict=True)
    finally:
        other.close()


def _order(claim: Claim, execution: Execution, e: int, f: int) -> Order:
    return execution.clock_order(claim.kind, e, f, born=claim.options.birth == "entry")


def _events(claim: Claim) -> Sequence[Event]:
    """Return the part of the history that stays within the declared bound."""
    lengths = range(len(_HISTORY), 0, -1)
    return next(_HISTORY[:length] for length in lengths if within_limit(Execution.of(_HISTORY[:length]), claim))


def _amounts(claim: Claim, events: Sequence[Event]) -> list[int]:
    """Return the amount of each update: powers of two if the bound allows them, else 1."""
    limit = claim.options.limit
    room = claim.options.amounts == "any" and (limit is None or limit >= 2 << len(events))
    signs = [-1 if claim.kind is Kind.PN_COUNTER and e in _TAKEN else 1 for e in range(1, len(events) + 1)]
    return [sign << e if room else sign for e, sign in enumerate(signs, 1)]


def _sent(claim: Claim, names: Sequence[str], events: Sequence[Event]) -> tuple[ScriptBuilder, list[int]]:
    builder = ScriptBuilder(claim, names)
    exports = [_happened(builder, claim, events, e, names) for e in range(1, len(events) + 1)]
    return builder, exports


def _happened(builder: ScriptBuilder, claim: Claim, events: Sequence[Event], e: int, names: Sequence[str]) -> int:
    """Emit event ``e`` and the export of its state; return the place of the export."""
    event, by = events[e - 1], _amounts(claim, events)[e - 1]
    replica = dict(zip("AB", names, strict=False))[event.replica]
    if event.of is not None:
        builder.request(requests.Receive(replica, f"m{event.of}"))
    elif claim.kind is not Kind.VECTOR_CLOCK:
        verb = requests.Decrement if by < 0 else requests.Increment
        builder.request(requests.Tick(replica) if claim.kind.is_clock else verb(replica, abs(by)))
    sends = claim.kind is not Kind.VECTOR_CLOCK or event.is_update
    return builder.export((requests.Send if sends else requests.Stamp)(replica, f"m{e}"))


class _Loaded(DirectedCase):
    """The bytes of a history, loaded; behind each receive here, that history has an event and a receive."""

    def until(self, place: int) -> int:
        """Return the number of events that a history without bytes needs up to the same read."""
        received = sum(isinstance(request, requests.Receive) for request in self.script.requests[: place + 1])
        return 2 * received or place + 1

    def with_script(self, script: Script) -> DirectedCase:
        """Return the case with another script and without a control, so that it can be pickled."""
        return _Loaded(self.title, script)


def _loaded(claim: Claim, names: Sequence[str], texts: Sequence[str], rule: str, events: Sequence[Event]) -> Case:
    builder = ScriptBuilder(claim, names)
    for e, text in enumerate(texts, 1):
        builder.request(requests.Load(f"m{e}", text), Equals(expected=None, covers=(rule,)))
        _look(builder, claim, events, e, names[1 + e], rule)
    return _Loaded("bytes loaded by a fresh process", builder.script(), control=lambda: _kept(claim, events))


def _kept(claim: Claim, events: Sequence[Event]) -> Case:
    """Return the case in which one process plays the history and reads its states, without bytes."""
    names = plain(claim.options, len(events) + 2)
    builder = ScriptBuilder(claim, names)
    for e in range(1, len(events) + 1):
        _happened(builder, claim, events, e, names)
        _look(builder, claim, events, e, names[1 + e])
    return DirectedCase("history", builder.script())


def _look(  # noqa: PLR0913, PLR0917 — a history, an event of it, and who reads that for what
    builder: ScriptBuilder, claim: Claim, events: Sequence[Event], e: int, reader: str, rule: str = ""
) -> None:
    """Compare the state of event ``e`` with earlier ones, or read it at a replica; without a rule, it has no bytes."""
    execution = Execution.of(events)
    loaded = ", also if another process loads its bytes" if rule else ""
    if claim.kind.is_clock:
        for d in range(1, e):
            _compare(builder, claim.options, d, e, _order(claim, execution, d, e), rule)
    else:
        expected = sum(by for n, by in enumerate(_amounts(claim, events)) if execution.known[e - 1] >> n & 1)
        builder.request(requests.Receive(reader, f"m{e}"))
        reason = f"the state that event {e} left holds {expected}{loaded}"
        check = Equals(expected=expected, covers=(rule or "CNT-UNION",), reason=reason)
        builder.request(requests.Value(reader), check)


def _compare(builder: ScriptBuilder, options: Options, e: int, f: int, order: Order, rule: str) -> None:  # noqa: PLR0913, PLR0917 — two events, what is true of them, and for what
    loaded = ", also if another process loads the bytes of their stamps" if rule else ""
    reason = f"events {e} and {f} have this order{loaded}"
    if options.compare != "none":
        check = order_check(order, options, (rule or rule_of(order),), reason)
        builder.request(requests.Compare(f"m{e}", f"m{f}"), check)
