"""Requests: the questions to a target.

Every request is one struct. Its tag is the name of the verb; its fields are the verb's arguments, in order. Targets in
process and targets that speak JSON lines receive the same requests.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from antichain.conformance.protocol.claims import PROTOCOL, Kind

__all__ = [
    "REQUESTS",
    "Advance",
    "Bye",
    "Clone",
    "Compare",
    "Construct",
    "Crash",
    "Decrement",
    "Digest",
    "During",
    "Entries",
    "Greet",
    "Increment",
    "Join",
    "Load",
    "Merge",
    "Open",
    "Receive",
    "Recode",
    "Request",
    "Restore",
    "Retire",
    "Reuse",
    "Send",
    "Snapshot",
    "Sort",
    "Stamp",
    "Tick",
    "Unknown",
    "Value",
    "Wipe",
]


class Request(msgspec.Struct, frozen=True, tag_field="op", gc=False):
    """A request to a target."""


class Greet(Request, frozen=True, tag="hello"):
    """Ask for the name of the target and its options for each kind."""

    protocol: int = PROTOCOL


class Bye(Request, frozen=True, tag="bye"):
    """End the conversation."""


class Open(Request, frozen=True, tag="open"):
    """Forget all replicas and messages; begin a history of these replicas."""

    kind: Kind
    replicas: tuple[str, ...]


class Tick(Request, frozen=True, tag="event"):
    """Make one local event of a vector clock, or one update of a version vector."""

    replica: str


class Increment(Request, frozen=True, tag="increment"):
    """Add to a counter."""

    replica: str
    by: int | float | str = 1


class Decrement(Request, frozen=True, tag="decrement"):
    """Subtract from a pn-counter."""

    replica: str
    by: int | float | str = 1


class Value(Request, frozen=True, tag="value"):
    """Read a counter."""

    replica: str


class Send(Request, frozen=True, tag="send", omit_defaults=True):
    """Export a replica's state under a new name; on a vector clock that is an event."""

    replica: str
    message: str
    delta: bool = False


class Receive(Request, frozen=True, tag="receive"):
    """Receive a message."""

    replica: str
    message: str


class Stamp(Request, frozen=True, tag="stamp"):
    """Export a replica's clock without any event, to be compared."""

    replica: str
    message: str


class Merge(Request, frozen=True, tag="merge"):
    """Join two messages, as a third one under a new name; the two stay as they are."""

    left: str
    right: str
    as_: str = msgspec.field(name="as")


class Compare(Request, frozen=True, tag="compare"):
    """Ask for the order of the clocks of two messages."""

    left: str
    right: str


class Sort(Request, frozen=True, tag="sort"):
    """Sort messages in the library's own order."""

    messages: tuple[str, ...]


class Entries(Request, frozen=True, tag="entries"):
    """Ask for the entries of a replica's state."""

    replica: str


class Digest(Request, frozen=True, tag="digest"):
    """Ask for a short text that is the same for replicas that know the same updates."""

    replica: str


class Construct(Request, frozen=True, tag="construct"):
    """Make a message with exactly these entries."""

    message: str
    entries: dict[str, int | str | tuple[int | str, int | str]]


class Recode(Request, frozen=True, tag="recode"):
    """Encode a message to bytes, and decode it again under a new name."""

    message: str
    as_: str = msgspec.field(name="as")


class Load(Request, frozen=True, tag="load"):
    """Decode bytes that this or another process sent earlier."""

    message: str
    bytes: str


class During(msgspec.Struct, frozen=True, gc=False):
    """An update that a crash interrupts, or the receive of a message, which travels without an amount."""

    op: Literal["increment", "decrement", "receive"] = "increment"
    by: int | str = 1
    message: str | msgspec.UnsetType = msgspec.UNSET


class Crash(Request, frozen=True, tag="crash", omit_defaults=True):
    """Crash a replica, perhaps during an update; it restarts from its disk."""

    replica: str
    during: During | None = None


class Wipe(Request, frozen=True, tag="wipe"):
    """Crash a replica and lose its disk; it restarts empty, as the same replica."""

    replica: str


class Snapshot(Request, frozen=True, tag="snapshot"):
    """Take a backup of a replica's disk."""

    replica: str
    snapshot: str


class Restore(Request, frozen=True, tag="restore"):
    """Replace the disk by a backup."""

    replica: str
    snapshot: str


class Clone(Request, frozen=True, tag="clone"):
    """Start a copy of a replica's disk as a further replica."""

    replica: str
    as_: str = msgspec.field(name="as")


class Retire(Request, frozen=True, tag="retire"):
    """Remove a replica permanently; every other has received its final state."""

    replica: str


class Join(Request, frozen=True, tag="join"):
    """Add a replica with an empty state; its name may be that of a retired one."""

    replica: str


class Advance(Request, frozen=True, tag="advance"):
    """Let the clock of the target move on, so that all it knows is older."""

    seconds: int


class Reuse(Request, frozen=True, tag="reuse"):
    """Change the arguments that the library was given; only targets in this process and those under `reuse` do it."""


class Unknown(Request, frozen=True, tag="antichain-asks-whether-unknown-verbs-are-answered"):
    """A verb that no target knows."""


REQUESTS: tuple[type[Request], ...] = (
    Greet,
    Bye,
    Open,
    Tick,
    Increment,
    Decrement,
    Value,
    Send,
    Receive,
    Stamp,
    Compare,
    Merge,
    Sort,
    Entries,
    Digest,
    Construct,
    Recode,
    Load,
    Crash,
    Wipe,
    Snapshot,
    Restore,
    Clone,
    Retire,
    Join,
    Advance,
    Reuse,
)
