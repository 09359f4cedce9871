"""The adapter of a library of plain values: it keeps the replicas and messages, the library does the rest.

    def target():
        counter = Library(new=lambda r: {}, increment=add, merge=merge, value=lambda s: sum(s.values()), copy=dict)
        return Values(Hello(name="acme", kinds={Kind.G_COUNTER: Options()}), {Kind.G_COUNTER: counter})

A function that changes a state may return the new one, or change it in place and return None.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from antichain.conformance.target import NotOffered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from antichain.conformance.protocol import Hello, Kind

__all__ = ["Library", "Values"]

_MUTATORS = ("tick", "increment", "decrement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """One kind of value of a library. What is None is not offered.

    ``new(replica)`` makes a state; ``tick(state, replica)``, ``increment(state, replica, by)``, ``decrement`` and
    ``merge(mine, theirs)`` change one; ``receive(mine, theirs, replica)`` is needed where receiving is more than
    merging; ``compare(x, y)`` answers in the words of the protocol; ``copy`` is needed where states change in place.

    Deltas are offered in one of two ways. ``delta(state)`` answers what is new since it was last asked, together with
    the state in which nothing is new. Or ``delta_mutators`` says that ``tick``, ``increment`` and ``decrement`` answer
    what they change alone, as in delta-state libraries: then changes are merged into the state, and gathered, by
    ``merge`` too, until they are sent; when nothing changed, a new state is.
    """

    new: Callable[[str], Any]
    merge: Callable[[Any, Any], Any] | None = None
    receive: Callable[[Any, Any, str], Any] | None = None
    tick: Callable[[Any, str], Any] | None = None
    increment: Callable[[Any, str, Any], Any] | None = None
    decrement: Callable[[Any, str, Any], Any] | None = None
    value: Callable[[Any], int] | None = None
    compare: Callable[[Any, Any], str] | None = None
    sort: Callable[[list[Any]], list[Any]] | None = None
    entries: Callable[[Any], Mapping[str, object]] | None = None
    construct: Callable[[Any], Any] | None = None
    encode: Callable[[Any], bytes] | None = None
    decode: Callable[[bytes], Any] | None = None
    copy: Callable[[Any], Any] = lambda state: state
    send_ticks: bool = False
    delta: Callable[[Any], tuple[Any, Any]] | None = None
    delta_mutators: bool = False


class Values:
    """A target made of libraries of plain values."""

    def __init__(self, hello: Hello, libraries: Mapping[Kind, Library]) -> None:
        """Offer what ``hello`` says, by these libraries."""
        self._hello = hello
        self._libraries = libraries

    def hello(self) -> Hello:
        """Say who the library is."""
        return self._hello

    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        """Begin a history: a new state for each replica, and no messages."""
        self._library = self._libraries[kind]
        self._states = {replica: self._library.new(replica) for replica in replicas}
        self._messages: dict[str, Any] = {}
        self._unsent: dict[str, Any] = {}

    def event(self, replica: str, /) -> None:
        """Tick."""
        self._change("tick", replica, self.counted_as(replica))

    def increment(self, replica: str, by: object, /) -> None:
        """Add."""
        self._change("increment", replica, self.counted_as(replica), by)

    def decrement(self, replica: str, by: object, /) -> None:
        """Take away."""
        self._change("decrement", replica, self.counted_as(replica), by)

    def value(self, replica: str, /) -> int:
        """Read."""
        total: int = self._function("value")(self._states[replica])
        return total

    def send(self, replica: str, message: str, /) -> str | None:
        """Export, after a tick where sending is an event."""
        if self._library.send_ticks:
            self.event(replica)
        return self.stamp(replica, message)

    def send_delta(self, replica: str, message: str, /) -> str | None:
        """Export what is new since the last delta, after a tick where sending is an event."""
        if self._library.send_ticks:
            self.event(replica)
        if self._library.delta_mutators:
            new = self._unsent.pop(replica, None)
            return self._export(message, self._library.new(replica) if new is None else new)
        new, self._states[replica] = self._function("delta")(self._states[replica])
        return self._export(message, new)

    def stamp(self, replica: str, message: str, /) -> str | None:
        """Export, without any event."""
        return self._export(message, self._states[replica])

    def _export(self, message: str, held: object) -> str | None:
        self._messages[message] = self._library.copy(held)
        if self._library.encode is None:
            return None
        return base64.b64encode(self._library.encode(self._messages[message])).decode()

    def receive(self, replica: str, message: str, /) -> None:
        """Take in: by ``receive`` where the library has it, else by ``merge``."""
        if self._library.receive is None:
            self._change("merge", replica, self._messages[message])
        else:
            self._change("receive", replica, self._messages[message], self.counted_as(replica))

    def compare(self, left: str, right: str, /) -> str:
        """Compare."""
        order: str = self._function("compare")(self._messages[left], self._messages[right])
        return order

    def sort(self, messages: Sequence[str], /) -> list[str]:
        """Sort by the library; states are told apart by identity, since equal ones may stand side by side."""
        copies = [(self._library.copy(self._messages[name]), name) for name in messages]
        ordered = self._function("sort")([state for state, _ in copies])
        names = {id(state): name for state, name in copies}
        return [names[id(state)] for state in ordered]

    def entries(self, replica: str, /) -> Mapping[str, object]:
        """Look inside."""
        held: Mapping[str, object] = self._function("entries")(self._states[replica])
        return held

    def construct(self, message: str, entries: Mapping[str, object], /) -> None:
        """Make a message of entries."""
        self._messages[message] = self._function("construct")(entries)

    def recode(self, message: str, as_: str, /) -> None:
        """Encode and decode."""
        self._messages[as_] = self._function("decode")(self._function("encode")(self._messages[message]))

    def load(self, message: str, text: str, /) -> None:
        """Decode what an earlier export returned."""
        self._messages[message] = self._function("decode")(base64.b64decode(text))

    def state(self, message: str, /) -> object:
        """Return the library's own value, for Python's own operators to be tried on it."""
        return self._messages[message]

    def counted_as(self, replica: str) -> str:
        """Return the name under which a replica's updates count: its own, as long as nothing befalls it."""
        return replica

    def _function(self, name: str) -> Callable[..., Any]:
        function: Callable[..., Any] | None = getattr(self._library, name)
        if function is None:
            raise NotOffered(name)
        return function

    def _change(self, name: str, replica: str, *arguments: object) -> None:
        changed = self._function(name)(self._states[replica], *arguments)
        if self._library.delta_mutators and name in _MUTATORS:
            self._unsent[replica] = self._merged(self._unsent[replica], changed) if replica in self._unsent else changed
            self._states[replica] = self._merged(self._states[replica], changed)
        elif changed is not None:
            self._states[replica] = changed

    def _merged(self, mine: object, theirs: object) -> object:
        merged = self._function("merge")(mine, theirs)
        return mine if merged is None else merged
