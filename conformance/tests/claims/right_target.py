"""A right target that honours any given claims, and fails if the harness breaks a promise.

What it claims decides what it offers and how it answers. It also holds the harness to the protocol: names are fresh,
the channel is the one that was declared, amounts stay within the bound where nothing may be refused, and a replica
retires only after every live one has received its final state. A broken promise is an error, and so a failed check.
"""

from __future__ import annotations

import json
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn

from tests.claims.states import State, joined, order

from antichain.conformance.histories.replica_names import legal
from antichain.conformance.protocol.claims import Fault, Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected, Unsupported

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from antichain.conformance.protocol.requests import During

__all__ = ["Manner", "RightTarget", "factory"]

Amount = int | float | str | Fraction


@dataclass(frozen=True)
class Manner:
    """What the protocol leaves open, beside the claims."""

    refuses_zero: bool = False
    """An amount of 0 is refused."""
    overflow_first: bool = False
    """An illegal amount beyond the bound is refused as ``overflow``, where the target refuses anything as that."""
    refuses_identity: bool = False
    """Copies, backups, old names, and updates after a lost disk are refused as ``identity``."""
    whole_deltas: bool = False
    """A delta is the whole state."""
    refuses_sums: bool = False
    """Entries that sum to more than ``max`` are refused as ``overflow`` when they are constructed."""
    counts_zeros: bool = False
    """An update of 0, and an entry from the start, make a difference in the digest."""
    fails_to_write: bool = False
    """A message with counts beyond ``wire_max`` is an error."""
    ignores_own: bool = False
    """A replica ignores its own deltas."""


@dataclass
class Replica:
    """A server: its state, its incarnation, and what it has sent and taken."""

    incarnation: str
    state: State = field(default_factory=State)
    sent: State = field(default_factory=State)
    deltas: int = 0
    taken: dict[str, int] = field(default_factory=dict)
    lost: bool = False
    old: dict[str, int] = field(default_factory=dict)
    """What it held when the clock last moved on, by incarnation."""


class RightTarget:
    """The target; its methods are the verbs of the protocol."""

    def __init__(
        self, kind: Kind, options: Options, faults: Sequence[Fault] = (), manner: Manner | None = None
    ) -> None:
        self.kind = kind
        self.options = options
        self.faults = tuple(faults)
        self.manner = manner or Manner()

    def hello(self) -> Hello:
        return Hello(name="right", kinds={self.kind: self.options}, faults=self.faults)

    # The promises of the harness.

    def promise(self, kept: bool, what: str) -> None:
        if not kept:
            message = f"the harness broke a promise: {what}"
            raise AssertionError(message)

    def offer(self, offered: object) -> None:
        if not offered:
            raise Unsupported

    def named(self, replica: str) -> None:
        self.names.add(replica)
        if self.options.ids in {"non-empty", "pattern"}:
            self.promise(legal(self.options, replica), f"id {replica!r}")
        if self.options.ids == "integer":
            self.promise(
                replica.isascii() and replica.isdigit() and int(replica) <= self.options.largest_id, f"id {replica!r}"
            )
        if self.options.replicas is not None:
            self.promise(len(self.names) <= self.options.replicas, f"{len(self.names)} replicas")

    def keep(self, message: str, state: State) -> None:
        self.promise(message not in self.messages, f"message {message!r} is used twice")
        self.messages[message] = state

    # Histories.

    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self.promise(kind is self.kind and len(set(replicas)) == len(replicas), "open")
        self.names: set[str] = set()
        self.messages: dict[str, State] = {}
        self.snapshots: dict[str, Replica] = {}
        self.replicas: dict[str, Replica] = {}
        self.foreign: set[str] = set()
        self.exports: Counter[str] = Counter()
        self.zeros: Counter[str] = Counter()
        self.heard: dict[tuple[str, str], int] = {}
        self.interrupted = 0
        self.lives = 0
        for replica in replicas:
            self.named(replica)
            born = self.kind.is_clock and self.options.birth == "entry"
            self.replicas[replica] = Replica(replica, State({replica: 0} if born else {}))

    def event(self, replica: str, /) -> None:
        self.offer(self.options.history and self.kind.is_clock)
        self.tick(self.replicas[replica])

    def tick(self, mine: Replica) -> None:
        grown = 1
        if self.options.step == "increasing":
            grown = 1 + sum(mine.state.p.values()) % 3
        elif self.options.limit is not None:
            self.promise(mine.state.p.get(mine.incarnation, 0) < self.options.limit, "a tick beyond the bound")
        self.update(mine, "p", grown)

    def update(self, mine: Replica, part: str, by: Amount) -> None:
        own = self.options.resume or mine.incarnation not in self.foreign
        self.promise(own, "an update of a replica in a constructed message")
        if mine.lost and self.manner.refuses_identity:
            refuse("identity")
        state = deepcopy(mine.state)
        for name, count in mine.old.items():
            if name != mine.incarnation and state.p.get(name) == count:
                del state.p[name]
        mine.old = {}
        slots = getattr(state, part)
        slots[mine.incarnation] = slots.get(mine.incarnation, 0) + by
        self.change(mine, state)

    def change(self, mine: Replica, state: State) -> None:
        """Let a replica hold this state, within the bound."""
        limit = self.options.limit
        if limit is None or self.kind.is_clock:
            pass
        elif self.options.overflow == "reject":
            if max([0, *state.p.values(), *state.n.values(), abs(self.total(state))]) > limit:
                refuse("overflow")
        elif self.options.overflow == "unspecified":
            largest = max([0, *state.p.values(), *state.n.values(), abs(self.total(state))])
            self.promise(largest <= limit, "an update or receive goes beyond a bound beyond which nothing is promised")
        else:
            state.p = {name: min(count, limit) for name, count in state.p.items()}
        mine.state = state

    def increment(self, replica: str, by: Amount, /) -> None:
        self.offer(self.options.history and not self.kind.is_clock)
        if self.options.negative == "opposite" and isinstance(by, int) and by < 0:
            self.count(replica, "n", -by)
        else:
            self.count(replica, "p", by)

    def decrement(self, replica: str, by: Amount, /) -> None:
        self.offer(self.options.history and self.kind is Kind.PN_COUNTER)
        self.count(replica, "n", by)

    def count(self, replica: str, part: str, by: Amount) -> None:
        self.promise(self.options.amounts == "any" or by == 1, f"an amount of {by}")
        limit = self.options.limit
        beyond = self.options.overflow == "reject" and limit is not None and isinstance(by, int) and abs(by) > limit
        if beyond and self.manner.overflow_first:
            refuse("overflow")
        if isinstance(by, float) and self.options.fractions == "accept" and isfinite(by):
            by = Fraction(by)
        if not isinstance(by, int | Fraction):
            refuse("not-an-integer")
        if by < 0 or (by == 0 and self.manner.refuses_zero):
            refuse("negative")
        if by:
            self.update(self.replicas[replica], part, by)
        elif self.manner.counts_zeros:
            self.zeros[replica] += 1

    def total(self, state: State) -> int | Fraction:
        total = sum(state.p.values()) - sum(state.n.values())
        if self.options.overflow == "saturate" and self.options.limit is not None:
            return min(total, self.options.limit)
        return total

    def value(self, replica: str, /) -> int:
        self.offer(self.options.history and not self.kind.is_clock)
        total = self.total(self.replicas[replica].state)
        self.promise(total == int(total), "a total that is a fraction is read")
        return int(total)

    # Messages.

    def exported(self, replica: str, message: str, state: State) -> str | None:
        self.exports[replica] += 1
        state.sender, state.place = replica, self.exports[replica]
        state.life = self.replicas[replica].incarnation
        if self.manner.fails_to_write and not self.is_written(state):
            text = "the counts are larger than the bytes"
            raise OverflowError(text)
        self.keep(message, state)
        return self.encode(state) if self.options.wire and self.is_written(state) else None

    def is_written(self, state: State) -> bool:
        """Return whether the bytes of a state hold its counts."""
        most = self.options.largest_written
        return most is None or max([0, *state.p.values(), *state.n.values()]) <= most

    def encode(self, state: State) -> str:
        slots = [
            {name: [Fraction(count).numerator, Fraction(count).denominator] for name, count in part.items()}
            for part in (state.p, state.n)
        ]
        rest = [state.sender, state.place, state.life, state.number, state.covered]
        return json.dumps([*slots, sorted(state.gone), *rest])

    def decode(self, text: str) -> State:
        p, n, gone, sender, place, life, number, covered = json.loads(text)
        p, n = (
            {name: Fraction(*count) if count[1] > 1 else count[0] for name, count in part.items()} for part in (p, n)
        )
        return State(p, n, frozenset(gone), sender, place, life, number, covered)

    def send(self, replica: str, message: str, /) -> str | None:
        self.offer(self.options.history)
        mine = self.replicas[replica]
        if self.kind is Kind.VECTOR_CLOCK:
            self.tick(mine)
        state = deepcopy(mine.state)
        if self.options.covers:
            state.covered = {**mine.taken, mine.incarnation: mine.deltas}
        return self.exported(replica, message, state)

    def send_delta(self, replica: str, message: str, /) -> str | None:
        self.offer(self.options.history and self.options.delta)
        mine = self.replicas[replica]
        if self.kind is Kind.VECTOR_CLOCK:
            self.tick(mine)
        new = deepcopy(mine.state)
        if not self.manner.whole_deltas:
            new.p = {name: count for name, count in new.p.items() if count > mine.sent.p.get(name, 0)}
            new.n = {name: count for name, count in new.n.items() if count > mine.sent.n.get(name, 0)}
        mine.sent = deepcopy(mine.state)
        mine.deltas += 1
        new.number = mine.deltas
        return self.exported(replica, message, new)

    def stamp(self, replica: str, message: str, /) -> str | None:
        self.offer(self.options.history and self.kind.is_clock)
        return self.exported(replica, message, deepcopy(self.replicas[replica].state))

    def receive(self, replica: str, message: str, /) -> None:
        self.offer(self.options.history)
        mine, theirs = self.replicas[replica], self.messages[message]
        self.hear(replica, theirs)
        if self.options.delta == "in-order" and theirs.number:
            own = self.manner.ignores_own and theirs.life == mine.incarnation
            if own or theirs.number != mine.taken.get(theirs.life, 0) + 1:
                if self.kind is Kind.VECTOR_CLOCK:
                    self.tick(mine)
                return
            self.change(mine, joined(mine.state, theirs))
            mine.taken[theirs.life] = theirs.number
        self.change(mine, joined(mine.state, theirs))
        for life, number in theirs.covered.items():
            mine.taken[life] = max(number, mine.taken.get(life, 0))
        if self.kind is Kind.VECTOR_CLOCK:
            self.tick(mine)

    def hear(self, replica: str, theirs: State) -> None:
        """Hold the harness to the declared channel."""
        if self.options.channel == "any":
            return
        if theirs.sender is None:
            message = "the harness broke a promise: a constructed message on a channel that keeps the order"
            raise AssertionError(message)
        last = self.heard.get((theirs.sender, replica), 0)
        once = self.options.channel == "fifo-once"
        self.promise(theirs.place > last or (theirs.place == last and not once), f"channel {self.options.channel}")
        self.heard[theirs.sender, replica] = theirs.place

    def construct(self, message: str, entries: Mapping[str, Any], /) -> None:
        self.offer(self.options.construct)
        state = State()
        for name, held in entries.items():
            self.promise(legal(self.options, name), f"id {name!r}")
            self.foreign.add(name)
            first = self.options.missing if self.kind.is_clock else 0
            state.p[name], state.n[name] = held if isinstance(held, tuple | list) else (held - first, 0)
        counts = [*state.p.values(), *state.n.values()]
        limit: int | None = self.options.limit
        self.promise(limit is None or max(counts, default=0) <= limit, "a count above max")
        if self.manner.refuses_sums and limit is not None and self.options.overflow == "reject":
            self.sum_within(state, limit)
        self.keep(message, state)

    def sum_within(self, state: State, limit: int) -> None:
        if not self.kind.is_clock and not -limit <= self.total(state) <= limit:
            refuse("overflow")

    def recode(self, message: str, as_: str, /) -> None:
        self.offer(self.options.wire)
        self.promise(self.is_written(self.messages[message]), "bytes of a count above wire_max")
        self.keep(as_, self.decode(self.encode(self.messages[message])))

    def load(self, message: str, text: str, /) -> None:
        self.offer(self.options.wire)
        state = self.decode(text)
        self.foreign |= {*state.p, *state.n}
        self.keep(message, state)

    def reuse(self) -> None:
        self.offer(self.options.reuse)

    # Order.

    def compare(self, left: str, right: str, /) -> str:
        claimed = self.options.compare
        self.offer(claimed != "none" if self.kind.is_clock else claimed == "states")
        born = self.kind.is_clock and self.options.birth == "entry"
        word = order(self.messages[left], self.messages[right], born=born)
        return "unordered" if self.options.compare == "three-way" and word in ("equal", "concurrent") else word

    def merge(self, left: str, right: str, as_: str, /) -> None:
        self.offer(self.options.merge)
        self.keep(as_, joined(self.messages[left], self.messages[right]))

    def advance(self, seconds: int, /) -> None:
        self.offer(self.options.forgets == "age")
        self.promise(seconds > 0, "a clock that moves back")
        for mine in self.replicas.values():
            mine.old = dict(mine.state.p)

    def sort(self, messages: Sequence[str], /) -> Sequence[str]:
        self.offer(self.kind.is_clock and self.options.sort)
        held = {name: {r: n for r, n in self.messages[name].p.items() if n} for name in messages}
        return sorted(messages, key=lambda name: (sum(held[name].values()), sorted(held[name].items())))

    def entries(self, replica: str, /) -> Mapping[str, Any]:
        self.offer(self.options.entries and self.options.history)
        state = self.replicas[replica].state
        if self.kind is Kind.PN_COUNTER:
            return {name: (state.p.get(name, 0), state.n.get(name, 0)) for name in state.p | state.n}
        first = self.options.missing if self.kind.is_clock else 0
        return {name: count + first for name, count in state.p.items()}

    def digest(self, replica: str, /) -> str:
        self.offer(self.options.digest and self.options.history)
        state = self.replicas[replica].state
        zeros = self.manner.counts_zeros
        held = [sorted((name, n) for name, n in part.items() if n or zeros) for part in (state.p, state.n)]
        return repr([held, self.zeros[replica]])

    # Faults. All is durable; a server that may share its incarnation takes a new one.

    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        self.offer(Fault.CRASH in self.faults)
        mine = self.replicas[replica]
        mine.sent = State()
        if during is None:
            return None
        self.interrupted += 1
        self.offer(during.op != "receive" or self.options.interrupts == "all")
        if self.interrupted % 3:
            getattr(self, during.op)(replica, during.message if during.op == "receive" else during.by)
        return "done" if self.interrupted % 3 == 1 else "unknown"

    def renew(self, replica: str, mine: Replica) -> None:
        self.named(replica)
        mine.lost = True
        mine.sent, mine.deltas = State(), 0
        self.lives += 1
        mine.incarnation = f"{replica} life {self.lives}"
        self.replicas[replica] = mine

    def refuse_identity(self) -> None:
        if self.manner.refuses_identity:
            refuse("identity")

    def wipe(self, replica: str, /) -> None:
        self.offer(Fault.WIPE in self.faults)
        self.promise(replica in self.replicas, "a wipe of a replica that is not there")
        self.renew(replica, Replica(replica))

    def snapshot(self, replica: str, snapshot: str, /) -> None:
        self.offer(Fault.RESTORE in self.faults)
        self.snapshots[snapshot] = deepcopy(self.replicas[replica])

    def restore(self, replica: str, snapshot: str, /) -> None:
        self.offer(Fault.RESTORE in self.faults)
        self.refuse_identity()
        self.renew(replica, deepcopy(self.snapshots[snapshot]))

    def clone(self, replica: str, as_: str, /) -> None:
        self.offer(Fault.CLONE in self.faults)
        self.refuse_identity()
        self.promise(as_ not in self.names, "the name of a clone is used")
        self.heard |= {(sender, as_): place for (sender, reader), place in self.heard.items() if reader == replica}
        self.renew(as_, deepcopy(self.replicas[replica]))

    def retire(self, replica: str, /) -> None:
        self.offer(Fault.RETIRE in self.faults)
        left = self.replicas.pop(replica)
        for name, other in self.replicas.items():
            for part in ("p", "n"):
                held = getattr(other.state, part)
                final = {k: v for k, v in getattr(left.state, part).items() if k not in other.state.gone}
                known = all(count <= held.get(k, 0) for k, count in final.items())
                self.promise(known, f"{name} has not received the final state of {replica}")
            if self.options.forgets == "order" and self.kind.is_clock:
                other.state.gone |= {left.incarnation}
                other.state.p.pop(left.incarnation, None)

    def join(self, replica: str, /) -> None:
        self.offer(Fault.JOIN in self.faults)
        self.promise(replica not in self.replicas, "a replica joins that is there")
        if replica in self.names:
            self.refuse_identity()
            self.renew(replica, Replica(replica))
        else:
            self.named(replica)
            self.replicas[replica] = Replica(replica)


def refuse(code: str) -> NoReturn:
    """Refuse by contract."""
    raise Rejected(code)


def factory(kind: Kind, options: Options, faults: Sequence[Fault], manner: Manner) -> Callable[[], RightTarget]:
    """Return a factory of the target."""
    return lambda: RightTarget(kind, options, faults, manner)
