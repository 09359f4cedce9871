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
        """Take likes back."""

    def likes(self) -> int:
        """Return the value of the post."""

    def slots(self) -> Mapping[str, tuple[int, int]]:
        """Return what each site added and took."""

    def origins(self) -> Mapping[str, int]:
        """Return the version vector."""

    def export(self) -> bytes:
        """Return everything that it has."""

    def deliver(self, answer: bytes) -> None:
        """Import the export of another server."""

    def die(self, during: During | None = None) -> bool:
        """End it at once, in the middle of an update if one is given; return whether that was acknowledged."""

    def rest(self) -> None:
        """Know that the history is over: the file will go."""


class Hosts(Protocol):
    """Starts servers."""

    def folder(self) -> Path:
        """Return the folder for their disks, which goes when they go."""

    def start(self, site: str, disk: Path) -> Host:
        """Start a server of this site on the file at ``disk``, which is made if there is none."""
