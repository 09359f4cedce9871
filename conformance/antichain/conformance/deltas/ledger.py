"""What a delta carries, and so what whoever took it in must hold and may hold.

A delta carries at least the sender's own updates since its last delta, at most the sender's whole past. So a replica
*must* hold its own updates and what the deltas that it took in carry at least; it *may* hold its causal past, as if
states had travelled in full. Where the two are the same set, it is exactly known what the replica holds.

After a gap, that is when a delta of a sender arrives before an earlier one, who takes deltas ``any-order`` must hold
what arrived. Who takes them ``in-order`` may leave out, or hold back, what comes after the gap: it must hold each
sender's deltas up to the gap only. But it has not *seen* the missing delta, so it still takes that one in when it
comes, and those after it when they come again in their order, as from a sender that goes back to what was not
acknowledged. Who takes the largest number for all before it breaks this, and loses an update for ever. A full state
carries what its sender held; it fills no gap in the numbers, since nothing says that it knows of them.

Sets of events are bit masks, as in the oracle.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

__all__ = ["Ledger", "Reader"]


@dataclass(frozen=True, slots=True)
class _Message:
    """Something that travels: ``number`` counts a sender's deltas from 1, and is 0 for a full state.

    ``crossed`` are the updates that were already made, and in no delta yet, when the sender took in others' states.
    """

    sender: str
    key: int
    number: int
    must: int
    may: int
    crossed: int = 0


@dataclass(slots=True)
class Reader:
    """What is known of one replica: its ``own`` events, and what it holds at least and at most.

    ``pending`` are its own updates that no delta has carried yet, ``waiting`` those of them that were there when it
    took in others' states, ``crossed`` what others' deltas brought it of that sort. ``fed`` means that a delta brought
    it something, ``gapped`` that one arrived before an earlier one, ``healed`` that it took in a full state.
    """

    own: int = 0
    must: int = 0
    may: int = 0
    pending: int = 0
    waiting: int = 0
    crossed: int = 0
    sent: list[_Message] = field(default_factory=list)
    taken: dict[str, set[int]] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)
    fed: bool = False
    gapped: bool = False
    healed: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is known exactly what the replica holds."""
        return self.must == self.may

    def rules(self, *, stale: bool) -> tuple[str, ...]:
        """Return the rules that a look at this replica really tests, that of its last event's staleness first."""
        tests = {
            "DLT-AGAIN": stale and self.fed,
            "DLT-OWN": self.crossed,
            "DLT-GAP": self.gapped,
            "DLT-EQUIV": self.exact and self.fed and not self.gapped and not self.healed,
        }
        return tuple(rule for rule, effective in tests.items() if effective)


class Ledger:
    """What each replica must and may hold, step by step.

    >>> ledger = Ledger(ordered=False)
    >>> for bit, key in ((1, 1), (2, 2)):
    ...     ledger.happen("A", bit)
    ...     ledger.delta("A", key)
    >>> ledger.receive("B", 2)
    False
    >>> ledger["B"].must, ledger["B"].may
    (2, 3)
    """

    def __init__(self, *, ordered: bool) -> None:
        """Begin with replicas that know nothing; ``ordered`` means that deltas are taken in their order."""
        self._ordered = ordered
        self._readers: defaultdict[str, Reader] = defaultdict(Reader)
        self._messages: dict[int, _Message] = {}

    def __getitem__(self, replica: str) -> Reader:
        """Return what is known of a replica."""
        return self._readers[replica]

    def happen(self, replica: str, bit: int) -> None:
        """Let a replica make an event of its own."""
        mine = self[replica]
        mine.own |= bit
        mine.must |= bit
        mine.may |= bit
        mine.pending |= bit

    def delta(self, replica: str, key: int) -> None:
        """Let a replica export what is new since its last delta."""
        mine = self[replica]
        message = _Message(replica, key, len(mine.sent) + 1, mine.pending, mine.may, mine.waiting)
        mine.sent.append(message)
        mine.pending = mine.waiting = 0
        self._messages[key] = message

    def full(self, replica: str, key: int) -> None:
        """Let a replica export its state; what the next delta holds stays as it is."""
        mine = self[replica]
        self._messages[key] = _Message(replica, key, 0, mine.must, mine.may)

    def receive(self, replica: str, key: int) -> bool:
        """Let a replica take a message in, and return whether it is a delta that it surely holds all of already."""
        mine, message = self[replica], self._messages[key]
        own = message.sender == replica
        taken = mine.taken.setdefault(message.sender, set())
        stale = own or message.number in taken or key <= mine.whole.get(message.sender, 0)
        mine.heard[message.sender] = max(key, mine.heard.get(message.sender, 0))
        mine.may |= message.may
        if not own:
            mine.waiting |= mine.pending
            mine.healed |= not message.number
        if not message.number:
            mine.must |= message.must
            mine.whole[message.sender] = max(key, mine.whole.get(message.sender, 0))
            return False
        earlier = self[message.sender].sent[: message.number - 1]
        if not own:
            mine.gapped |= any(old.number not in taken and old.must & ~mine.must for old in earlier)
        if own or not self._ordered or len(taken) >= message.number - 1:
            taken.add(message.number)
            mine.must |= message.must
            if not own:
                mine.crossed |= message.crossed
                mine.fed |= bool(message.must)
        return stale

    def missing(self, reader: str, senders: tuple[str, ...], channel: str) -> list[int]:
        """Return the deltas that a reader lacks and the channel can still bring: late ones first, if it may."""
        found: list[int] = []
        for sender in senders:
            taken, heard = self[reader].taken.get(sender, set()), self[reader].heard.get(sender, 0)
            lacking = [
                message.key
                for message in (self[sender].sent if sender != reader else ())
                if message.number not in taken
                and (channel == "any" or message.key > heard or (channel == "fifo" and message.key == heard))
            ]
            found += lacking if self._ordered or channel != "any" else reversed(lacking)
        return found
