"""The words of the target protocol: what is asked, what is claimed, what is answered.

Every request is one struct; its tag is the name of the verb, its fields are the verb's arguments in order. Both ways of
speaking to a target, in process and as JSON lines, use these very structs.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec

__all__ = [
    "LARGEST_EXACT",
    "PROTOCOL",
    "REQUESTS",
    "UNSUPPORTED",
    "Broken",
    "Bye",
    "Clone",
    "Compare",
    "Construct",
    "Crash",
    "Decrement",
    "Digits",
    "During",
    "Entries",
    "Failed",
    "Fault",
    "Greet",
    "Hello",
    "Increment",
    "Join",
    "Kind",
    "Load",
    "Open",
    "Options",
    "Receive",
    "Recode",
    "Refused",
    "Request",
    "Restore",
    "Retire",
    "Send",
    "Snapshot",
    "Sort",
    "Stamp",
    "Tick",
    "Unknown",
    "Unsupported",
    "Value",
    "Wipe",
    "amount",
]

PROTOCOL = 1
LARGEST_EXACT = 2**53 - 1
"""The largest whole number that every JSON reader keeps; larger ones travel as strings."""


Digits = Annotated[str, msgspec.Meta(pattern=r"^-?(0|[1-9][0-9]*)$")]
"""A whole number as a string."""


class Kind(StrEnum):
    """What an implementation claims to be."""

    VECTOR_CLOCK = "vector-clock"
    VERSION_VECTOR = "version-vector"
    G_COUNTER = "g-counter"
    PN_COUNTER = "pn-counter"

    @property
    def is_clock(self) -> bool:
        """Whether it orders events; otherwise it counts."""
        return self in (Kind.VECTOR_CLOCK, Kind.VERSION_VECTOR)


class Fault(StrEnum):
    """A fault that a target can be made to suffer."""

    CRASH = "crash"
    WIPE = "wipe"
    RESTORE = "restore"
    CLONE = "clone"
    RETIRE = "retire"
    JOIN = "join"


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a target claims about one kind; every claim is binding, and silence claims the default.

    Raises:
        ValueError: two claims contradict each other.

    """

    history: bool = True
    compare: Literal["four-way", "three-way", "none"] = "four-way"
    step: Literal["one", "increasing"] = "one"
    entries: bool = False
    construct: bool = False
    sort: bool = False
    wire: bool = False
    delta: bool | Literal["any-order", "in-order"] = False
    max: int | str | None = None
    overflow: Literal["exact", "reject", "saturate"] = "exact"
    negative: Literal["reject", "opposite"] = "reject"
    fractions: Literal["reject", "accept"] = "reject"
    forgets: Literal["none", "order"] = "none"
    channel: Literal["any", "fifo", "fifo-once"] = "any"
    ids: Literal["any", "integer"] = "any"
    replicas: int | None = None

    def __post_init__(self) -> None:
        """Refuse claims that cannot hold together."""
        if self.delta is True:
            message = 'delta is true; say "any-order" or "in-order"'
            raise ValueError(message)
        if (self.limit is None) != (self.overflow == "exact"):
            message = (
                f"max {self.max!r} with overflow {self.overflow!r}; a bound needs reject or saturate, and they need one"
            )
            raise ValueError(message)
        if self.limit is not None and self.limit < 1:
            message = f"max {self.max!r} is below 1; a counter that cannot count to 1 counts nothing"
            raise ValueError(message)
        if self.replicas is not None and self.replicas < 1:
            message = f"replicas is {self.replicas}; at least 1 replica is needed"
            raise ValueError(message)
        if not self.history and not self.construct:
            message = "history is false and construct is false; then nothing can be asked"
            raise ValueError(message)

    @property
    def limit(self) -> int | None:
        """The largest number that an amount, a slot or the magnitude of a total may have."""
        return None if self.max is None else int(self.max)


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """Who a target is, and what it claims to offer."""

    name: str
    kinds: dict[Kind, Options]
    protocol: int = PROTOCOL
    version: str = ""
    language: str = ""
    homepage: str = ""
    faults: tuple[Fault, ...] = ()


class Request(msgspec.Struct, frozen=True, tag_field="op", gc=False):
    """Something asked of a target."""


class Greet(Request, frozen=True, tag="hello"):
    """Ask who the target is, and what it offers."""

    protocol: int = PROTOCOL


class Bye(Request, frozen=True, tag="bye"):
    """That was all."""


class Open(Request, frozen=True, tag="open"):
    """Forget everything; begin a history of these replicas."""

    kind: Kind
    replicas: tuple[str, ...]


class Tick(Request, frozen=True, tag="event"):
    """One local event of a vector clock, one update of a version vector."""

    replica: str


class Increment(Request, frozen=True, tag="increment"):
    """Add to a counter."""

    replica: str
    by: int | float | str = 1


class Decrement(Request, frozen=True, tag="decrement"):
    """Take away from a pn-counter."""

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
    """Take a message in."""

    replica: str
    message: str


class Stamp(Request, frozen=True, tag="stamp"):
    """Export a replica's clock without any event, to be compared."""

    replica: str
    message: str


class Compare(Request, frozen=True, tag="compare"):
    """Ask how one message's clock stands to another's."""

    left: str
    right: str


class Sort(Request, frozen=True, tag="sort"):
    """Put messages into the order that the library has for sorting."""

    messages: tuple[str, ...]


class Entries(Request, frozen=True, tag="entries"):
    """Ask what a replica holds, replica by replica."""

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
    """Decode bytes that were sent earlier, perhaps by another process."""

    message: str
    bytes: str


class During(msgspec.Struct, frozen=True, gc=False):
    """An update that a crash interrupts."""

    op: Literal["increment", "decrement"] = "increment"
    by: int | str = 1


class Crash(Request, frozen=True, tag="crash", omit_defaults=True):
    """Kill a replica, perhaps in the middle of an update; it comes back by itself, from its disk."""

    replica: str
    during: During | None = None


class Wipe(Request, frozen=True, tag="wipe"):
    """Kill a replica and lose its disk; it comes back empty, as the same site."""

    replica: str


class Snapshot(Request, frozen=True, tag="snapshot"):
    """Take a backup of a replica's disk."""

    replica: str
    snapshot: str


class Restore(Request, frozen=True, tag="restore"):
    """Put a backup back in place of the disk."""

    replica: str
    snapshot: str


class Clone(Request, frozen=True, tag="clone"):
    """Start a copy of a replica's disk as a further server."""

    replica: str
    as_: str = msgspec.field(name="as")


class Retire(Request, frozen=True, tag="retire"):
    """Let a replica leave for good; every other has received its final state."""

    replica: str


class Join(Request, frozen=True, tag="join"):
    """Let a replica enter, empty; its name may be that of a retired one."""

    replica: str


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
    Sort,
    Entries,
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
)


class Refused(msgspec.Struct, frozen=True):
    """The implementation refuses by contract; its state is unchanged."""

    code: str
    text: str = ""


class Unsupported(msgspec.Struct, frozen=True):
    """The adapter does not know the verb, or does not offer the option."""


class Failed(msgspec.Struct, frozen=True):
    """The implementation failed unexpectedly."""

    text: str


class Broken(msgspec.Struct, frozen=True):
    """The target itself broke: it cannot be asked anything more."""

    cause: Literal["protocol", "timeout", "crash"]
    detail: str


UNSUPPORTED = Unsupported()


def amount(number: Any) -> Any:  # noqa: ANN401 — amounts reach a target as given, whatever they are
    """Return a whole number as it travels: a string where a reader might round it.

    >>> amount(7), amount(2**53), amount(0.5)
    (7, '9007199254740992', 0.5)
    """
    return str(number) if isinstance(number, int) and abs(number) > LARGEST_EXACT else number
