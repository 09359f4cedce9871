"""Bounds of a replica's updates by deltas: those that it must hold, and those that it may hold.

A delta carries at least the sender's own updates since its last delta, at most the sender's whole past. So a replica
*must* hold its own updates and the least that its received deltas carry; it *may* hold its causal past, as if states
had travelled in full. If the two are the same set, the updates of the replica are exactly known.

A gap exists if a delta of a sender arrives before an earlier one. A target that claims ``any-order`` must hold each
delta that arrived. A target that claims ``in-order`` may skip or delay deltas after the gap: it must hold each sender's
deltas up to the gap only. But it has not *seen* the missing delta. So it must accept that delta later, and the
following ones if they arrive again in order, as from a sender that repeats unacknowledged deltas. A target that
acknowledges all deltas before the latest one violates this, and loses an update. A full state carries all updates of
its sender; it closes no gap in the numbers, since it does not list them, unless ``covers`` says that it does.

Sets of events are bit masks, as in the oracle.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Ledger", "Reader"]


@dataclass(frozen=True, slots=True)
class _Message:
    """A delta or a full state: ``number`` counts a sender's deltas from 1, and is 0 for a full state.

    ``crossed`` are the sender's updates that were in no delta yet when it received another replica's state.
    """

    sender: str
    key: int
    number: int
    must: int
    may: int
    crossed: int = 0
    covers: Mapping[str, int] = field(default_factory=dict)
    """By incarnation, up to which number a full state counts as its deltas."""


@dataclass(slots=True)
class Reader:
    """The bounds of one replica: its ``own`` events, and the updates that it must and may hold.

    ``pending`` are its own updates that no delta has carried yet. ``waiting`` are those of them that were pending when
    it received a state; ``crossed`` are such updates of other replicas, received by deltas. ``repeated`` are the
    updates of deltas that arrived again. ``fed`` means that a delta brought it an update, ``gapped`` that a delta
    arrived before an earlier one, ``healed`` that it received a full state.
    """

    own: int = 0
    must: int = 0
    may: int = 0
    pending: int = 0
    waiting: int = 0
    crossed: int = 0
    repeated: int = 0
    taken: dict[str, set[int]] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)
    fed: bool = False
    gapped: bool = False
    healed: bool = False

    def copy(self) -> Reader:
        """Return a copy of the bounds, which later steps do not change."""
        taken = {sender: set(numbers) for sender, numbers in self.taken.items()}
        return replace(self, taken=taken, whole=dict(self.whole), heard=dict(self.heard))

    @property
    def exact(self) -> bool:
        """Whether the lower and the upper bound are equal."""
        return self.must == self.may

    def rules(self, *, stale: bool) -> tuple[str, ...]:
        """Return the rules that a read of this replica tests; the rule about a stale last event comes first."""
        tests = {
            "DLT-AGAIN": stale and self.fed,
            "DLT-OWN": self.crossed,
            "DLT-GAP": self.gapped,
            "DLT-EQUIV": self.exact and self.fed and not self.gapped and not self.healed,
        }
        return tuple(rule for rule, effective in tests.items() if effective)


class Ledger:
    """What each replica must and may hold, step by step.

    The deltas and full states of one event have the same key. A replica with a new incarnation is a new sender: its
    deltas are numbered from 1 again.

    >>> ledger = Ledger(ordered=False)
    >>> for bit, key in ((1, 1), (2, 2)):
    ...     ledger.happen("A", bit)
    ...     ledger.delta("A", key)
    >>> ledger.receive("B", 2, delta=True)
    False
    >>> ledger["B"].must, ledger["B"].may
    (2, 3)
    """

    def __init__(self, *, ordered: bool, covers: bool = False) -> None:
        """Begin with replicas that know no update; ``ordered`` means that deltas are received in order.

        ``covers`` means that a full state counts as the deltas that its sender has sent and received.
        """
        self._ordered = ordered
        self._covers = covers
        self._readers: defaultdict[str, Reader] = defaultdict(Reader)
        self._messages: dict[tuple[int, bool], _Message] = {}
        self._lives: dict[str, str] = {}
        self._sent: defaultdict[str, list[_Message]] = defaultdict(list)

    def __getitem__(self, replica: str) -> Reader:
        """Return the bounds of a replica."""
        return self._readers[replica]

    def happen(self, replica: str, bit: int) -> None:
        """Apply an event of a replica that is not a receive."""
        mine = self[replica]
        mine.own |= bit
        mine.must |= bit
        mine.may |= bit
        mine.pending |= bit

    def delta(self, replica: str, key: int) -> None:
        """Apply an export of the changes since the last delta of a replica."""
        mine, sent = self[replica], self.sent(replica)
        message = _Message(self._life(replica), key, len(sent) + 1, mine.pending, mine.may, mine.waiting)
        sent.append(message)
        mine.pending = mine.waiting = 0
        self._messages[key, True] = message

    def full(self, replica: str, key: int) -> None:
        """Apply an export of the state of a replica; the next delta does not change."""
        mine = self[replica]
        covered: dict[str, int] = {}
        if self._covers:
            covered = {life: len(numbers) for life, numbers in mine.taken.items()}
            covered[self._life(replica)] = len(self.sent(replica))
        self._messages[key, False] = _Message(self._life(replica), key, 0, mine.must, mine.may, covers=covered)

    def sent(self, replica: str) -> list[_Message]:
        """Return the deltas that a replica has sent in its present incarnation, in order."""
        return self._sent[self._life(replica)]

    def crash(self, replica: str) -> None:
        """Apply a restart of a replica from its disk: later deltas may lack its unsent updates, not its state."""
        mine = self[replica]
        mine.pending = mine.waiting = 0

    def renew(self, replica: str, incarnation: str, state: Reader | None) -> None:
        """Apply a restart of a replica under a new incarnation, with ``state`` or empty."""
        mine = Reader() if state is None else state.copy()
        mine.pending = mine.waiting = 0
        self._readers[replica] = mine
        self._lives[replica] = incarnation

    def receive(self, replica: str, key: int, *, delta: bool) -> bool:
        """Apply a receive, and return whether its message is a delta whose updates the replica surely holds."""
        mine, message = self[replica], self._messages[key, delta]
        own = message.sender == self._life(replica)
        taken = mine.taken.setdefault(message.sender, set())
        # The target may now accept later deltas that it had delayed.
        early = self._ordered and mine.heard.get(message.sender, 0) > key
        stale = own or message.number in taken or (key <= mine.whole.get(message.sender, 0) and not early)
        mine.heard[message.sender] = max(key, mine.heard.get(message.sender, 0))
        mine.may |= message.may
        mine.waiting |= mine.pending
        mine.healed |= not own and not message.number
        if not message.number:
            mine.must |= message.must
            mine.whole[message.sender] = max(key, mine.whole.get(message.sender, 0))
            for life, number in message.covers.items():
                mine.taken.setdefault(life, set()).update(range(1, number + 1))
            return False
        earlier = self._sent[message.sender][: message.number - 1]
        if not own:
            mine.repeated |= message.must if message.number in taken else 0
            mine.gapped |= any(old.number not in taken and old.must & ~mine.must for old in earlier)
        # A target may ignore its own deltas; then a copy of its disk has taken none of them.
        if not own and (not self._ordered or len(taken) >= message.number - 1):
            taken.add(message.number)
            mine.must |= message.must
            mine.crossed |= message.crossed
            mine.fed |= bool(message.must)
        return stale

    def missing(self, reader: str, senders: tuple[str, ...], channel: str) -> list[int]:
        """Return the deltas that a reader lacks and the channel can deliver: late ones first, if the channel may."""
        found: list[int] = []
        for sender in senders:
            life = self._life(sender)
            taken, heard = self[reader].taken.get(life, set()), self[reader].heard.get(life, 0)
            lacking = [
                message.key
                for message in (self.sent(sender) if sender != reader else ())
                if message.number not in taken
                and (channel == "any" or message.key > heard or (channel == "fifo" and message.key == heard))
            ]
            found += lacking if self._ordered or channel != "any" else reversed(lacking)
        return found

    def taken(self, reader: str, sender: str) -> list[int]:
        """Return the keys of the deltas of a sender's present incarnation that a reader has received."""
        numbers = self[reader].taken.get(self._life(sender), set())
        return [message.key for message in self.sent(sender) if message.number in numbers]

    def heard(self, reader: str, sender: str) -> int:
        """Return the key of the latest message of a sender's present incarnation that a reader has received, or 0."""
        return self[reader].heard.get(self._life(sender), 0)

    def _life(self, replica: str) -> str:
        """Return the incarnation under which a replica sends."""
        return self._lives.get(replica, replica)
