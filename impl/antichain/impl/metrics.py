"""What a server counts about itself, in the text format of Prometheus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.impl.api import PeerSeen
    from antichain.impl.replica import Replica

__all__ = ["Metrics"]

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The counts of one server; each has a registry of its own, so that several live in one process."""

    def __init__(self) -> None:
        """Begin at 0."""
        self._registry = CollectorRegistry()
        prefix, to = "antichain_feed_", self._registry
        self.requests = Histogram(
            f"{prefix}request_seconds",
            "Time from the head of a request to the end of its answer.",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=to,
        )
        self.updates = Counter(f"{prefix}updates", "Updates made by clients of this server.", ("kind",), registry=to)
        self.synced = Counter(f"{prefix}synced_updates", "Updates taken in from peers.", registry=to)
        self.repeated = Counter(f"{prefix}repeated_updates", "Updates from peers that were there.", registry=to)
        self.bytes = Counter(f"{prefix}sync_bytes", "Bytes of messages of peers.", ("direction",), registry=to)
        self.busy = Gauge(f"{prefix}requests_in_progress", "Requests that wait for their answer.", registry=to)
        self._commits = Gauge(f"{prefix}commits", "Transactions since the start.", registry=to)
        self._known = Gauge(f"{prefix}known_updates", "Updates that are here.", registry=to)
        self._queued = Gauge(f"{prefix}queued_writes", "Writes that wait for the disk.", registry=to)
        self._waiting = Gauge(f"{prefix}waiting_updates", "Updates that wait for what they depend on.", registry=to)
        self._in_touch = Gauge(f"{prefix}peer_in_touch", "1 if the peer answers.", ("peer",), registry=to)
        self._behind = Gauge(
            f"{prefix}peer_behind", "Updates the peer is known to have and we lack.", ("peer",), registry=to
        )

    def text(self, replica: Replica, peers: Iterable[PeerSeen]) -> bytes:
        """Return all counts."""
        self._commits.set(replica.commits)
        self._known.set(replica.have.total)
        self._queued.set(replica.queued)
        self._waiting.set(replica.waiting)
        for peer in peers:
            self._in_touch.labels(peer.url).set(peer.state == "in touch")
            self._behind.labels(peer.url).set(peer.behind)
        return generate_latest(self._registry)
