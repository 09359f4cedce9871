"""The adapter of a library of plain values: it keeps the replicas and messages, and calls the library for the rest.

    def target():
        counter = Library(new=lambda r: {}, increment=add, merge=merge, value=lambda s: sum(s.values()), copy=dict)
        return ValueTarget(Hello(name="acme", kinds={Kind.G_COUNTER: Options()}), {Kind.G_COUNTER: counter})

A function that changes a state may return the new one, or change it in place and return None.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from antichain.conformance.protocol.claims import Options
from antichain.conformance.protocol.target import Rejected, Unsupported

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from antichain.conformance.protocol.claims import Hello, Kind

__all__ = ["Library", "ValueTarget"]

_MUTATORS = ("tick", "increment", "decrement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """One kind of value of a library. A function that is None marks that operation as unsupported.

    ``new(replica)`` makes a state; where ``sees_replicas`` is true, it is ``new(replica, replicas)``, with the names of
    all replicas at the start. ``reset()`` is called before each history, for a library with global state, and
    ``advance(seconds)`` advances the clock of a library that forgets by age.

    A message that is still the state of its sender is merged as that state itself, as in ``a.merge(b)`` or
    ``a.merge(a)``, and not as a copy of it; and entries that constructed a state are changed later. A library may be
    documented to keep its arguments: then ``keeps_arguments`` is true, and it gets separate objects.

    ``decode`` takes bytes. With ``reads_buffers`` it takes a bytearray, which is overwritten later, as by a caller that
    receives every message into one buffer. Any target may claim ``reuse``; else only targets in this process are asked
    to change arguments.

    ``tick(state, replica)``, ``increment(state, replica, by)``, ``decrement`` and ``merge(mine, theirs)`` change one;
    ``receive(mine, theirs, replica)`` is needed if a receive is more than a merge; ``compare(x, y)`` answers in the
    words of the protocol; ``copy`` is needed if states change in place.

    Deltas are offered in one of two ways. ``delta(state)`` returns the changes since its last call, and the state
    without changes. Or ``delta_mutators`` says that ``tick``, ``increment`` and ``decrement`` return only their change,
    as in delta-state libraries. Then ``merge`` adds each change to the state, and to the pending delta until that is
    sent; without changes, a new state is sent.
    """

    new: Callable[..., Any]
    merge: Callable[[Any, Any], Any] | None = None
    receive: Callable[[Any, Any, str], Any] | None = None
    tick: Callable[[Any, str], Any] | None = None
    increment: Callable[[Any, str, Any], Any] | None = None
    decrement: Callable[[Any, str, Any], Any] | None = None
    value: Callable[[Any], int] | None = None
    compare: Callable[[Any, Any], str] | None = None
    sort: Callable[[list[Any]], list[Any]] | None = None
    entries: Callable[[Any], Mapping[str, object]] | None = None
    digest: Callable[[Any], str] | None = None
    advance: Callable[[int], object] | None = None
    construct: Callable[[Any], Any] | None = None
    encode: Callable[[Any], bytes] | None = None
    decode: Callable[[bytes], Any] | None = None
    copy: Callable[[Any], Any] = lambda state: state
    send_ticks: bool = False
    delta: Callable[[Any], tuple[Any, Any]] | None = None
    delta_mutators: bool = False
    sees_replicas: bool = False
    keeps_arguments: bool = False
    reads_buffers: bool = False
    reset: Callable[[], object] | None = None


class ValueTarget:
    """A target made of libraries of plain values."""

    def __init__(self, hello: Hello, libraries: Mapping[Kind, Library]) -> None:
        """Offer the kinds of ``hello`` by these libraries."""
        self._hello = hello
        self._libraries = libraries

    def hello(self) -> Hello:
        """Return the hello of the library."""
        return self._hello

    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        """Begin a history: a new state for each replica, and no messages."""
        # Emptied first: if a state cannot be made, no message of an earlier history may remain.
        self._states: dict[str, Any] = {}
        self._messages: dict[str, Any] = {}
        self._unsent: dict[str, Any] = {}
        self._changes: dict[str, int] = {}
        self._exported: dict[str, tuple[str, int, Any]] = {}
        self._given: list[dict[str, object]] = []
        self._buffers: list[bytearray] = []
        self._library = self._libraries[kind]
        self._options = self._hello.kinds.get(kind, Options())
        self._replicas = tuple(replicas)
        if self._library.reset is not None:
            self._library.reset()
        for replica in replicas:
            self._states[replica] = self.initial(replica)

    def event(self, replica: str, /) -> None:
        """Make an event."""
        self._change("tick", replica, self.counted_as(replica))

    def increment(self, replica: str, by: object, /) -> None:
        """Increment a counter."""
        self._change("increment", replica, self.counted_as(replica), by)

    def decrement(self, replica: str, by: object, /) -> None:
        """Decrement a counter."""
        self._change("decrement", replica, self.counted_as(replica), by)

    def value(self, replica: str, /) -> int:
        """Return the value of a counter."""
        total: int = self._function("value")(self._states[replica])
        return total

    def send(self, replica: str, message: str, /) -> str | None:
        """Export the state, after a tick if sending is an event."""
        if self._library.send_ticks:
            self.event(replica)
        return self.stamp(replica, message)

    def send_delta(self, replica: str, message: str, /) -> str | None:
        """Export the changes since the last delta, after a tick if sending is an event."""
        if self._library.send_ticks:
            self.event(replica)
        if self._library.delta_mutators:
            new = self._unsent.pop(replica, None)
            return self._export(message, self.initial(replica) if new is None else new)
        new, self._states[replica] = self._function("delta")(self._states[replica])
        self._is_changed(replica)
        return self._export(message, new)

    def stamp(self, replica: str, message: str, /) -> str | None:
        """Export the clock, without any event."""
        self._exported[message] = replica, self._changes.get(replica, 0), self._states[replica]
        return self._export(message, self._states[replica])

    def _export(self, message: str, held: object) -> str | None:
        self._messages[message] = self._library.copy(held)
        if self._library.encode is None:
            return None
        try:
            data = self._library.encode(self._messages[message])
        except Rejected as refusal:
            if self._options.wire_max is None or refusal.code != "overflow":
                raise
            return None  # beyond the bound of its bytes, a library may refuse
        return base64.b64encode(data).decode()

    def receive(self, replica: str, message: str, /) -> None:
        """Receive a message: by ``receive`` if the library has it, else by ``merge``."""
        if self._library.receive is None:
            self._change("merge", replica, self._argument(message))
        else:
            self._change("receive", replica, self._argument(message), self.counted_as(replica))

    def _argument(self, message: str) -> object:
        """Return what a message holds: the state of its sender itself, if that has not changed since it was sent."""
        held = self._messages[message]
        if self._library.keeps_arguments:
            return self._library.copy(held)
        if message not in self._exported:
            return held
        sender, changes, state = self._exported[message]
        unchanged = self._changes.get(sender, 0) == changes and self._states.get(sender) is state
        return state if unchanged and type(held) is type(state) else held

    def _is_changed(self, replica: str) -> None:
        """Note that the messages of a replica are no longer its state."""
        self._changes[replica] = self._changes.get(replica, 0) + 1

    def compare(self, left: str, right: str, /) -> str:
        """Compare two messages."""
        order: str = self._function("compare")(self._messages[left], self._messages[right])
        return order

    def merge(self, left: str, right: str, as_: str, /) -> None:
        """Join two messages."""
        mine, theirs = self._library.copy(self._messages[left]), self._messages[right]
        if self._library.keeps_arguments:
            theirs = self._library.copy(theirs)
        joined = self._function("merge")(mine, theirs)
        self._messages[as_] = mine if joined is None else joined

    def sort(self, messages: Sequence[str], /) -> list[str]:
        """Sort with the library; the names of equal states keep their given order."""
        left = [(self._library.copy(self._messages[name]), name) for name in messages]
        ordered = self._function("sort")([state for state, _ in left])
        return [left.pop(_place(state, [given for given, _ in left]))[1] for state in ordered]

    def entries(self, replica: str, /) -> Mapping[str, object]:
        """Return the entries of a replica."""
        held: Mapping[str, object] = self._function("entries")(self._states[replica])
        return held

    def digest(self, replica: str, /) -> str:
        """Return the library's digest of a state."""
        text: str = self._function("digest")(self._states[replica])
        return text

    def construct(self, message: str, entries: Mapping[str, object], /) -> None:
        """Make a message with these entries."""
        given = dict(entries)
        self._messages[message] = self._function("construct")(given)
        self._given.append(given)

    def reuse(self) -> None:
        """Change the entries that states were made of, and overwrite the buffers that they were read from.

        Raises:
            Unsupported: the library is documented to keep its arguments.

        """
        if self._library.keeps_arguments:
            name = "reuse"
            raise Unsupported(name)
        for given in self._given:
            given.clear()
        for buffer in self._buffers:
            buffer[:] = bytes(len(buffer))

    def advance(self, seconds: int, /) -> None:
        """Let the clock of the library move on."""
        self._function("advance")(seconds)

    def recode(self, message: str, as_: str, /) -> None:
        """Encode a message and decode it under a new name."""
        self._messages[as_] = self._decoded(self._function("encode")(self._messages[message]))

    def load(self, message: str, text: str, /) -> None:
        """Decode what an earlier export returned."""
        self._messages[message] = self._decoded(base64.b64decode(text))

    def _decoded(self, data: bytes) -> object:
        """Return the message in these bytes, or in a buffer that holds them."""
        decode = self._function("decode")
        if not self._library.reads_buffers:
            return decode(data)
        buffer = bytearray(data)
        message: object = decode(buffer)
        self._buffers.append(buffer)
        return message

    def state(self, message: str, /) -> object:
        """Return the library's own value, so that Python's operators can be checked on it."""
        return self._messages[message]

    def initial(self, replica: str) -> object:
        """Return a new state of a replica."""
        library = self._library
        return library.new(replica, self._replicas) if library.sees_replicas else library.new(replica)

    def counted_as(self, replica: str) -> str:
        """Return the name under which a replica's updates count: its own, until a fault."""
        return replica

    def _function(self, name: str) -> Callable[..., Any]:
        function: Callable[..., Any] | None = getattr(self._library, name)
        if function is None:
            raise Unsupported(name)
        return function

    def _change(self, name: str, replica: str, *arguments: object) -> None:
        self._is_changed(replica)
        changed = self._function(name)(self._states[replica], *arguments)
        if self._library.delta_mutators and name in _MUTATORS:
            self._unsent[replica] = self._merged(self._unsent[replica], changed) if replica in self._unsent else changed
            self._states[replica] = self._merged(self._states[replica], changed)
        elif changed is not None:
            self._states[replica] = changed

    def _merged(self, mine: object, theirs: object) -> object:
        merged = self._function("merge")(mine, theirs)
        return mine if merged is None else merged


def _place(state: object, given: Sequence[object]) -> int:
    """Return the first place of a state: by identity, or by equality if a library returns other objects.

    Raises:
        ValueError: the state is not in the list.

    """
    same = (place for place, other in enumerate(given) if other is state)
    place = next(same, None)
    return given.index(state) if place is None else place
