"""The compiler of histories whose states travel as deltas.

After the history comes a conclusion: every replica sends its pending delta, and every replica, also one without events,
receives each delta that it lacks. The conclusion sends no full state, since a full state would restore lost updates.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from antichain.conformance.cases.checks.after_faults import AfterFault
from antichain.conformance.cases.checks.base import Check
from antichain.conformance.cases.compiler import Compiler
from antichain.conformance.cases.deltas.bounds import Ledger, Reader
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import letters, plain
from antichain.conformance.oracle.cross_check import HarnessDefect
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Fault, Kind
from antichain.model.causality import Event

if TYPE_CHECKING:
    from antichain.conformance.cases.script import Script
    from antichain.conformance.cases.variant import Variant

__all__ = ["PlayingDeltas"]

_SHORT = 8
"""After longer histories, a reader is read once it has received everything."""
_TAKEN = Check(expected=None, covers=("ANS-OK",))


class PlayingDeltas(Compiler):
    """The common part of the compilers of deltas for clocks and for counters; subclasses emit the reads.

    Replicas have their names on the wire. A message is named by the number of its event; the conclusion uses higher
    numbers.
    """

    def __init__(self, execution: Execution, claim: Claim, variant: Variant) -> None:
        """Prepare to play a history of at least one event in a variant that names the events that send deltas."""
        super().__init__(execution, claim, variant)
        self.ledger = Ledger(ordered=claim.options.delta == "in-order", covers=claim.options.covers)
        self.ticks = claim.kind is Kind.VECTOR_CLOCK
        self.keys = self.last
        self._events = list(execution.events)
        self._left_by = {e: e for e in range(1, self.last + 1)}
        self._called = {name: known for known, name in self.names.items()}
        self.needed_whole = {execution.events[e - 1].of for e in variant.whole}
        self._kept: dict[tuple[int, str], Reader] = {}
        self._recoded: set[str] = set()
        self._entering = {self.names[replica] for replica in execution.entrants}
        self.replicas = variant.names
        leaves = any(isinstance(s, FaultStep) and s.fault is Fault.RETIRE for s in execution.events)
        self._left: set[str] = set()
        # A replica that only reads at the end would have to receive the final state of one that leaves.
        if not leaves and (claim.options.replicas is None or len(variant.names) < claim.options.replicas):
            spare = next(name for name in plain(claim.options, len(variant.names) + 1) if name not in variant.names)
            self.replicas = (*variant.names, spare)
            self._called[spare] = next(name for name in letters(len(self.names) + 1) if name not in self.names)
            opened = tuple(self.names[replica] for replica in self.opened)
            self.builder = ScriptBuilder(claim, (*opened, spare))

    def write(self, *, conclude: bool = True) -> Script:
        """Return the script, with the conclusion or without."""
        self.back_up(0)
        self._keep(0)
        stale = False
        for e, event in enumerate(self.execution.events, 1):
            self.builder.event = e
            self.prepare(e)
            stale = False
            if isinstance(event, FaultStep):
                self._fail(e, event)
            elif event.of is None:
                self.ledger.happen(self.name(e), 1 << (e - 1))
                if not (self.ticks and self._sends(e)):
                    self._update(e)
            else:
                stale = self._take(self.name(e), event.of, e - 1, delta=self._as_delta(e))
            self.refuse(e)
            if self._sends(e):
                self._export(self.name(e), e, delta=self.variant.delta[e - 1])
                if self.variant.delta[e - 1] and e in self.needed_whole:
                    self._export(self.name(e), e, delta=False)
            self._agree(e)
            self.back_up(e)
            self._keep(e)
            if self.variant.watched and self._subject(e) not in self._left:
                self._look(self._subject(e), stale=stale)
        if conclude:
            self._conclude(stale=stale)
        return self.builder.script()

    def _as_delta(self, e: int) -> bool:
        """Return whether the receive ``e`` receives a delta."""
        of = self.execution.events[e - 1].of
        return of is not None and self.variant.delta[of - 1] and e not in self.variant.whole

    def _subject(self, e: int) -> str:
        """Return the name of the replica that runs after step ``e``."""
        step = self.execution.events[e - 1]
        return self.names[step.subject if isinstance(step, FaultStep) else step.replica]

    def _fail(self, e: int, fault_step: FaultStep) -> None:
        """Emit a fault step, and keep the bounds of the replica after it."""
        self.apply_fault(e, fault_step)
        subject = self._subject(e)
        life = f"{subject}\0{e}"  # a name that no replica has
        match fault_step.fault:
            case Fault.CRASH:
                self.ledger.crash(subject)
            case Fault.RETIRE:
                self._left.add(subject)
            case Fault.RESTORE:
                self.ledger.renew(subject, life, self._kept[fault_step.back, subject])
            case Fault.CLONE:
                state = self.ledger[self.names[fault_step.replica]]
                self.ledger.renew(subject, life, state)
            case Fault.JOIN if subject not in self._left and subject in self._entering:
                self._entering.discard(subject)  # its first start is like any other
            case _:
                self._left.discard(subject)
                self.ledger.renew(subject, life, None)

    def _keep(self, e: int) -> None:
        """Keep the bounds of replicas right after step ``e``, if a later step restores them."""
        for replica in self.restored.get(e, ()):
            name = self.names[replica]
            self._kept[e, name] = self.ledger[name].copy()

    def _sends(self, e: int) -> bool:
        able = not self.ticks or self.execution.events[e - 1].is_update
        return able and (self.variant.delta[e - 1] or e in self.needed)

    def _agree(self, e: int) -> None:
        """Compare two results: the updates that a replica may hold are its causal past."""
        at = e if self.execution.is_event(e) else self.execution.predecessors[e - 1]
        ticked = self.execution.pasts[at - 1] | 1 << (at - 1) if at else 0
        past = ticked if self.ticks else self.execution.known[e - 1]
        held = self.ledger[self._subject(e)].may
        if held != past:
            said = f"its past is {past:b} and by deltas it may hold {held:b}"
            message = f"after {list(self.execution.events)[:e]}: {said}"
            raise HarnessDefect(message)

    def _export(self, replica: str, key: int, *, delta: bool, begins: str = "") -> None:
        """Export a state or a delta; ``begins`` is the rule about a fault step, if this is the first event after it."""
        (self.ledger.delta if delta else self.ledger.full)(replica, key)
        message = f"d{key}" if delta else f"m{key}"
        fits = self._is_small(replica)
        exported = self.builder.written if fits else self.builder.exported
        check = self.plainly(self.builder.event, exported)
        if begins and check is not exported:
            check = AfterFault(expected=exported.expected, rule=begins, kept=begins)
        self.builder.request(requests.Send(replica, message, delta=delta), check)
        if self.variant.recoded and fits:
            self._recoded.add(message)
            self.builder.request(requests.Recode(message, f"recoded-{message}"))

    def _is_small(self, replica: str) -> bool:
        """Return whether the wire format holds the counts of all that a replica may hold."""
        most = self.options.largest_written
        return most is None or self.largest_held(self.ledger[replica].may) <= most

    def largest_held(self, mask: int) -> int:
        """Return the largest count of one replica in a set of events."""
        raise NotImplementedError

    def _take(self, replica: str, key: int, place: int, *, delta: bool) -> bool:
        """Receive a message as the event at a place of the history; return whether it surely brings no update."""
        message = f"d{key}" if delta else f"m{key}"
        message = f"recoded-{message}" if message in self._recoded else message
        self.builder.request(requests.Receive(replica, message), self.plainly(self.builder.event, _TAKEN))
        stale = self.ledger.receive(replica, key, delta=delta)
        if self.ticks:
            self.ledger.happen(replica, 1 << place)
        return stale

    def _conclude(self, *, stale: bool) -> None:
        """Send the last deltas, deliver to each replica those that it lacks, and repeat one of them."""
        if not (self.variant.watched or stale or self._subject(self.last) in self._left):
            self._look(self._subject(self.last))  # before any other message arrives
        for replica in (name for name in self.variant.names if name not in self._left):
            if self.variant.watched and not self.ticks and not self.ledger[replica].pending:
                continue  # the case is shorter without empty deltas
            self.keys += 1
            self._left_by[self.keys] = self.execution.current_event[self._known_as(replica)]
            begins = self.fault_rules.unbegun(self._known_as(replica)) if self.ticks else ""
            if self.ticks:
                self.ledger.happen(replica, 1 << self._another(replica))
                self._left_by[self.keys] = len(self._events)
            self._export(replica, self.keys, delta=True, begins=begins)
            if self.ticks and self.variant.watched:
                self._look(replica)
        closely = self.variant.watched and self.last <= _SHORT
        for reader in (name for name in reversed(self.replicas) if name not in self._left):
            for key in self.ledger.missing(reader, self.variant.names, self.options.channel):
                stale = self._take(reader, key, self._another(reader, key), delta=True)
                if closely:
                    self._look(reader, stale=stale)
            if not closely:
                self._look(reader)
            self._look_inside(reader)
        self._repeat()

    def _another(self, replica: str, key: int | None = None) -> int:
        """Begin one more event, which the history does not have, and return its place."""
        self._events.append(Event(self._known_as(replica), None if key is None else self._left_by[key]))
        self.builder.event = len(self._events)
        return len(self._events) - 1

    def _known_as(self, replica: str) -> str:
        """Return the name of a replica in the history."""
        return self._called[replica]

    def in_full(self) -> tuple[Execution, Claim, Variant]:
        """Return the history and its conclusion, with full states instead of deltas."""
        execution = Execution.of(self._events)
        names = {self._known_as(replica): replica for replica in self.replicas}
        amounts = (*self.variant.amounts, *(0 for _ in self._events[self.last :]))
        variant = replace(self.variant, names=tuple(names[r] for r in execution.replicas), amounts=amounts, delta=())
        return execution, self.claim, variant

    def _repeat(self) -> None:
        """Deliver to the first reader a delta that it has already, if the channel allows that."""
        there = [name for name in self.replicas if name not in self._left]
        if not there:
            return
        reader = there.pop()
        senders = [name for name in reversed(self.replicas) if name != reader]
        for sender in senders if self.options.channel != "fifo-once" else ():
            heard = 0 if self.options.channel == "any" else self.ledger.heard(reader, sender)
            had = [key for key in self.ledger.taken(reader, sender) if key >= heard]
            if had:
                key = had[0 if self.options.channel == "any" else -1]
                stale = self._take(reader, key, self._another(reader, key), delta=True)
                self._look(reader, stale=stale)
                return

    def about_fault(self, replica: str) -> tuple[str, tuple[str, ...]]:
        """Return the rule about the latest fault step, and the rules that a right answer of a replica covers."""
        now = self.builder.event
        rule = self.fault_rules.at(now)
        past = self.ledger[replica].must & ((1 << self.last) - 1)
        covered = bool(rule) and self.fault_rules.speaks(now, reader=self._known_as(replica), past=past)
        return rule, (rule,) if covered else ()

    def _update(self, e: int) -> None:
        """Emit event ``e``, an update."""
        raise NotImplementedError

    def _look(self, replica: str, *, stale: bool = False) -> None:
        """Read a replica after its latest event; ``stale`` says that it received no new update."""
        raise NotImplementedError

    def _look_inside(self, replica: str, *, stale: bool = False) -> None:
        """Read the entries of a replica whose bounds are equal."""
        reader = self.ledger[replica]
        rules = reader.rules(stale=stale)
        if self.options.entries and reader.exact and rules:
            self._inside(replica, reader, rules)

    def _inside(self, replica: str, reader: Reader, rules: tuple[str, ...]) -> None:
        raise NotImplementedError
