"""Claims: the name of a target, and its options for each kind.

A target declares its claims in the answer to ``hello``. Every claim is binding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LARGEST_EXACT", "PROTOCOL", "Claim", "Digits", "Fault", "Hello", "Kind", "Options", "amount"]

PROTOCOL = 1
LARGEST_EXACT = 2**53 - 1
"""The largest whole number that every JSON reader keeps; larger ones travel as strings."""
LARGEST_ID = 2**31 - 1
"""The largest replica id of a target whose ids are integers, if it claims no other."""


Digits = Annotated[str, msgspec.Meta(pattern=r"^-?(0|[1-9][0-9]*)$")]
"""A whole number as a string."""


_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")


class Kind(StrEnum):
    """The kind that an implementation claims to be."""

    VECTOR_CLOCK = "vector-clock"
    VERSION_VECTOR = "version-vector"
    G_COUNTER = "g-counter"
    PN_COUNTER = "pn-counter"

    @property
    def is_clock(self) -> bool:
        """Whether the kind orders events; otherwise it counts."""
        return self in (Kind.VECTOR_CLOCK, Kind.VERSION_VECTOR)


class Fault(StrEnum):
    """A fault that the harness can request of a target."""

    CRASH = "crash"
    WIPE = "wipe"
    RESTORE = "restore"
    CLONE = "clone"
    RETIRE = "retire"
    JOIN = "join"


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The claims of a target about one kind; every claim is binding, and an absent option claims its default.

    Raises:
        ValueError: two claims contradict each other.

    """

    history: bool = True
    """Event, increment, send, receive and stamp are offered; false: an order-only library, judged on `construct`
    and `compare` alone.
    """
    compare: Literal["four-way", "three-way", "none", "states"] = "four-way"
    """Three-way does not distinguish equal from concurrent and answers `unordered`, which counts as either. `states`
    (counters only): messages of a counter compare as the sets of updates that they hold, and an update of 0 makes no
    difference.
    """
    step: Literal["one", "increasing"] = "one"
    """A tick adds exactly one, or only makes the entry larger."""
    entries: bool = False
    """`entries` is offered."""
    construct: bool = False
    """`construct` is offered."""
    resume: bool = False
    """A replica receives a constructed message that names it, also on a vector clock, and counts on from there."""
    digest: bool = False
    """`digest` is offered: replicas have equal digests exactly if they know the same updates (not for vector clocks).
    """
    sort: bool = False
    """`sort` is offered: a total order that the library has for sorting."""
    wire: bool = False
    """Messages are bytes inside: `send` and `stamp` answer `{"bytes":TEXT}` (opaque; base64 where binary);
    `recode` and `load` are offered.
    """
    delta: bool | Literal["any-order", "in-order"] = False
    """`send` with `"delta":true` is offered, and which delivery it needs."""
    max: int | str | None = None
    """The bound on amounts, slots and the magnitude of the total."""
    amounts: Literal["any", "one"] = "any"
    """`one`: an update adds or subtracts 1, and the library accepts no other amount (counters only); then no rule about
    amounts applies."""
    overflow: Literal["exact", "reject", "saturate", "unspecified"] = "exact"
    """What happens beyond `max`. `reject`: an update or receive that would exceed it is rejected `overflow`, the
    state is unchanged, and that message counts as not received. `saturate`: slots stop at `max`, and a g-counter then
    reads exactly `max` (not for pn-counters). `unspecified`: the library documents the bound and makes no promise
    beyond it, so no larger amount is requested.
    """
    negative: Literal["reject", "opposite"] = "reject"
    """Increment by −n is refused, or is a decrement by n (pn-counters only)."""
    fractions: Literal["reject", "accept"] = "reject"
    """The library counts in fractions by design."""
    forgets: Literal["none", "order"] = "none"
    """Forgetting a replica may make ordered stamps look concurrent."""
    channel: Literal["any", "fifo", "fifo-once"] = "any"
    """The network it needs: any; each sender's messages in order; in order and exactly once."""
    ids: Literal["any", "integer"] = "any"
    """Replica ids: any text, or strings of decimal digits below 2^31 (or up to `ids_max`)."""
    ids_max: int | str | None = None
    """The largest replica id where `ids` is `integer` and ids may be 2^31 or more."""
    replicas: int | None = None
    """The largest number of replicas."""

    def __post_init__(self) -> None:
        """Refuse claims that contradict each other."""
        for name in ("max", "ids_max"):
            written = getattr(self, name)
            if isinstance(written, str) and not _WHOLE.fullmatch(written):
                message = f"{name} {written!r} is not a whole number; write its digits alone"
                raise ValueError(message)
        if self.delta is True:
            message = 'delta is true; say "any-order" or "in-order"'
            raise ValueError(message)
        if (self.limit is None) != (self.overflow == "exact"):
            message = (
                f"max {self.max!r} with overflow {self.overflow!r}; "
                "a bound needs reject, saturate or unspecified, and they need one"
            )
            raise ValueError(message)
        if self.limit is not None and self.limit < 1:
            message = f"max {self.max!r} is below 1; a counter that cannot count to 1 counts nothing"
            raise ValueError(message)
        if self.ids_max is not None and (self.ids != "integer" or int(self.ids_max) < LARGEST_ID):
            message = (
                f"ids_max {self.ids_max!r} with ids {self.ids!r}; it is for integer ids, and at least {LARGEST_ID}"
            )
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

    @property
    def largest_id(self) -> int:
        """The largest replica id, where ids are integers."""
        return LARGEST_ID if self.ids_max is None else int(self.ids_max)


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """The name of a target, and its claims."""

    name: str
    kinds: dict[Kind, Options]
    protocol: int = PROTOCOL
    version: str = ""
    language: str = ""
    homepage: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One kind, with the options and the faults that a target claims for it.

    >>> hello = Hello(name="acme", kinds={Kind.G_COUNTER: Options()}, faults=(Fault.CRASH,))
    >>> [(claim.kind, claim.faults) for claim in Claim.all_of(hello)]
    [(<Kind.G_COUNTER: 'g-counter'>, (<Fault.CRASH: 'crash'>,))]
    """

    kind: Kind
    options: Options
    faults: tuple[Fault, ...] = ()

    @staticmethod
    def of(hello: Hello, kind: Kind) -> Claim:
        """Return what ``hello`` claims for a kind.

        Raises:
            KeyError: the target does not claim this kind.

        """
        return Claim(kind, hello.kinds[kind], hello.faults)

    @staticmethod
    def all_of(hello: Hello) -> Iterator[Claim]:
        """Yield one claim for each kind of ``hello``, in its order."""
        return (Claim.of(hello, kind) for kind in hello.kinds)


def amount(number: Any) -> Any:  # noqa: ANN401 — amounts of any type reach a target unchanged
    """Return a whole number as it travels: as a string if a reader might round it.

    >>> amount(7), amount(2**53), amount(0.5)
    (7, '9007199254740992', 0.5)
    """
    return str(number) if isinstance(number, int) and abs(number) > LARGEST_EXACT else number
