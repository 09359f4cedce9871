"""The machines of the proofs against the model: the same steps, the same clocks, the same happens-before."""

from itertools import permutations

import pytest

from antichain.model import broadcast, clock, stamps, system
from antichain.model.causality import CausalityGraph, Event
from antichain.model.clock import Clock
from antichain.model.designs import G_COUNTER
from antichain.proofs.broadcasting import broadcasting
from antichain.proofs.counting import counter
from antichain.proofs.lamport import timing
from antichain.proofs.machine import Call, Machine
from antichain.proofs.stamping import stamping
from antichain.proofs.structure import Structure
from antichain.proofs.theorem import Subject
from antichain.proofs.version_vector import both

COUNTER, STAMPING, TIMING = counter(Subject()), stamping(Subject()), timing(Subject())
BROADCASTING, BOTH = broadcasting(Subject()), both(Subject())
NAMES = "ABC"


def _events(story: tuple[Call, ...]) -> list[Event]:
    """Return the history of a run: parameters are the actor, perhaps a message, and the new event."""
    return [Event(str(values[0]), int(str(values[1])[1:]) if len(values) == 3 else None) for _, values in story]


def _clock(state: Structure, function: str, key: str) -> Clock:
    return Clock({r: int(state.meaning[function](key, r)) for r in NAMES})


def _shape(history: list[Event]) -> tuple[object, ...]:
    """Return what two histories share that are one graph: the chains of the replicas, whatever these are called."""
    place = {
        number: (event.replica, sum(other.replica == event.replica for other in history[:number]))
        for number, event in enumerate(history, 1)
    }

    def chains(names: tuple[str, ...]) -> tuple[object, ...]:
        called = dict(zip(NAMES, names, strict=True))
        steps = [(called[e.replica], e.of and (called[place[e.of][0]], place[e.of][1])) for e in history]
        return tuple(tuple(str(of) for r, of in steps if r == name) for name in NAMES)

    return min(chains(names) for names in permutations(NAMES))


@pytest.mark.parametrize(
    ("machine", "transitions"),
    [
        (COUNTER, system.TRANSITIONS),
        (STAMPING, stamps.TRANSITIONS),
        (TIMING, stamps.TRANSITIONS),
        (BROADCASTING, broadcast.TRANSITIONS),
        (BOTH, system.TRANSITIONS),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_every_transition_of_the_model_is_a_step_of_the_machine(machine: Machine, transitions: tuple) -> None:  # type: ignore[type-arg]  # any machine
    assert [step.__name__ for step in transitions] == [each.name for each in machine.transitions]
    for invariant in machine.invariants:
        steps = [each.id.rsplit(".", 1)[1] for each in machine.inductive(invariant)]
        assert steps == ["start", *(step.__name__ for step in transitions)]


def test_the_ghost_is_reachability_and_the_stamps_are_the_models_on_every_small_graph() -> None:
    seen = set()
    for story, state in STAMPING.small(5).runs(5):
        history = _events(story)
        graph, execution = CausalityGraph(history), stamps.run(history)
        for number, (_, stamp) in enumerate(execution.events, 1):
            assert _clock(state, "stamp", f"e{number}") == stamp
            for other in range(1, len(history) + 1):
                ghost = state.meaning["before"](f"e{other}", f"e{number}")
                assert bool(ghost) == graph.happens_before(other, number)
        for r in NAMES:
            assert _clock(state, "now", r) == execution.now(r)
        seen |= {_shape(history)} if len(history) == 5 else set()
    assert len(seen) == 1391


def test_the_counter_and_its_ledger_are_the_models_on_every_small_graph() -> None:
    for story, state in COUNTER.small(4).runs(4):
        history = _events(story)
        now = system.run(G_COUNTER, NAMES, history)
        for r in NAMES:
            assert _clock(state, "counts", r) == now[r].state.counts
            past = {(q, k) for q in NAMES for k in range(1, 9) if state.meaning["past"](r, q, k)}
            assert past == now[r].dots
        for number, (_, site) in enumerate(now.soup, 1):
            assert _clock(state, "state", f"e{number}") == site.state.counts


def test_lamports_clock_is_the_height_of_an_event_in_the_graph() -> None:
    for story, state in TIMING.small(4).runs(4):
        graph = CausalityGraph(_events(story))
        heights: dict[int, int] = {}
        for number in range(1, len(graph.events) + 1):
            heights[number] = 1 + max((heights[e] for e in graph.past(number)), default=0)
            assert state.meaning["time"](f"e{number}") == heights[number]


def test_broadcasts_are_the_models_on_every_small_run() -> None:
    for story, state in BROADCASTING.small(4).runs(4):
        now = broadcast.Broadcasts()
        for name, values in story:
            r, message = str(values[0]), str(values[1])
            now = broadcast.broadcast(now, r) if name == "broadcast" else broadcast.deliver(now, r, int(message[1:]))
        for number, (_, stamp) in enumerate(now.messages, 1):
            assert _clock(state, "stamp", f"e{number}") == stamp
        for r in NAMES:
            assert _clock(state, "delivered", r) == now.delivered(r)


def test_the_gate_is_shut_where_the_model_refuses() -> None:
    state = BROADCASTING.run((("broadcast", ("A", "e1")), ("broadcast", ("A", "e2"))))[-1]
    (deliver,) = (each for each in BROADCASTING.transitions if each.name == "deliver")
    assert BROADCASTING.take(deliver, ("B", "e2"), state) is None
    with pytest.raises(ValueError, match="B may not deliver message 2"):
        broadcast.deliver(broadcast.broadcast(broadcast.broadcast(broadcast.Broadcasts(), "A"), "A"), "B", 2)


def test_version_vectors_are_the_states_of_the_counter() -> None:
    for (story, state), (_, counting) in zip(BOTH.small(4).runs(4), COUNTER.small(4).runs(4), strict=True):
        for r in NAMES:
            assert _clock(state, "version", r) == _clock(counting, "counts", r), story


@pytest.mark.parametrize("machine", [STAMPING, TIMING, COUNTER, BOTH], ids=lambda machine: machine.name)
def test_the_story_of_a_machine_is_not_trivial(machine: Machine) -> None:  # type: ignore[type-arg]  # any machine
    graph = CausalityGraph(_events(machine.story))
    assert len(graph.replicas) > 1
    assert graph.width() > 1
    assert any(not event.is_update for event in graph.events)


def test_a_wrong_step_would_be_noticed() -> None:
    mutant = stamping(Subject(edits={"stamping.receive": lambda old, new: new._replace(now=old.now)}))
    story = (("event", ("A", "e1")), ("receive", ("B", "e1", "e2")))
    assert _clock(mutant.run(story)[-1], "now", "B") != clock.receive(Clock(), Clock({"A": 1}), "B")
