"""Attribution of failures of constructed counters to the updates and receives that could have made their states.

An entry of n holds updates of its replica that sum to n. So the same receives can be played with states that replicas
made by updates. If that history fails in the same way, construction and large amounts are not the cause.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import DirectedCase, compile_case
from antichain.conformance.cases.variant import Variant, ordinary
from antichain.conformance.failures.causes.attribution import ABOUT_MESSAGES, Attributed, fails_alike
from antichain.conformance.histories.playable import playable
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol import requests
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.failures.causes.attribution import Judge
    from antichain.conformance.protocol.claims import Claim
    from antichain.conformance.protocol.requests import Request

__all__ = ["constructed", "made_by_updates"]

_READS = (requests.Value, requests.Entries, requests.Receive)
"""The requests whose failure a history can explain."""
_MOST = 40
"""The largest number of events of a history."""
_Slot = tuple[int, int]
"""The increments and the decrements of one replica."""


def constructed(case: Case, violation: Violation, claim: Claim, judge: Judge) -> Attributed | None:
    """Attribute a failure of constructed counters to the history of their states, if that fails in the same way."""
    if ABOUT_MESSAGES & set(violation.rules) or not isinstance(case.script.requests[violation.place], _READS):
        return None
    for simpler in made_by_updates(case, violation, claim):
        found = judge(simpler)
        if found is not None and fails_alike(simpler, found, case, violation):
            return Attributed(simpler, found, final=False)
    return None


def made_by_updates(case: Case, violation: Violation, claim: Claim) -> Iterator[Case]:
    """Yield histories of ordinary amounts whose updates make the constructed states of a case up to its violation.

    They are read after each event, then only at the end; if the case has bytes, then also through bytes.
    """
    played = case.script.requests[: violation.place + 1]
    has_states = any(isinstance(request, requests.Construct) for request in played)
    if not isinstance(case, DirectedCase) or case.kind.is_clock or not has_states or not claim.options.history:
        return
    made = _history(played)
    if made is None or not 0 < len(made.events) <= _MOST:
        return
    execution = Execution.of(made.events)
    if not playable(execution, claim):
        return
    recoded = any(isinstance(request, requests.Recode) for request in played)
    plain = Variant.plain(execution, claim.options)
    for through_bytes in (False, True) if recoded else (False,):
        for amounts in dict.fromkeys(ordinary(made.amounts)):
            if not _are_taken(amounts, claim):
                continue
            for watched in (True, False):
                variant = replace(plain, amounts=amounts, recoded=through_bytes, watched=watched)
                yield compile_case(execution, claim, variant)


def _are_taken(amounts: Sequence[int], claim: Claim) -> bool:
    """Return whether a target takes these amounts."""
    fit = sum(map(abs, amounts)) <= (claim.options.limit or inf)
    return fit and (claim.options.amounts == "any" or max(map(abs, amounts)) == 1)


@dataclass(slots=True)
class _Made:
    """Events with their signed amounts, as they are added."""

    events: list[Event] = field(default_factory=list)
    amounts: list[int] = field(default_factory=list)

    def add(self, replica: str, by: int = 0, of: int | None = None) -> int:
        """Add an update, or the receive of the state of an event, and return its number."""
        self.events.append(Event(replica, of))
        self.amounts.append(by)
        return len(self.events)


def _history(played: Sequence[Request]) -> _Made | None:
    """Return the events that make the constructed states, and those that receive them.

    It is None if the requests have other updates, if a replica receives that is named in a state, or if two states
    hold entries of one replica that are not one after the other.
    """
    read = _received(played)
    if read is None:
        return None
    states, receives = read
    named = dict.fromkeys(name for held in states.values() for name in held)
    if named.keys() & {receive.replica for receive in receives}:
        return None
    made = _Made()
    updated = {name: _updated(made, name, [held[name] for held in states.values() if name in held]) for name in named}
    if any(numbers is None for numbers in updated.values()):
        return None
    left: dict[tuple[tuple[str, _Slot], ...], int] = {}  # by the entries of a state, the event that leaves it
    for receive in receives:
        held = tuple(sorted(states[receive.message].items()))
        if not held:
            continue  # it brings nothing
        if held not in left:
            left[held] = _gathered(made, held, updated)
        made.add(receive.replica, of=left[held])
    return made


def _received(played: Sequence[Request]) -> tuple[dict[str, dict[str, _Slot]], list[requests.Receive]] | None:
    """Return the entries of each message without zeros, and the receives; None if there are other updates."""
    states: dict[str, dict[str, _Slot]] = {}
    receives: list[requests.Receive] = []
    for request in played:
        match request:
            case requests.Construct(message, entries):
                slots = {name: _slot(held) for name, held in entries.items()}
                states[message] = {name: slot for name, slot in slots.items() if slot != (0, 0)}
            case requests.Recode(message, as_) if message in states:
                states[as_] = states[message]
            case requests.Receive(_, message) if message in states:
                receives.append(request)
            case requests.Open() | requests.Value() | requests.Entries() | requests.Digest() | requests.Compare():
                pass
            case _:
                return None
    return states, receives


def _updated(made: _Made, name: str, slots: Sequence[_Slot]) -> dict[_Slot, int] | None:
    """Add the updates of a replica, and return the event that leaves each slot; None if they are not in a line."""
    numbers: dict[_Slot, int] = {}
    for (added, taken), (more, less) in pairwise([(0, 0), *sorted(set(slots))]):
        if less < taken:
            return None
        for by in (more - added, taken - less):
            if by:
                numbers[more, less] = made.add(name, by)
    return numbers


def _gathered(made: _Made, held: Sequence[tuple[str, _Slot]], updated: Mapping[str, Mapping[_Slot, int] | None]) -> int:
    """Add the receives of a further replica that collects several entries, and return the event of the whole state."""
    parts = [(updated[name] or {})[slot] for name, slot in held]
    if len(parts) == 1:
        return parts[0]
    gatherer = f"gatherer {len(made.events)}"
    return [made.add(gatherer, of=part) for part in parts][-1]


def _slot(held: object) -> _Slot:
    return (int(held[0]), int(held[1])) if isinstance(held, tuple) else (int(str(held)), 0)
