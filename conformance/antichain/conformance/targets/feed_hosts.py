"""What the feed as a target asks of its servers, wherever they run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from antichain.conformance.protocol import During

__all__ = ["Host", "Hosts"]


class Host(Protocol):
    """One running server."""

    def like(self, by: float | str) -> None:
        """Like the post, and wait until that is acknowledged.

        Raises:
            Invalid: the amount is refused.

        """

    def unlike(self, by: float | str) -> None:
        """Take likes back, likewise."""

    def likes(self) -> int:
        """Return what the post reads."""

    def slots(self) -> Mapping[str, tuple[int, int]]:
        """Return what each site added and took."""

    def origins(self) -> Mapping[str, int]:
        """Return the version vector."""

    def export(self) -> bytes:
        """Return everything that it has."""

    def deliver(self, answer: bytes) -> None:
        """Give it what a server exported."""

    def die(self, during: During | None = None) -> bool:
        """End it at once, in the middle of an update if one is given; return whether that was acknowledged."""

    def rest(self) -> None:
        """Know that the history is over: the file will go."""


class Hosts(Protocol):
    """Whoever starts servers."""

    def folder(self) -> Path:
        """Return the folder for their disks, which goes when they go."""

    def start(self, site: str, disk: Path) -> Host:
        """Start a server of this site on the file at ``disk``, which is made if there is none."""
