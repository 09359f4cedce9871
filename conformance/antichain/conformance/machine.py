"""Random histories by Hypothesis, also usable on its own in anybody's test suite.

    TestMyCounter = state_machine(make_my_target, Kind.G_COUNTER).TestCase

The machine only writes the history; it is played and judged as a whole when the machine is done. So a target in another
process answers in one go, and what Hypothesis shrinks is the history itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from antichain.conformance.case import play
from antichain.conformance.connection import InProcess
from antichain.conformance.deltas import Regime, regime
from antichain.conformance.finding import Finding
from antichain.conformance.names import hostile, plain
from antichain.conformance.oracle import Truth
from antichain.conformance.playing import Setting, playable
from antichain.conformance.protocol import Hello, Kind, Options
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.case import Case

__all__ = ["HistoryMachine", "state_machine"]

_MOST_REPLICAS = 12
_POWERS = 30
"""Amounts are distinct powers of two up to this one, so that a wrong total tells which update is wrong."""


class HistoryMachine(RuleBasedStateMachine):
    """Writes one history; subclasses say for which kind, with which claims, and who plays it."""

    kind: ClassVar[Kind]
    options: ClassVar[Options]

    def __init__(self) -> None:
        """Begin with no events."""
        super().__init__()
        self.events: list[Event] = []
        self.amounts: list[int] = []

    def done(self, case: Case) -> None:
        """Play the history; subclasses raise where it fails."""
        raise NotImplementedError

    @initialize(data=st.data())
    def choose(self, data: st.DataObject) -> None:
        """Choose how many replicas there are, what they are called, and how the history is played."""
        most = min(_MOST_REPLICAS, self.options.replicas or _MOST_REPLICAS)
        names = plain(self.options, data.draw(st.integers(min(2, most), most), label="replicas"))
        if data.draw(st.booleans(), label="hostile names"):
            group = data.draw(st.sampled_from(hostile(self.options)), label="names")
            # Plain names that also stand in the group would no longer be distinct.
            names = (*group[: len(names)], *(name for name in names[3:] if name not in group))
        self.names = names
        self.watched = data.draw(st.booleans(), label="read after each event")
        self.recoded = self.options.wire and data.draw(st.booleans(), label="through bytes")
        how = st.sampled_from([None, *Regime]) if self.options.delta else st.none()
        self.regime = data.draw(how, label="deltas")

    @rule(replica=st.integers(0, _MOST_REPLICAS - 1), added=st.booleans())
    def update(self, replica: int, added: bool) -> None:  # noqa: FBT001 — drawn by Hypothesis
        """Let a replica make an update."""
        made = sum(event.is_update for event in self.events)
        limit = self.options.limit
        bounded = limit is not None and limit < 1 << (_POWERS + 1)
        amount = 1 if bounded or made >= _POWERS else 1 << made
        if limit is not None and sum(map(abs, self.amounts)) + amount > limit:
            return
        self._happen(Event(self._name(replica)), -amount if self.kind is Kind.PN_COUNTER and not added else amount)

    @rule(replica=st.integers(0, _MOST_REPLICAS - 1), back=st.integers(0, 60))
    def receive(self, replica: int, back: int) -> None:
        """Let a replica take in what one of the latest states was, or an old one."""
        candidates = [
            e for e, event in enumerate(self.events, 1) if self.kind is not Kind.VECTOR_CLOCK or event.is_update
        ]
        if candidates:
            self._happen(Event(self._name(replica), of=candidates[-1 - back % len(candidates)]), 0)

    def _name(self, replica: int) -> str:
        return plain(self.options, len(self.names))[replica % len(self.names)]

    def _happen(self, event: Event, amount: int) -> None:
        if self.options.channel == "any" or playable(Truth.of([*self.events, event]), self.kind, self.options):
            self.events.append(event)
            self.amounts.append(amount)

    def teardown(self) -> None:
        """Play the history as a whole."""
        if self.events:
            truth = Truth.of(self.events)
            called = dict(zip(plain(self.options, len(self.names)), self.names, strict=True))
            names = tuple(called[replica] for replica in truth.replicas)
            amounts = tuple(self.amounts) if not self.kind.is_clock else (1,) * len(self.events)
            delta = regime(truth, self.kind, self.regime) if self.regime else ()
            setting = Setting(names, amounts, recoded=self.recoded, watched=self.watched, delta=delta)
            self.done(play(truth, self.kind, self.options, setting, "random history"))


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
    return type(name, (HistoryMachine,), {"kind": kind, "options": hello.kinds[kind], "done": done})
