"""Claims: the name of a target, and its options for each kind.

A target declares its claims in the answer to ``hello``. Every claim is binding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LARGEST_EXACT", "PROTOCOL", "Claim", "Digits", "Fault", "Hello", "Kind", "Options", "amount"]

PROTOCOL = 1
LARGEST_EXACT = 2**53 - 1
"""The largest whole number that every JSON reader keeps; larger ones travel as strings."""
LARGEST_ID = 2**31 - 1
"""The largest replica id of a target whose ids are integers, if it claims no other."""
_DIGITS = 4
"""The least number of digits that a pattern of ids leaves open."""
_BYTE = 255
"""The least bound of a wire format: what small histories count to."""


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
    """Event, increment, send, receive and stamp are offered; false: an order-only library, judged on `construct` and
    `compare`, and on `merge`, `sort` and `reuse` if it claims them; then a claim about histories is refused
    (`step`, `entries`, `resume`, `digest`, `wire`, `wire_max`, `delta`, `covers`, `forgets`, `birth`, `channel`, and
    `faults` if no kind has histories).
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
    merge: bool = False
    """`merge` is offered: the join of two messages as a third one (clocks; it needs `construct`)."""
    digest: bool = False
    """`digest` is offered: replicas have equal digests exactly if they know the same updates (not for vector clocks);
    an update of 0, and an entry by `birth`, may make a difference or not.
    """
    sort: bool = False
    """`sort` is offered: a total order that the library has for sorting."""
    wire: bool = False
    """Messages are bytes inside: `send` and `stamp` answer `{"bytes":TEXT}` (opaque; base64 where binary);
    `recode` and `load` are offered.
    """
    wire_max: int | str | None = None
    """The largest count that bytes hold, at least 255; what `send` makes of larger ones is not judged, nor what
    follows, and `recode` and `load` of them are not requested.
    """
    reuse: bool = False
    """`reuse` is offered: the caller of the library changes the objects that it passed to it, and no state changes
    (it needs `construct` or `wire`).
    """
    delta: bool | Literal["any-order", "in-order"] = False
    """`send` with `"delta":true` is offered, and which delivery it needs."""
    covers: bool = False
    """A full state counts as all deltas that its sender has sent and received: the next ones continue from there
    (deltas `in-order` only).
    """
    max: int | str | None = None
    """The bound on amounts, slots and the magnitude of the total; on a clock, on each entry."""
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
    forgets: Literal["none", "order", "age"] = "none"
    """`order`: forgetting a replica may make ordered stamps look concurrent. `age`: so may forgetting what is old;
    `advance` is offered (clocks only).
    """
    birth: Literal["nothing", "entry"] = "nothing"
    """`entry`: a replica has an entry from its start, which counts in the order, so two replicas that did nothing are
    concurrent; in `entries` it is 0 or left out, since it holds no event (clocks only; no deltas, not with
    `missing: -1`, and no faults are tried).
    """
    missing: Literal[0, -1] = 0
    """The number that a missing entry stands for: with −1, an entry of 0 is one event (clocks only; not with
    `birth: entry`).
    """
    interrupts: Literal["updates", "all"] = "updates"
    """Which requests a crash may interrupt: updates alone, or receives, too (counters only)."""
    channel: Literal["any", "fifo", "fifo-once"] = "any"
    """The network it needs: any; each sender's messages in order; in order and exactly once."""
    ids: Literal["any", "non-empty", "integer", "pattern"] = "any"
    """Replica ids: any text, any but the empty one, strings of decimal digits below 2^31 (or up to `ids_max`), or what
    `ids_pattern` shows.
    """
    ids_max: int | str | None = None
    """The largest replica id where `ids` is `integer` and ids may be 2^31 or more."""
    ids_pattern: str | None = None
    """The syntax of replica ids where `ids` is `pattern`: a text with at least four `#`, each of which stands for a
    decimal digit.
    """
    replicas: int | None = None
    """The largest number of replicas."""

    def __post_init__(self) -> None:
        """Refuse claims that contradict each other."""
        for message in self._contradictions():
            raise ValueError(message)

    def _contradictions(self) -> Iterator[str]:
        """Yield a sentence for each claim that cannot hold, or not beside another."""
        yield from self._wrong_numbers()
        yield from self._wrong_bounds()
        yield from self._wrong_names()
        if self.delta is True:
            yield 'delta is true; say "any-order" or "in-order"'
        yield from self._wrong_without_histories()
        if self.merge and not (self.construct and self.compare in {"four-way", "three-way"}):
            yield (
                "merge is true; it needs construct, and a compare of clocks, so that a join can be judged;"
                " claim both, or leave merge out"
            )
        if self.resume and not self.construct:
            yield "resume is true; it needs construct, which makes the states to resume from; claim both or neither"
        if self.reuse and not (self.construct or self.wire):
            yield "reuse is true; it needs construct or wire, which pass objects to the library; claim one of them"
        if self.covers and self.delta != "in-order":
            yield f"covers is true with delta {self.delta!r}; it is for deltas 'in-order'; leave covers out"
        if self.birth == "entry" and self.delta:
            yield (
                "birth is 'entry' and delta is claimed; whether a delta carries that entry is not defined;"
                " leave delta out"
            )
        if self.birth == "entry" and self.missing == -1:
            yield (
                "birth is 'entry' and missing is -1; the first says that an entry of 0 is no event, the second that it"
                " is one; leave one of them out"
            )

    def _wrong_without_histories(self) -> Iterator[str]:
        """Yield a sentence for each claim that no case would test, since there are no histories."""
        if self.history:
            return
        if not self.construct:
            yield "history is false and construct is false; then nothing can be asked; offer one of them"
        if self.compare == "none" and not self.sort:
            yield "history is false, compare is 'none' and sort is false; then nothing is judged; offer one of them"
        for name in _OF_HISTORIES:
            if (claimed := getattr(self, name)) != getattr(_DEFAULTS, name):
                cure = ', or write "missing":-1 if an entry of 0 is one event' if name == "birth" else ""
                yield (
                    f"{name} is {_found(claimed)} and history is false; only histories test {name};"
                    f" leave {name} out{cure}"
                )

    def _wrong_numbers(self) -> Iterator[str]:
        """Yield a sentence for each bound that is not a whole number; no other claim can be judged then."""
        for name in ("max", "ids_max", "wire_max"):
            written = getattr(self, name)
            if isinstance(written, str) and not _WHOLE.fullmatch(written):
                yield f"{name} {written!r} is not a whole number; write its digits alone"

    def _wrong_bounds(self) -> Iterator[str]:
        if self.limit is None and self.overflow != "exact":
            yield f'overflow is {self.overflow!r} without max; write "max":N, the largest count, or leave overflow out'
        if self.limit is not None and self.overflow == "exact":
            yield (
                f'max is {self.max!r} without overflow; write what happens beyond it: "overflow":"reject",'
                ' "saturate", or "unspecified" where the library documents no more than the bound'
            )
        if self.limit is not None and self.limit < 1:
            yield f"max {self.max!r} is below 1; a counter that cannot count to 1 counts nothing; write a larger one"
        if self.largest_written is not None and (
            not self.wire or self.step == "increasing" or self.largest_written < _BYTE
        ):
            yield (
                f"wire_max {self.wire_max!r}; it needs wire and step 'one', and at least {_BYTE};"
                " claim these, or leave wire_max out"
            )

    def _wrong_names(self) -> Iterator[str]:
        if self.ids_max is not None and (self.ids != "integer" or int(self.ids_max) < LARGEST_ID):
            yield (
                f"ids_max {self.ids_max!r} with ids {self.ids!r}; it is for integer ids, and at least {LARGEST_ID};"
                " claim these, or leave ids_max out"
            )
        marks = (self.ids_pattern or "").count("#")
        if (self.ids == "pattern") != (self.ids_pattern is not None) or (self.ids == "pattern" and marks < _DIGITS):
            yield (
                f"ids_pattern {self.ids_pattern!r} with ids {self.ids!r}; "
                f"ids 'pattern' needs a text with at least {_DIGITS} '#', and no other ids take one; "
                'write a pair such as "ids":"pattern","ids_pattern":"node-####"'
            )
        if self.replicas is not None and self.replicas < 1:
            yield f"replicas is {self.replicas}; at least 1 replica is needed; write a larger number, or leave it out"

    @property
    def limit(self) -> int | None:
        """The largest number that an amount, a slot or the magnitude of a total may have."""
        return None if self.max is None else int(self.max)

    @property
    def largest_written(self) -> int | None:
        """The largest count that bytes hold, where they have a bound."""
        return None if self.wire_max is None else int(self.wire_max)

    @property
    def takes_texts(self) -> bool:
        """Whether replica ids are texts of any form, apart from the empty one under `ids: non-empty`."""
        return self.ids in {"any", "non-empty"}

    @property
    def largest_id(self) -> int:
        """The largest replica id, where ids are integers."""
        return LARGEST_ID if self.ids_max is None else int(self.ids_max)


_OF_HISTORIES = (
    *("step", "entries", "resume", "digest", "wire", "wire_max", "delta", "covers", "forgets", "birth"),
    "channel",
)
"""The options of clocks that only histories test."""
_DEFAULTS = Options()
_CLOCKS = frozenset({Kind.VECTOR_CLOCK, Kind.VERSION_VECTOR})
_COUNTERS = frozenset({Kind.G_COUNTER, Kind.PN_COUNTER})
_ONLY: dict[tuple[str, object], tuple[frozenset[Kind], str]] = {
    ("history", False): (_CLOCKS, "clocks"),
    ("compare", "three-way"): (_CLOCKS, "clocks"),
    ("compare", "states"): (_COUNTERS, "counters"),
    ("step", "increasing"): (_CLOCKS, "clocks"),
    ("merge", True): (_CLOCKS, "clocks"),
    ("digest", True): (frozenset(Kind) - {Kind.VECTOR_CLOCK}, "version vectors and counters"),
    ("sort", True): (_CLOCKS, "clocks"),
    ("amounts", "one"): (_COUNTERS, "counters"),
    ("overflow", "saturate"): (frozenset(Kind) - {Kind.PN_COUNTER}, "g-counters and clocks"),
    ("negative", "opposite"): (frozenset({Kind.PN_COUNTER}), "pn-counters"),
    ("fractions", "accept"): (_COUNTERS, "counters"),
    ("forgets", "order"): (_CLOCKS, "clocks"),
    ("forgets", "age"): (_CLOCKS, "clocks"),
    ("birth", "entry"): (_CLOCKS, "clocks"),
    ("missing", -1): (_CLOCKS, "clocks"),
    ("interrupts", "all"): (_COUNTERS, "counters"),
}
"""The kinds for which a value of an option has a meaning, also in words; every other value is for all kinds."""


_Word = TypeVar("_Word", Kind, Fault)


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """The name of a target, and its claims.

    Kinds and faults may be given as texts, as in JSON.

    >>> Hello(name="x", kinds={"g-counter": Options()}, faults=("crash",)).faults  # type: ignore[dict-item, arg-type]
    (<Fault.CRASH: 'crash'>,)

    Raises:
        ValueError: a claim has no meaning for its kind, or a kind or a fault is unknown.

    """

    name: str
    kinds: dict[Kind, Options]
    protocol: int = PROTOCOL
    version: str = ""
    language: str = ""
    homepage: str = ""
    faults: tuple[Fault, ...] = ()

    def __post_init__(self) -> None:
        """Refuse claims that have no meaning for their kind or without a fault, since no rule would test them."""
        claimed = {_member(Kind, "kinds", kind): options for kind, options in self.kinds.items()}
        msgspec.structs.force_setattr(self, "kinds", claimed)
        msgspec.structs.force_setattr(self, "faults", tuple(_member(Fault, "faults", fault) for fault in self.faults))
        for kind, options in self.kinds.items():
            for (name, value), (kinds, word) in _ONLY.items():
                if getattr(options, name) == value and kind not in kinds:
                    message = f"{kind.value}: {name} is {_found(value)}; that claim is for {word} only; leave it out"
                    raise ValueError(message)
            if options.interrupts == "all" and Fault.CRASH not in self.faults:
                message = (
                    f"{kind.value}: interrupts is 'all', and faults has no 'crash', so that nothing is interrupted;"
                    ' write "faults":["crash"], or leave interrupts out'
                )
                raise ValueError(message)
        if self.faults and self.kinds and not any(options.history for options in self.kinds.values()):
            message = (
                f"faults has {self.faults[0].value!r}, but no kind has histories, so no fault is tried; leave"
                " faults out"
            )
            raise ValueError(message)


def _member(words: type[_Word], name: str, given: str) -> _Word:
    """Return the member of an enumeration for a text or a member."""
    if given not in list(words):
        message = f"{name} has {given!r}; expected one of {', '.join(words)}"
        raise ValueError(message)
    return words(given)


def _found(claimed: object) -> str:
    """Return a claimed value as a sentence shows it."""
    return "true" if claimed is True else "false" if claimed is False else repr(claimed)


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
