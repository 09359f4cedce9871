"""Random histories by Hypothesis, also usable on its own in anybody's test suite.

    TestMyCounter = state_machine(make_my_target, Kind.G_COUNTER).TestCase

The machine only writes the history; it is played and judged as a whole when the machine is done. So a target in another
process answers in one go, and what Hypothesis shrinks is the history itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from antichain.conformance.case import play
from antichain.conformance.connection import InProcess
from antichain.conformance.deltas import Regime, regime, suits
from antichain.conformance.finding import Finding
from antichain.conformance.mishap import Mishap, obstacle
from antichain.conformance.names import hostile, plain
from antichain.conformance.oracle import Truth
from antichain.conformance.playing import Setting, playable
from antichain.conformance.protocol import Fault, Hello, Kind, Options
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.case import Case

__all__ = ["HistoryMachine", "state_machine"]

_MOST_REPLICAS = 12
_MOST_MISHAPS = 6
_UNLUCKY = 2
"""Mishaps befall so few replicas, so that several befall the same."""
_POWERS = 30
"""Amounts are distinct powers of two up to this one, so that a wrong total tells which update is wrong."""


class HistoryMachine(RuleBasedStateMachine):
    """Writes one history; subclasses say for which kind, with which claims, and who plays it."""

    kind: ClassVar[Kind]
    options: ClassVar[Options]
    faults: ClassVar[tuple[Fault, ...]] = ()

    def __init__(self) -> None:
        """Begin with no events."""
        super().__init__()
        self.events: list[Event | Mishap] = []
        self.amounts: list[int] = []
        self.truth = Truth()
        self.entered: list[str] = []

    def done(self, case: Case) -> None:
        """Play the history; subclasses raise where it fails."""
        raise NotImplementedError

    @initialize(data=st.data())
    def choose(self, data: st.DataObject) -> None:
        """Choose how many replicas there are, what they are called, how the history is played, and the first update.

        Hypothesis leaves out some of the rules in each history: without updates nothing else could happen.
        """
        most = min(_MOST_REPLICAS, self.options.replicas or _MOST_REPLICAS)
        # Where there are few, what one does reaches the others soon.
        count = data.draw(st.one_of(st.integers(min(2, most), min(3, most)), st.integers(min(2, most), most)))
        names = plain(self.options, count)
        if data.draw(st.booleans(), label="hostile names"):
            group = data.draw(st.sampled_from(hostile(self.options)), label="names")
            # Plain names that also stand in the group would no longer be distinct.
            names = (*group[: len(names)], *(name for name in names[3:] if name not in group))
        self.names = names
        self.watched = data.draw(st.booleans(), label="read after each event")
        self.recoded = self.options.wire and data.draw(st.booleans(), label="through bytes")
        how = st.sampled_from([None, *Regime]) if self.options.delta else st.none()
        self.regime = data.draw(how, label="deltas")
        self.update(data.draw(st.integers(0, _MOST_REPLICAS - 1)), added=data.draw(st.booleans()))

    @rule(replica=st.integers(0, _MOST_REPLICAS - 1), added=st.booleans())
    def update(self, replica: int, added: bool) -> None:  # noqa: FBT001 — drawn by Hypothesis
        """Let a replica make an update."""
        self._update(self._name(replica), added=added)

    def _update(self, name: str, *, added: bool) -> None:
        made = sum(event.is_update for event in self.events)
        limit = self.options.limit
        bounded = limit is not None and limit < 1 << (_POWERS + 1)
        amount = 1 if bounded or made >= _POWERS else 1 << made
        if limit is not None and sum(map(abs, self.amounts)) + amount > limit:
            return
        self._happen(Event(name), -amount if self.kind is Kind.PN_COUNTER and not added else amount)

    @rule(replica=st.integers(0, _MOST_REPLICAS - 1), back=st.integers(0, 60))
    def receive(self, replica: int, back: int) -> None:
        """Let a replica take in what one of the latest states was, or an old one."""
        self._receive(self._name(replica), back)

    def _receive(self, name: str, back: int) -> None:
        only_updates = self.kind is Kind.VECTOR_CLOCK
        candidates = [e for e, step in enumerate(self.events, 1) if _left_a_state(step, only_updates=only_updates)]
        if candidates:
            self._happen(Event(name, of=candidates[-1 - back % len(candidates)]), 0)

    @precondition(lambda self: bool(self.faults) and sum(isinstance(e, Mishap) for e in self.events) < _MOST_MISHAPS)
    @rule(
        replica=st.integers(0, 5),
        choice=st.integers(0, 60),
        back=st.integers(0, 60),
        other=st.integers(0, _MOST_REPLICAS - 1),
        hears=st.booleans(),
    )
    def befall(self, replica: int, choice: int, back: int, other: int, hears: bool) -> None:  # noqa: FBT001 — likewise
        """Let one of the faults that are offered befall a replica; who comes up goes on, and somebody hears of it."""
        before = len(self.events)
        unlucky = (*self._there()[:_UNLUCKY], *self.entered)
        self._befall(unlucky[replica % len(unlucky)], choice, back)
        if len(self.events) == before or not isinstance(mishap := self.events[-1], Mishap):
            return
        if hears:
            self._receive(mishap.subject, back)
        self._update(mishap.subject, added=True)
        if self.events[-1] == Event(mishap.subject):
            self._happen(Event(self._name(other), of=len(self.events)), 0)

    def _befall(self, name: str, choice: int, back: int) -> None:
        more = {Fault.CRASH: not self.kind.is_clock, Fault.RETIRE: Fault.JOIN in self.faults}
        offered = [(fault, further) for fault in self.faults for further in (False, True)[: 1 + more.get(fault, False)]]
        fault, further = offered[choice % len(offered)]
        match fault:
            case Fault.CRASH if further:
                self._happen(Mishap(name, fault, during=True), 1)
            case Fault.CRASH | Fault.WIPE:
                self._happen(Mishap(name, fault), 0)
            case Fault.RESTORE:
                own = [e for e, step in enumerate(self.events, 1) if step.replica == name]
                self._happen(Mishap(name, fault, back=[0, *own][back % (len(own) + 1)]), 0)
            case Fault.CLONE if self._more:
                self._happen(Mishap(name, fault, as_=self._fresh()), 0)
            case Fault.JOIN:
                gone = sorted(self.truth.gone)
                if gone or self._more:
                    self._happen(Mishap(gone[back % len(gone)] if gone else self._fresh(), fault), 0)
            case Fault.RETIRE:
                self._retire(name, again=further)

    def _retire(self, name: str, *, again: bool) -> None:
        """Let a replica leave, after it has told everybody all that it knows, and perhaps enter again at once."""
        self._happen(Event(name), 1)
        last = len(self.events)
        if self.events and self.events[-1] == Event(name):
            for other in self._there():
                if other != name:
                    self._happen(Event(other, of=last), 0)
            self._happen(Mishap(name, Fault.RETIRE), 0)
            if again:
                self._happen(Mishap(name, Fault.JOIN), 0)

    def _there(self) -> tuple[str, ...]:
        """Return everybody: those who were there from the start, and those who entered."""
        return tuple(dict.fromkeys((*plain(self.options, len(self.names)), *self.entered)))

    @property
    def _more(self) -> bool:
        return self.options.replicas is None or len(self._there()) < self.options.replicas

    def _fresh(self) -> str:
        """Return a name for somebody who enters."""
        there = {*self._there(), *self.names}
        name = next(name for name in plain(self.options, len(there) + 1) if name not in there)
        self.entered.append(name)
        return name

    def _name(self, replica: int) -> str:
        there = self._there()
        return there[replica % len(there)]

    def _happen(self, step: Event | Mishap, amount: int) -> None:
        """Add a step, if it can come next: on a channel that keeps order, or after somebody has left, not all can."""
        if obstacle(self.truth, step):
            return
        if self.options.channel != "any" and not playable(self.truth.extend(step), self.kind, self.options):
            return
        self.truth = self.truth.onward(step)
        self.events.append(step)
        self.amounts.append(amount)

    def teardown(self) -> None:
        """Play the history as a whole."""
        if self.events:
            called = dict(zip(plain(self.options, len(self.names)), self.names, strict=True))
            names = tuple(called.get(replica, replica) for replica in self.truth.replicas)
            amounts = tuple(self.amounts) if not self.kind.is_clock else (1,) * len(self.events)
            by_delta = self.regime if not self.truth.mishaps else None
            delta = regime(self.truth, self.kind, by_delta) if by_delta else ()
            if not suits(self.truth, delta, self.options):
                delta = ()
            setting = Setting(names, amounts, recoded=self.recoded, watched=self.watched, delta=delta)
            self.done(play(self.truth, self.kind, self.options, setting, "random history"))


def _left_a_state(step: Event | Mishap, *, only_updates: bool) -> bool:
    """Return whether a step left a state that can be received."""
    return step.is_update or (isinstance(step, Event) and not only_updates)


def state_machine(factory: Callable[[], Any], kind: Kind) -> type[HistoryMachine]:
    """Return a state machine that holds what ``factory`` makes against the model; its ``TestCase`` is a unittest.

    >>> from antichain.conformance.targets.reference import target
    >>> state_machine(target, Kind.G_COUNTER).__name__
    'GCounterMachine'

    Raises:
        ValueError: the target does not offer the kind.

    """
    hello = InProcess(factory).hello()
    if not isinstance(hello, Hello) or kind not in hello.kinds:
        message = f"kind {kind.value!r} is not among what the target offers: {hello}"
        raise ValueError(message)

    def done(self: HistoryMachine, case: Case) -> None:
        del self
        answers = InProcess(factory).play(case.script.requests)
        if verdict := case.script.judge(answers):
            finding = Finding(case, verdict, "random", tuple(answers))
            story = "\n".join(f"  {step.number}. {step.replica} {step.action}" for step in finding.steps())
            message = f"{', '.join(finding.rules)} broken:\n{story}\nbecause {finding.because}"
            raise AssertionError(message)

    name = "".join(word.capitalize() for word in kind.value.split("-")) + "Machine"
    claims = {"kind": kind, "options": hello.kinds[kind], "faults": hello.faults}
    return type(name, (HistoryMachine,), {**claims, "done": done})
