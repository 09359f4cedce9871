"""The state of one peer, as this server knows it: a value that the web package sends as JSON."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["PeerSeen"]


class PeerSeen(Struct, frozen=True):
    """The state of one peer, as this server knows it.

    >>> PeerSeen("http://127.0.0.1:8002", None, "away", behind=0, ahead=3, seen=None).ahead
    3
    """

    url: str
    name: str | None
    """None before the first contact."""
    state: str
    """``in touch``, ``away`` or ``cut``."""
    behind: int
    """The number of updates of the peer that this server lacks."""
    ahead: int
    """The number of updates of this server that the peer is not known to have."""
    seen: int | None
    """The time of the peer's last answer, in milliseconds since 1970."""
    trouble: str | None = None
    """The reason why the last attempt to sync failed; None if it succeeded."""
