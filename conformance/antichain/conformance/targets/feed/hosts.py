"""The operations that the feed target needs of its servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from antichain.conformance.protocol.requests import During

__all__ = ["Host", "Hosts"]


class Host(Protocol):
    """One running server."""

    def like(self, by: float | str) -> None:
        """Like the post, and wait until that is acknowledged.

        Raises:
            Invalid: the amount is refused.

        """

    def unlike(self, by: float | str) -> None:
        """Take back likes."""

    def likes(self) -> int:
        """Return the value of the post."""

    def slots(self) -> Mapping[str, tuple[int, int]]:
        """Return the sums that each site added and subtracted."""

    def origins(self) -> Mapping[str, int]:
        """Return the version vector."""

    def export(self) -> bytes:
        """Return all its updates."""

    def deliver(self, answer: bytes) -> None:
        """Import the export of another server."""

    def die(self, during: During | None = None) -> bool:
        """Kill it, during an update if one is given; return whether that was acknowledged."""

    def rest(self) -> None:
        """End the history; the file will be removed."""


class Hosts(Protocol):
    """Starts servers."""

    def folder(self) -> Path:
        """Return the folder for their disks, which is removed with them."""

    def start(self, site: str, disk: Path) -> Host:
        """Start a server of this site on the file at ``disk``, which is created if it does not exist."""
