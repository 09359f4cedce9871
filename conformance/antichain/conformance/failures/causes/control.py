"""Controls: the history of a directed case, in the baseline variant.

A directed case tests one feature: a large amount, an illegal one, a name, bytes. Its controls have the same updates and
receives without that feature, so a failure of a control has another cause.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.checks.base import Refusal
from antichain.conformance.cases.variant import default_variant, ordinary
from antichain.conformance.histories.playable import playable
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from antichain.conformance.cases.case import Case, DirectedCase, HistoryCase
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.oracle.steps import Step
    from antichain.conformance.protocol.requests import Request

__all__ = ["controls", "played"]

_QUIET = (
    requests.Open,
    requests.Value,
    requests.Compare,
    requests.Stamp,
    requests.Entries,
    requests.Digest,
    requests.Sort,
)
_MOST = 400
"""The largest number of requests that are read as a history."""


def controls(case: DirectedCase, violation: Violation, claim: Claim) -> Iterator[Case]:
    """Yield the controls of a case up to its violation, the plainest first: its own ones, or its history.

    The history of a counter is played with amounts of 1, and with ordinary amounts. If the case has bytes, the history
    is also played with its amounts and without the bytes, and then with ordinary amounts through bytes.
    """
    if case.controls is not None:
        yield from case.controls()
        return
    steps = case.script.steps[: violation.place + 1]
    if not claim.options.history or len(steps) > _MOST:
        return
    read = _history(case.kind, (step.request for step in steps if not isinstance(step.check, Refusal)))
    if read is None or not read[0]:
        return
    events, amounts = read
    execution = Execution.of(events)
    if not playable(execution, claim):
        return
    variant = default_variant(execution, claim)
    if case.kind.is_clock:
        yield compile_case(execution, claim, variant)
        return
    small = dict.fromkeys(ordinary(amounts))
    recoded = any(isinstance(step.request, requests.Recode) for step in steps)
    for chosen in {**small, **({tuple(amounts): None} if recoded else {})}:
        yield compile_case(execution, claim, replace(variant, amounts=chosen))
    for chosen in small if recoded else ():
        yield compile_case(execution, claim, replace(variant, amounts=chosen, recoded=True))


def played(case: HistoryCase, steps: Sequence[Step], amounts: tuple[int, ...]) -> Iterator[HistoryCase]:
    """Yield the case of these steps in the variant of another case, with plain names, if it can be played."""
    execution = Execution.of(steps)
    if playable(execution, case.claim):
        names = plain(case.claim.options, len(execution.replicas))
        variant = replace(case.variant, names=names, amounts=amounts)
        yield compile_case(execution, case.claim, variant, case.title)


def _history(kind: Kind, played: Iterable[Request]) -> tuple[list[Event], list[int]] | None:
    """Return the events that requests make and the amount of each, or None if some requests make no events.

    The receive of a state without events is left out, since it brings nothing.
    """
    events: list[Event] = []
    amounts: list[int] = []
    left: dict[str, int | None] = {}  # by message, the event whose state it holds, None for a state without events
    for request in played:
        if isinstance(request, requests.Receive) and left.get(request.message, 0) is None:
            continue
        amount = _amount(kind, request)
        if amount is not None:
            replica = request.replica  # type: ignore[attr-defined]  # each of these requests has one
            of = left.get(getattr(request, "message", "")) if amount == 0 else None
            if amount == 0 and of is None:
                return None
            events.append(Event(replica, of))
            amounts.append(amount)
        elif not isinstance(request, (*_QUIET, requests.Send, requests.Recode)):
            return None
        match request:
            case requests.Send(replica, message, False):
                latest = max((e for e, event in enumerate(events, 1) if event.replica == replica), default=None)
                left[message] = latest
            case requests.Recode(message, as_) if message in left:
                left[as_] = left[message]
    return events, amounts


def _amount(kind: Kind, request: Request) -> int | None:
    """Return the signed amount of an update, 1 for a tick, 0 for a receive, and None for other requests."""
    match request:
        case requests.Tick() | requests.Send() if kind.is_clock:
            return 1 if isinstance(request, requests.Tick) or kind is Kind.VECTOR_CLOCK else None
        case requests.Increment(_, int(by)) if by > 0:
            return by
        case requests.Decrement(_, int(by)) if by > 0:
            return -by
    return 0 if isinstance(request, requests.Receive) else None
