"""The metrics of a server, in the text format of Prometheus.

Each request is counted twice, so a count is only an addition; the text is made when it is requested.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from antichain.impl.feed.replica import Replica
    from antichain.impl.replication.status import PeerSeen

__all__ = ["MEDIA", "Metrics", "Timing"]

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
"""The media type of the text."""

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_PREFIX = "antichain_feed_"


class Timing:
    """The times of the requests of one kind."""

    __slots__ = ("counts", "seconds")

    def __init__(self) -> None:
        """Begin with no request."""
        self.counts = [0] * (len(_SECONDS) + 1)
        """The number of requests up to each bound and above the previous one; the last has no bound."""
        self.seconds = 0.0

    def observe(self, seconds: float) -> None:
        """Count one request.

        >>> timing = Timing()
        >>> timing.observe(0.001)
        >>> timing.counts.index(1)
        1
        """
        self.counts[bisect_left(_SECONDS, seconds)] += 1
        self.seconds += seconds


class Metrics:
    """The counts of one server."""

    def __init__(self) -> None:
        """Begin at 0."""
        self.timings: dict[tuple[str, str, int], Timing] = {}
        """Requests, by method, route and status."""
        self.updates: Counter[str] = Counter()
        """Updates made by clients, by kind."""
        self.synced = 0
        """Updates applied from peers."""
        self.repeated = 0
        """Updates from peers that were applied before."""
        self.bytes: Counter[str] = Counter()
        """Bytes of messages of peers, by direction."""
        self.busy = 0
        """Requests in progress."""

    def timing(self, method: str, route: str, status: int) -> Timing:
        """Return the timing of requests of that kind."""
        return self.timings.setdefault((method, route, status), Timing())

    def text(self, replica: Replica, peers: Iterable[PeerSeen]) -> bytes:
        """Return all counts."""
        peers = list(peers)
        families = [
            ("requests_in_progress", "gauge", "Requests that wait for their answer.", {"": self.busy}),
            ("commits", "gauge", "Transactions since the start.", {"": replica.commits}),
            ("known_updates", "gauge", "Updates that are here.", {"": replica.have.total}),
            ("queued_writes", "gauge", "Writes that wait for the disk.", {"": replica.queued}),
            ("waiting_updates", "gauge", "Updates that wait for what they depend on.", {"": replica.waiting}),
            ("updates", "counter", "Updates made by clients of this server.", _labelled("kind", self.updates)),
            ("synced_updates", "counter", "Updates applied from peers.", {"": self.synced}),
            ("repeated_updates", "counter", "Updates from peers that were there.", {"": self.repeated}),
            ("sync_bytes", "counter", "Bytes of messages of peers.", _labelled("direction", self.bytes)),
            (
                "peer_in_touch",
                "gauge",
                "1 if the peer answers.",
                _labelled("peer", {peer.url: int(peer.state == "in touch") for peer in peers}),
            ),
            (
                "peer_behind",
                "gauge",
                "Updates the peer is known to have and this server lacks.",
                _labelled("peer", {peer.url: peer.behind for peer in peers}),
            ),
        ]
        lines = [line for family in families for line in _family(*family)]
        return "".join(f"{line}\n" for line in (*lines, *self._requests())).encode()

    def _requests(self) -> Iterator[str]:
        name = f"{_PREFIX}request_seconds"
        yield f"# HELP {name} Time from the head of a request to the end of its answer."
        yield f"# TYPE {name} histogram"
        for (method, route, status), timing in sorted(self.timings.items()):
            labels = f"{_label('method', method)},{_label('route', route)},{_label('status', str(status))}"
            for bound, below in zip([*_SECONDS, "+Inf"], accumulate(timing.counts), strict=True):
                yield f'{name}_bucket{{{labels},le="{bound}"}} {below}.0'
            yield f"{name}_count{{{labels}}} {sum(timing.counts)}.0"
            yield f"{name}_sum{{{labels}}} {timing.seconds!r}"


def _family(name: str, kind: str, words: str, samples: Mapping[str, int]) -> Iterator[str]:
    full = f"{_PREFIX}{name}{'_total' if kind == 'counter' else ''}"
    yield f"# HELP {full} {words}"
    yield f"# TYPE {full} {kind}"
    for labels, value in samples.items():
        yield f"{full}{labels} {value}.0"


def _labelled(name: str, values: Mapping[str, int]) -> dict[str, int]:
    return {f"{{{_label(name, label)}}}": value for label, value in sorted(values.items())}


def _label(name: str, value: str) -> str:
    escaped = value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
    return f'{name}="{escaped}"'
