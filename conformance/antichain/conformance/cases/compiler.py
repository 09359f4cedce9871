"""The compiler of histories: the requests that play a history, each with the check of its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.checks.after_faults import OUTCOME, After, AfterFault, HeldBySite
from antichain.conformance.cases.checks.base import ENTRIES, Check, Refusal, refused
from antichain.conformance.cases.fault_rules import FaultRules
from antichain.conformance.cases.script import UNWRITTEN, ScriptBuilder
from antichain.conformance.cases.variant import illegal_update
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Fault

if TYPE_CHECKING:
    from antichain.conformance.cases.variant import Variant
    from antichain.conformance.oracle.execution import Execution

__all__ = ["Compiler"]


_VERBS = {
    Fault.CRASH: requests.Crash,
    Fault.WIPE: requests.Wipe,
    Fault.RETIRE: requests.Retire,
    Fault.JOIN: requests.Join,
}
_ENTRIES = Check(expected=ENTRIES)
_TAKEN = Check(expected=None, covers=("ANS-OK",))
_SELF = Check(expected=None, covers=("MSG-SELF", "ANS-OK"))


class Compiler:
    """The common part of the compilers for clocks and for counters: names of events, and states that travel."""

    def __init__(self, execution: Execution, claim: Claim, variant: Variant) -> None:
        """Prepare to play a history of at least one event in a variant."""
        self.execution = execution
        self.claim = claim
        self.kind = claim.kind
        self.options = claim.options
        self.variant = variant
        self.names = dict(zip(execution.replicas, variant.names, strict=True))
        entrants = execution.entrants
        self.opened = [replica for replica in execution.replicas if replica not in entrants]
        self.builder = ScriptBuilder(claim, [self.names[replica] for replica in self.opened])
        self.needed = {event.of for event in execution.events if event.of is not None}
        self.last = len(execution.events)
        self.fault_rules = FaultRules(execution, claim.kind)
        self.restored: dict[int, dict[str, None]] = {}
        for step in execution.events:
            if isinstance(step, FaultStep) and step.fault is Fault.RESTORE:
                self.restored.setdefault(step.back, {})[step.replica] = None
        self._as_bytes: set[int] = set()

    def name(self, e: int) -> str:
        """Return the name, in this variant, of the replica of event ``e``."""
        return self.names[self.execution.events[e - 1].replica]

    def prepare(self, e: int) -> None:
        """Read the entries of the replica that is about to make event ``e``, if the variant says so."""
        step = self.execution.events[e - 1]
        if self.variant.inspected and not isinstance(step, FaultStep):
            self.builder.request(requests.Entries(self.name(e)), self.plainly(e, _ENTRIES))

    def refuse(self, e: int, evidence: int = 0) -> bool:
        """Ask for an update that must be refused, right after event ``e``, if the variant says so.

        Return whether this was done; then ``evidence`` reads of the replica must follow.
        """
        illegal = illegal_update(self.claim, fraction=self.variant.fraction)
        if e not in self.variant.refusals or illegal is None or self.fault_rules.at(e):
            return False
        amount, rule = illegal
        codes = ("negative",) if rule == "CNT-NEGATIVE" else ("not-an-integer",)
        check = Refusal(expected=refused(*codes), rule=rule, request=f"increment by {amount}", evidence=evidence)
        self.builder.request(requests.Increment(self.name(e), amount), check)
        return True

    def receive(self, e: int, of: int) -> None:
        """Receive the state of an earlier event."""
        own = self.execution.events[of - 1].replica == self.execution.events[e - 1].replica
        self.builder.request(
            requests.Receive(self.name(e), self._travelling(of)), self.plainly(e, _SELF if own else _TAKEN)
        )

    def send(self, e: int) -> None:
        """Export the state that event ``e`` left, through bytes if the variant says so and a replica receives it."""
        verb = requests.Stamp if self.variant.stamped else requests.Send
        fits = self._fits_bytes(e)
        check = self.builder.written if fits else self.builder.exported
        self.builder.request(verb(self.name(e), f"m{e}"), self.plainly(e, check))
        if self.variant.recoded and e in self.needed and fits:
            self._as_bytes.add(e)
            self.builder.request(requests.Recode(f"m{e}", self._travelling(e)))

    def _travelling(self, e: int) -> str:
        return f"recoded{e}" if e in self._as_bytes else f"m{e}"

    def _fits_bytes(self, e: int) -> bool:
        """Return whether the wire format holds the counts of the state that event ``e`` left."""
        most = self.options.largest_written
        return most is None or self.largest_count(e) <= most

    def largest_count(self, e: int) -> int:
        """Return the largest count in the state that event ``e`` left."""
        raise NotImplementedError

    def largest_sum(self, mask: int) -> int:
        """Return the largest sum of the amounts, without signs, that one replica made in a set of events."""
        sums: dict[str, int] = {}
        for e, (event, by) in enumerate(zip(self.execution.events, self.variant.amounts, strict=False)):
            if mask >> e & 1:
                sums[event.replica] = sums.get(event.replica, 0) + abs(by)
        return max(sums.values(), default=0)

    def plainly(self, e: int, check: Check) -> Check:
        """Return the check of a step without a result; after a fault step, it covers the rule about that fault."""
        rule = self.fault_rules.at(e)
        if not rule or check is UNWRITTEN:
            return check
        if begun := self.fault_rules.begins(e):
            return AfterFault(expected=check.expected, rule=rule, kept=begun)
        return After(expected=check.expected, rule=rule)

    def inside_is_open(self, e: int) -> bool:
        """Return whether entries can be judged at step ``e``; not if the target forgets retired replicas."""
        return not self.fault_rules.forgotten(e)

    def inside(self, expected: dict[str, Any], e: int, plainly: Check, past: int) -> Check:
        """Return the check of entries at step ``e`` that hold ``past``: after a fault step, by site."""
        rule = self.fault_rules.at(e)
        if not rule:
            return plainly
        return HeldBySite(
            expected=expected,
            covers=(rule,)
            if self.fault_rules.speaks(e, reader=self.execution.events[e - 1].replica, past=past)
            else (),
            rule=rule,
            reason=self.fault_rules.reason(e, past),
            excess=self.fault_rules.reason(e, 0),
            names=frozenset(self.names.values()),
            renewed=frozenset(self.names[replica] for replica in self.fault_rules.renewed(e)),
        )

    def apply_fault(self, e: int, fault_step: FaultStep) -> int:
        """Emit the fault step, and return the place of its request."""
        replica, subject = self.names[fault_step.replica], self.names[fault_step.subject]
        begins = self.fault_rules.rule(e)
        rule = begins or "ANS-OK"
        refusable = begins and fault_step.renews and fault_step.fault is not Fault.WIPE
        check = AfterFault(rule=rule, kept=rule) if refusable else After(expected=None, rule=rule)
        match fault_step.fault:
            case Fault.CRASH if fault_step.during:
                by = self.variant.amounts[e - 1]
                during = requests.During("increment" if by > 0 else "decrement", abs(by))
                outcome: Check = After(expected=OUTCOME, rule=rule)
                if begun := self.fault_rules.begins(e):
                    outcome = AfterFault(expected=OUTCOME, rule=rule, kept=begun)
                return self.builder.request(requests.Crash(replica, during), outcome)
            case Fault.RESTORE:
                backup = self._backup(fault_step.back, fault_step.replica)
                return self.builder.request(requests.Restore(replica, backup), check)
            case Fault.CLONE:
                return self.builder.request(requests.Clone(replica, subject), check)
        return self.builder.request(_VERBS[fault_step.fault](replica), check)

    def back_up(self, e: int) -> None:
        """Take the backups of the states right after step ``e``, or at the start, that later steps restore."""
        for replica in self.restored.get(e, ()):
            self.builder.request(requests.Snapshot(self.names[replica], self._backup(e, replica)))

    def _backup(self, e: int, replica: str) -> str:
        return f"s{e}" if e else f"s0 {self.names[replica]}"
