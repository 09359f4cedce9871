"""Scenarios for ticks of any size: a replica with events has an entry, and a replica without events has none.

The size of an entry cannot be judged there. A comparison of entries before and after a tick does not show an entry that
existed all the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.base import Equals, OneOf
from antichain.conformance.cases.checks.entries import without_zeros
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


__all__ = ["probes"]


def probes(claim: Claim) -> Iterator[Case]:
    """Yield the scenarios about entries of a clock that ticks by any size."""
    if claim.kind.is_clock and claim.options.history and claim.options.entries and claim.options.step == "increasing":
        count = min(3, claim.options.replicas or 3)
        yield from (_passed_on(claim, count) for count in range(1, count + 1))


def _passed_on(claim: Claim, count: int) -> Case:
    """A replica with an event sends to another, which sends to a third: each has entries of replicas with events."""
    names = plain(claim.options, count)
    builder = ScriptBuilder(claim, names)
    active: set[str] = set()
    _hold(builder, names[0], active)
    for place, name in enumerate(names):
        if place:
            builder.request(requests.Receive(name, f"m{place}"))
            active |= {name} if claim.kind is Kind.VECTOR_CLOCK else set()
            _hold(builder, name, active)
        if claim.kind is Kind.VERSION_VECTOR:
            builder.request(requests.Tick(name))
        builder.export(requests.Send(name, f"m{place + 1}"))
        active |= {name}
        _hold(builder, name, active)
    return DirectedCase(f"entries known to {count}", builder.script())


def _hold(builder: ScriptBuilder, name: str, active: set[str]) -> None:
    expected = frozenset(active)
    said = f"positive entries of {', '.join(sorted(expected)) or 'no replica'}, and of no other"
    missing = builder.options.missing
    check = OneOf(said, lambda answer: isinstance(answer, dict) and without_zeros(answer, missing).keys() == expected)
    reason = f"{name} knows of events of {', '.join(sorted(expected)) or 'no replica'}, and holds other entries"
    builder.request(requests.Entries(name), Equals(expected=check, covers=("TICK-STRICT",), reason=reason))
