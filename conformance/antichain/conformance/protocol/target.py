"""The interface of a target in this process: one method for each verb of the protocol.

An implementation offers what its ``hello`` says; the other methods need not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from antichain.conformance.protocol.claims import Hello, Kind
    from antichain.conformance.protocol.requests import During

__all__ = ["Rejected", "Target", "Unsupported"]


class Rejected(Exception):  # noqa: N818 — a refusal by contract is an answer and no error
    """The implementation refuses by contract, and its state is unchanged; ``code`` is one of the protocol."""

    def __init__(self, code: str, text: str = "") -> None:
        """Refuse with a code of the protocol, and a sentence for people."""
        super().__init__(code, text)
        self.code = code
        self.text = text


class Unsupported(Exception):  # noqa: N818 — it is an answer, not an error
    """The target does not know this verb or does not offer this option."""


class Target(Protocol):
    """All requests of the harness to an implementation.

    The harness owns the network: states travel as messages that it names, and a message name is used once. Any
    exception but :class:`Rejected` and :class:`Unsupported` counts as an unexpected failure.
    """

    def hello(self) -> Hello:
        """Return the name of the target and its options for each kind; every claim is binding."""

    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        """Forget all replicas and messages, and begin a history with these replicas, each in its initial state."""

    def event(self, replica: str, /) -> None:
        """Make one event (vector clock) or one update (version vector)."""

    def increment(self, replica: str, by: float | str, /) -> None:
        """Add ``by`` to a counter; the implementation must refuse illegal amounts."""

    def decrement(self, replica: str, by: float | str, /) -> None:
        """Subtract ``by`` from a pn-counter."""

    def value(self, replica: str, /) -> int:
        """Return the total."""

    def send(self, replica: str, message: str, /) -> str | None:
        """Export the state under a new name, ticking first on a vector clock; return its bytes if you offer wire."""

    def send_delta(self, replica: str, message: str, /) -> str | None:
        """Export the changes since the last delta."""

    def receive(self, replica: str, message: str, /) -> None:
        """Receive the message: join, and on a vector clock then tick."""

    def stamp(self, replica: str, message: str, /) -> str | None:
        """Export the current clock without any event, to be compared; return its bytes if you offer wire."""

    def compare(self, left: str, right: str, /) -> str:
        """Return before, after, equal, concurrent or unordered."""

    def merge(self, left: str, right: str, as_: str, /) -> None:
        """Join two messages, as a third one under a new name; the two stay as they are."""

    def sort(self, messages: Sequence[str], /) -> Sequence[str]:
        """Return the names in the library's order."""

    def entries(self, replica: str, /) -> Mapping[str, object]:
        """Return the entries of the replica: numbers, for a pn-counter pairs of the sums added and taken."""

    def digest(self, replica: str, /) -> str:
        """Return a short text that is the same exactly for replicas that know the same updates."""

    def construct(self, message: str, entries: Mapping[str, object], /) -> None:
        """Make a message with exactly these entries, if possible with explicit zeros."""

    def recode(self, message: str, as_: str, /) -> None:
        """Encode a message and decode it again under a new name."""

    def load(self, message: str, text: str, /) -> None:
        """Make a message of bytes that ``send`` or ``stamp`` returned, perhaps in another process."""

    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        """Crash and restart from the disk; with ``during``, start that request and return ``done`` or ``unknown``."""

    def wipe(self, replica: str, /) -> None:
        """Crash, lose the disk, and restart empty, as the same replica."""

    def snapshot(self, replica: str, snapshot: str, /) -> None:
        """Take a backup of the disk."""

    def restore(self, replica: str, snapshot: str, /) -> None:
        """Crash, and restart from the backup."""

    def clone(self, replica: str, as_: str, /) -> None:
        """Start a copy of the disk as a further replica."""

    def retire(self, replica: str, /) -> None:
        """Retire permanently; every other replica has received the final state."""

    def join(self, replica: str, /) -> None:
        """Join with an empty state."""

    def advance(self, seconds: int, /) -> None:
        """Advance the clock by a number of seconds, so that all known events become older."""
