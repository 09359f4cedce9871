"""The interface of a connection to one running target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from antichain.conformance.protocol.answers import Answers, Broken
    from antichain.conformance.protocol.claims import Hello
    from antichain.conformance.protocol.requests import Request

__all__ = ["Connection"]


class Connection(Protocol):
    """A way to put requests to one running target."""

    def hello(self) -> Hello | Broken:
        """Return the hello of the target."""

    def play(self, requests: Sequence[Request], /) -> Answers:
        """Put all requests and return their answers, in order; after a :class:`Broken` there are none."""

    def play_all(self, scripts: Iterable[Sequence[Request]], /) -> Iterator[Answers]:
        """Play several scripts, each from its own ``open``, and yield the answers of each."""

    def close(self) -> None:
        """End the target; kill it if it does not end when asked."""
