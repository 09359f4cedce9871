"""The adapter of ``hazelcast-python-client`` on PyPI: the vector clock of its PN counter, made of timestamps."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from hazelcast.cluster import VectorClock

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["target"]


def target() -> ValueTarget:
    """Return the target: the client receives clocks from the cluster, and only tests whether one is after another."""
    library = Library(new=lambda _: VectorClock(), construct=_construct, compare=_compare)
    hello = Hello(
        name="hazelcast-python",
        version=metadata.version("hazelcast-python-client"),
        language="python",
        homepage="https://github.com/hazelcast/hazelcast-python-client",
        kinds={Kind.VERSION_VECTOR: Options(history=False, construct=True, compare="three-way")},
    )
    return ValueTarget(hello, {Kind.VERSION_VECTOR: library})


def _construct(entries: Mapping[str, int]) -> VectorClock:
    clock = VectorClock()
    for replica, timestamp in entries.items():
        clock.set_replica_timestamp(replica, timestamp)
    return clock


def _compare(x: VectorClock, y: VectorClock) -> str:
    if y.is_after(x):
        return "before"
    return "after" if x.is_after(y) else "unordered"
