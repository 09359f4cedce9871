"""The machines of the proofs against the model: the same steps, the same clocks, the same happens-before."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations, product

import pytest
import z3
from tests.machines.lockstep import NAMES, M, clock_of, walk_in_lockstep

from antichain.model import broadcast, clock, stamps, system
from antichain.model.causality import CausalityGraph, Event
from antichain.model.clock import Clock
from antichain.model.counter import GCounter, PNCounter
from antichain.model.designs import G_COUNTER
from antichain.proofs.logic.finite_structure import Structure
from antichain.proofs.logic.theorem import Subject
from antichain.proofs.logic.transition_system import Call, Machine
from antichain.proofs.machines.causal_broadcast import ACTOR, MESSAGE, broadcasting
from antichain.proofs.machines.gcounter import counter, idle
from antichain.proofs.machines.gossip import gossiping
from antichain.proofs.machines.lamport_clock import timing
from antichain.proofs.machines.vector_clock import stamping
from antichain.proofs.machines.version_vector import both

pytestmark = pytest.mark.slow


COUNTER, STAMPING, TIMING = counter(Subject()), stamping(Subject()), timing(Subject())


BROADCASTING, BOTH = broadcasting(Subject()), both(Subject())


IDLE, GOSSIP = idle(Subject()), gossiping(Subject())


DOTS = tuple(product(NAMES, range(1, 5)))


def _events(story: Sequence[Call]) -> list[Event]:
    """Return the history of a run: parameters are the actor, perhaps a message, and the new event."""
    return [Event(str(values[0]), int(str(values[1])[1:]) if len(values) == 3 else None) for _, values in story]


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
def test_model_transition_is_a_step_of_the_machine(machine: Machine, transitions: tuple) -> None:  # type: ignore[type-arg]  # any machine
    assert [step.__name__ for step in transitions] == [each.name for each in machine.transitions]
    for invariant in machine.invariants:
        steps = [each.id.rsplit(".", 1)[1] for each in machine.inductive(invariant)]
        assert steps == ["start", *(step.__name__ for step in transitions)]


def _refused(call: Callable[[], M]) -> M | None:
    try:
        return call()
    except (ValueError, IndexError):
        return None


def _number(event: str) -> int:
    return int(event[1:])


def _stamped(model: stamps.Execution, step: str, values: tuple[str, ...]) -> stamps.Execution | None:
    if step == "event":
        return stamps.event(model, values[0])
    return _refused(lambda: stamps.receive(model, values[0], _number(values[1])))


Counted = system.System[GCounter]


def _counted(model: Counted, step: str, values: tuple[str, ...]) -> Counted | None:
    if step == "update":
        return system.update(G_COUNTER, model, values[0])
    return _refused(lambda: system.receive(G_COUNTER, model, values[0], _number(values[1])))


def _broadcast(model: broadcast.Broadcasts, step: str, values: tuple[str, ...]) -> broadcast.Broadcasts | None:
    if step == "broadcast":
        return broadcast.broadcast(model, values[0])
    return _refused(lambda: broadcast.deliver(model, values[0], _number(values[1])))


Pairs = tuple[dict[str, PNCounter], tuple[PNCounter, ...]]


def _pair(model: Pairs, step: str, values: tuple[str, ...]) -> Pairs | None:
    """Take a step of a PN-Counter: what is idle for what was added is a decrement."""
    (sites, soup), r = model, values[0]
    if step == "receive" and _number(values[1]) > len(soup):
        return None
    now = {
        "update": lambda: sites[r].increment(r),
        "idle": lambda: sites[r].decrement(r),
        "receive": lambda: sites[r].join(soup[_number(values[1]) - 1]),
    }[step]()
    return {**sites, r: now}, (*soup, now)


Heard = tuple[dict[str, tuple[Clock, frozenset[str]]], tuple[tuple[Clock, frozenset[str]], ...]]


def _exchanged(model: Heard, step: str, values: tuple[str, ...]) -> Heard | None:
    """Take a step of replicas that exchange states: beside each state, of whom it has news."""
    (sites, soup), r = model, values[0]
    now, news = sites[r]
    if step == "receive":
        if _number(values[1]) > len(soup):
            return None
        theirs, more = soup[_number(values[1]) - 1]
        now, news = clock.join(now, theirs), news | more
    return {**sites, r: (now, news)}, (*soup, (now, news))


@pytest.mark.parametrize(("steps", "shapes"), [(4, 153), pytest.param(5, 1391, marks=pytest.mark.thorough)])
def test_machine_pasts_and_stamps_agree_with_small_graphs(steps: int, shapes: int) -> None:
    seen = set()
    for story, state, execution in walk_in_lockstep(STAMPING, steps, stamps.Execution(), _stamped):
        history = _events(story)
        graph = CausalityGraph(history)
        for number, (_, stamp) in enumerate(execution.events, 1):
            assert clock_of(state, "stamp", f"e{number}") == stamp
            for other in range(1, len(history) + 1):
                ghost = state.meaning["before"](f"e{other}", f"e{number}")
                assert bool(ghost) == graph.happens_before(other, number)
        for r in NAMES:
            assert clock_of(state, "now", r) == execution.now(r)
        seen |= {_shape(history)} if len(history) == steps else set()
    assert len(seen) == shapes


def _updates(history: list[Event]) -> dict[tuple[str, int], int]:
    """Return the number of the event under each dot: the k-th update of q."""
    own: dict[str, int] = {}
    found = {}
    for number, event in enumerate(history, 1):
        if event.is_update:
            own[event.replica] = own.get(event.replica, 0) + 1
            found[event.replica, own[event.replica]] = number
    return found


def _follow(machine: Machine, steps: int) -> None:  # type: ignore[type-arg]  # any machine
    for story, state, now in walk_in_lockstep(machine, steps, system.start(G_COUNTER, NAMES), _counted):
        _counter_agrees(story, state, now)


def _counter_agrees(story: list[Call], state: Structure, now: Counted) -> None:
    history = _events(story)
    graph, dots = CausalityGraph(history), _updates(history)
    numbered = {number: dot for dot, number in dots.items()}
    for r in NAMES:
        assert clock_of(state, "counts", r) == now[r].state.counts
        assert {(q, k) for q, k in DOTS if state.meaning["past"](r, q, k)} == now[r].dots
        assert state.meaning["made"](r) == sum(q == r for q, _ in dots)
    for number, (_, site) in enumerate(now.soup, 1):
        assert clock_of(state, "state", f"e{number}") == site.state.counts
        carried = {(q, k) for q, k in DOTS if state.meaning["carried"](f"e{number}", q, k)}
        assert carried == {numbered[e] for e in graph.known(number)}
    for u, v in product(DOTS, repeat=2):
        happened = u in dots and v in dots and graph.happens_before(dots[u], dots[v])
        assert bool(state.meaning["before"](*u, *v)) == happened, (story, u, v)


def test_counter_and_ledger_agree_with_small_graphs() -> None:
    _follow(COUNTER, 4)


def test_pn_counter_increments_agree_with_the_idle_counter() -> None:
    first: Pairs = (dict.fromkeys(NAMES, PNCounter()), ())
    for _, state, (sites, soup) in walk_in_lockstep(IDLE, 4, first, _pair):
        assert all(clock_of(state, "counts", r) == sites[r].added.counts for r in NAMES)
        assert all(clock_of(state, "state", f"e{n}") == left.added.counts for n, left in enumerate(soup, 1))


def test_gossip_machine_agrees_with_the_model() -> None:
    first: Heard = ({r: (Clock({r: 1}), frozenset({r})) for r in NAMES}, ())
    for _, state, (sites, soup) in walk_in_lockstep(GOSSIP, 4, first, _exchanged):
        for r, (now, news) in sites.items():
            assert clock_of(state, "counts", r) == now
            assert {q for q in NAMES if state.meaning["reached"](q, r)} == news
        for number, (left, news) in enumerate(soup, 1):
            assert clock_of(state, "state", f"e{number}") == left
            assert {q for q in NAMES if state.meaning["carried"](q, f"e{number}")} == news


def test_lamport_clock_is_the_height_of_its_event() -> None:
    for story, state, _ in walk_in_lockstep(TIMING, 4, stamps.Execution(), _stamped):
        graph = CausalityGraph(_events(story))
        heights: dict[int, int] = {}
        for number in range(1, len(graph.events) + 1):
            heights[number] = 1 + max((heights[e] for e in graph.past(number)), default=0)
            assert state.meaning["time"](f"e{number}") == heights[number]


def test_broadcast_agrees_with_the_model_on_small_runs() -> None:
    most = 0
    for _, state, now in walk_in_lockstep(BROADCASTING, 5, broadcast.Broadcasts(), _broadcast):
        messages = range(1, len(now.messages) + 1)
        for number, (sender, stamp) in enumerate(now.messages, 1):
            assert clock_of(state, "stamp", f"e{number}") == stamp
            assert state.meaning["sender"](f"e{number}") == sender
            sent = now.deliveries.index((sender, number))
            earlier = {m for r, m in now.deliveries[:sent] if r == sender}
            assert {m for m in messages if state.meaning["before"](f"e{m}", f"e{number}")} == earlier
        _order_is_reachability(state, now)
        for r in NAMES:
            assert clock_of(state, "delivered", r) == now.delivered(r)
            assert {m for m in messages if state.meaning["has"](r, f"e{m}")} == {m for q, m in now.deliveries if q == r}
            most = max(most, *(now.delivered(r)[q] for q in NAMES))
    assert most > 1


def _order_is_reachability(state: Structure, now: broadcast.Broadcasts) -> None:
    """Compare happens-before of messages with reachability, where a broadcast is an update and a delivery a receive."""
    place = {m: at for at, (r, m) in enumerate(now.deliveries, 1) if now.messages[m - 1][0] == r}
    graph = CausalityGraph([Event(r) if now.messages[m - 1][0] == r else Event(r, place[m]) for r, m in now.deliveries])
    for m, n in product(place, repeat=2):
        assert bool(state.meaning["before"](f"e{m}", f"e{n}")) == graph.happens_before(place[m], place[n])


def test_wrong_delivery_condition_is_noticed() -> None:
    *rest, deliver = BROADCASTING.transitions
    once = replace(deliver, guard=lambda s: z3.And(deliver.guard(s), s.delivered(ACTOR, s.sender(MESSAGE)) == 0))
    always = replace(deliver, guard=lambda s: s.sent(MESSAGE))
    for wrong in (once, always):
        machine = replace(BROADCASTING, transitions=(*rest, wrong))
        with pytest.raises(AssertionError):
            list(walk_in_lockstep(machine, 4, broadcast.Broadcasts(), _broadcast))


def test_ledger_without_an_order_is_noticed() -> None:
    mutant = counter(Subject(edits={"counter.update": lambda old, new: new._replace(before=old.before)}))
    with pytest.raises(AssertionError):
        _follow(mutant, 2)


def test_version_vectors_equal_the_states_of_the_counter() -> None:
    for story, state, now in walk_in_lockstep(BOTH, 4, system.start(G_COUNTER, NAMES), _counted):
        history = _events(story)
        execution = stamps.run(history)
        for r in NAMES:
            assert clock_of(state, "version", r) == now[r].state.counts, story
            assert clock_of(state, "now", r) == execution.now(r)
            mine = [event.is_update for event in history if event.replica == r]
            for k in range(len(mine) + 1):
                assert state.meaning["updates"](r, k) == sum(mine[:k])
        for number, (_, stamp) in enumerate(execution.events, 1):
            assert clock_of(state, "stamp", f"e{number}") == stamp
            assert clock_of(state, "known", f"e{number}") == now.soup[number - 1][1].state.counts


@pytest.mark.parametrize("machine", [STAMPING, TIMING, COUNTER, BOTH], ids=lambda machine: machine.name)
def test_example_run_of_a_machine_is_not_trivial(machine: Machine) -> None:  # type: ignore[type-arg]  # any machine
    graph = CausalityGraph(_events(machine.story))
    assert len(graph.replicas) > 1
    assert graph.width() > 1
    assert any(not event.is_update for event in graph.events)


def test_wrong_step_is_noticed() -> None:
    mutant = stamping(Subject(edits={"stamping.receive": lambda old, new: new._replace(now=old.now)}))
    story = (("event", ("A", "e1")), ("receive", ("B", "e1", "e2")))
    assert clock_of(mutant.run(story)[-1], "now", "B") != clock.receive(Clock(), Clock({"A": 1}), "B")
