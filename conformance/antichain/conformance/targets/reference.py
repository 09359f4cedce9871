"""The project's own implementation as a target: vector clocks, version vectors and both counters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from antichain.conformance.protocol import Fault, Hello, Kind, Options
from antichain.conformance.servers import Servers
from antichain.conformance.target import Rejected
from antichain.conformance.values import Library
from antichain.impl.clock import Clock
from antichain.impl.counter import GCounter, PNCounter

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["target"]


def target() -> Servers:
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
    return Servers(hello, libraries)


def _refusing(change: Callable[[Any, str, Any], Any]) -> Callable[[Any, str, Any], Any]:
    """Let an update that raises ValueError be refused in the words of the protocol."""

    def refuse(state: Any, replica: str, by: Any) -> Any:  # noqa: ANN401 — whatever the harness gives
        try:
            return change(state, replica, by)
        except ValueError as reason:
            raise Rejected("negative" if isinstance(by, int) else "not-an-integer", str(reason)) from reason

    return refuse
