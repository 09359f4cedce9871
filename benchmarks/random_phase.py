"""The cost of the random phase, compared with a bare Hypothesis state machine on the same target.

The bare machine is the simplest useful test: it draws an event, makes the calls, keeps a set of known updates for each
replica, and reads. It has no hostile names, bytes, message orders, rules or minimal failures. Both draw the same number
of histories and events with the same seed; the played events are counted.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from antichain.conformance.histories.replica_names import plain
from antichain.conformance.phases.bounds import DEFAULT
from antichain.conformance.phases.hypothesis_backend import BACKEND
from antichain.conformance.phases.random_histories import HistoryMachine
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.targets.reference import target
from antichain.conformance.transport.in_process import InProcess

if TYPE_CHECKING:
    from antichain.conformance.cases.case import Case

__all__ = ["rates"]

REPLICAS = 12
LEAST_OF_BARE = 0.5
TURNS = 5


class Bare(RuleBasedStateMachine):
    """A g-counter beside sets of updates."""

    played = 0

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()

    @initialize(number=st.integers(2, REPLICAS))
    def choose(self, number: int) -> None:
        """Choose how many replicas there are."""
        self.names = plain(Options(), number)
        self.there = target()
        self.there.open(Kind.G_COUNTER, self.names)
        self.known: dict[str, frozenset[int]] = dict.fromkeys(self.names, frozenset())
        self.sent: list[frozenset[int]] = []

    @rule(replica=st.integers(0, REPLICAS - 1))
    def update(self, replica: int) -> None:
        """Let a replica make an update."""
        name = self.names[replica % len(self.names)]
        self.there.increment(name, 1 << len(self.sent))
        self.known[name] |= {1 << len(self.sent)}
        self._read(name)

    @rule(replica=st.integers(0, REPLICAS - 1), back=st.integers(0, 60))
    def receive(self, replica: int, back: int) -> None:
        """Let a replica receive an earlier state."""
        if self.sent:
            name, of = self.names[replica % len(self.names)], len(self.sent) - 1 - back % len(self.sent)
            self.there.receive(name, f"m{of}")
            self.known[name] |= self.sent[of]
            self._read(name)

    def _read(self, name: str) -> None:
        assert self.there.value(name) == sum(self.known[name])
        self.there.send(name, f"m{len(self.sent)}")
        self.sent.append(self.known[name])
        Bare.played += 1


class Ours(HistoryMachine):
    """The machine of the random phase, played and judged as there."""

    claim = Claim.of(target().hello(), Kind.G_COUNTER)
    connection = InProcess(target)
    played = 0

    def done(self, case: Case) -> None:
        """Play and judge the history."""
        assert case.script.judge(self.connection.play(case.script.requests)) is None
        Ours.played += case.size


def _rate(machine: type[Bare | Ours]) -> float:
    """Return the events a second of one run."""
    seed(0)(machine)
    machine.played = 0
    begun = time.perf_counter()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=DEFAULT.histories,
            stateful_step_count=DEFAULT.steps,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            backend=BACKEND if machine is Ours else "hypothesis",
            suppress_health_check=list(HealthCheck),
        ),
    )
    return machine.played / (time.perf_counter() - begun)


def rates() -> dict[str, float]:
    """Return the events a second of both machines, which take turns; the best turn of each counts."""
    turns = [(_rate(Bare), _rate(Ours)) for _ in range(TURNS)]
    bare, ours = map(max, zip(*turns, strict=True))
    return {"bare": bare, "ours": ours}


if __name__ == "__main__":
    print(rates())  # noqa: T201  # it is a program
