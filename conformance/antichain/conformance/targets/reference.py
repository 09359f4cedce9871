"""The project's own implementation as a target: vector clocks, version vectors and both counters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.adapters.values import Library
from antichain.conformance.protocol.claims import Fault, Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected
from antichain.impl.crdt.clock import Clock
from antichain.impl.crdt.counter import GCounter, PNCounter

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["target"]


def target() -> DurableValueTarget:
    """Return the reference implementation as a target."""
    offered = Options(entries=True, construct=True, wire=True, delta="any-order")
    version_vector = Library(
        new=lambda _replica: Clock(),
        tick=Clock.tick_delta,
        merge=Clock.merge,
        compare=Clock.compare,
        entries=Clock.entries,
        construct=Clock,
        encode=Clock.encode,
        decode=Clock.decode,
        delta_mutators=True,
    )
    vector_clock = replace(version_vector, receive=Clock.receive, send_ticks=True)
    g_counter = Library(
        new=lambda _replica: GCounter(),
        increment=_refusing(GCounter.increment_delta),
        merge=GCounter.merge,
        value=lambda counter: counter.value,
        entries=GCounter.entries,
        construct=GCounter,
        encode=GCounter.encode,
        decode=GCounter.decode,
        delta_mutators=True,
    )
    pn_counter = Library(
        new=lambda _replica: PNCounter(),
        increment=_refusing(PNCounter.increment_delta),
        decrement=_refusing(PNCounter.decrement_delta),
        merge=PNCounter.merge,
        value=lambda counter: counter.value,
        entries=PNCounter.entries,
        construct=PNCounter,
        encode=PNCounter.encode,
        decode=PNCounter.decode,
        delta_mutators=True,
    )
    libraries = {
        Kind.VECTOR_CLOCK: vector_clock,
        Kind.VERSION_VECTOR: version_vector,
        Kind.G_COUNTER: g_counter,
        Kind.PN_COUNTER: pn_counter,
    }
    hello = Hello(
        name="antichain",
        version="0.1.0",
        language="Python",
        kinds=dict.fromkeys(libraries, offered),
        faults=tuple(Fault),
    )
    return DurableValueTarget(hello, libraries)


def _refusing(change: Callable[[Any, str, Any], Any]) -> Callable[[Any, str, Any], Any]:
    """Return an update that answers ValueError with a refusal of the protocol."""

    def refuse(state: Any, replica: str, by: Any) -> Any:  # noqa: ANN401 — amounts have any type
        try:
            return change(state, replica, by)
        except ValueError as reason:
            raise Rejected("negative" if isinstance(by, int) else "not-an-integer", str(reason)) from reason

    return refuse
