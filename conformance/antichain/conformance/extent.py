"""What a phase goes through, in words and with its exact bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.phases import delta_bounds
from antichain.conformance.protocol import Kind

if TYPE_CHECKING:
    from antichain.conformance.bounds import Bounds
    from antichain.conformance.protocol import Options
    from antichain.conformance.result import Result

__all__ = ["extent"]


def extent(phase: str, result: Result) -> str:
    """Say what a phase goes through: once, where that is the same for all kinds."""
    said: dict[str, list[str]] = {}
    for kind, options in result.selected():
        bounds = result.bounds.get(kind)
        said.setdefault(_of_kind(phase, kind, options, bounds, faults=bool(result.hello.faults)), []).append(kind.value)
    if len(said) == 1:
        return next(iter(said))
    return "; ".join(f"{', '.join(kinds)}: {words}" for words, kinds in said.items())


def _of_kind(phase: str, kind: Kind, options: Options, bounds: Bounds | None, *, faults: bool) -> str:
    if phase == "known":
        return "failures that earlier runs found"
    if not options.history and phase != "laws":
        return "no histories offered"
    if phase == "laws" or bounds is None:
        return "laws, amounts, names, messages, constructed states" if phase == "laws" else "the given history"
    if phase == "exhaustive":
        received = "sends received" if kind is Kind.VECTOR_CLOCK else f"own echoes: {bounds.events - 1}"
        size = f"up to {bounds.replicas} replicas, {bounds.events} events"
        faulty = f", and of 2 with {bounds.faulty} events and a fault" if faults else ""
        deltas = f", and by deltas up to {delta_bounds(bounds).events} events" if options.delta else ""
        return f"all histories of {size} ({received}){faulty}, twice{deltas}"
    if phase == "random":
        most = min(12, options.replicas or 12)
        return f"up to {bounds.histories} histories of up to {bounds.steps} events on up to {most} replicas"
    return f"families of {bounds.large} events on up to {min(40, options.replicas or 40)} replicas"
