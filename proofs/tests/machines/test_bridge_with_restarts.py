from collections.abc import Sequence
from functools import reduce
from itertools import product
from typing import NamedTuple

import pytest
from tests.machines.lockstep import NAMES, clock_of, walk_in_lockstep

from antichain.model import clock
from antichain.model.clock import Clock
from antichain.proofs.logic.finite_structure import Structure
from antichain.proofs.logic.theorem import Subject
from antichain.proofs.logic.transition_system import Call, Machine
from antichain.proofs.machines.delta_sync import syncing
from antichain.proofs.machines.restarts import restarting
from antichain.proofs.mutation.mutants import MUTANTS, Mutant

pytestmark = pytest.mark.slow


Known = tuple[Clock, frozenset[str]]
"""A clock over names, and the updates of which it is the count."""


NOTHING: Known = (Clock(), frozenset())

RESTARTING, SYNCING = restarting(Subject()), syncing(Subject())


class Incarnations(NamedTuple):
    """Replicas that crash, as plain values: what each holds, what its disk holds, and the states that were sent."""

    now: dict[str, Known]
    disk: dict[str, Known]
    sent: dict[str, Known]
    name: dict[str, str]
    used: frozenset[str]
    dots: dict[str, tuple[str, int]]
    """The name and the number under which each update was made."""


def _restarted(model: Incarnations, step: str, values: tuple[str, ...]) -> Incarnations | None:
    """Return the state of replicas that crash after a step, or None where it is not possible."""
    r, *rest = values
    return _after_restart(model, step, r, rest) if _may_restart(model, step, r, rest) else None


def _may_restart(model: Incarnations, step: str, r: str, rest: list[str]) -> bool:
    alive = r in model.name
    match step:
        case "join":
            return not alive and rest[0] not in model.used
        case "update" | "send":
            return alive and rest[0] not in {*model.dots, *model.sent}
        case "receive":
            return alive and rest[0] in model.sent
        case "restart":
            return alive and rest[0] in model.sent and rest[1] not in model.used
        case _:
            return alive


def _after_restart(model: Incarnations, step: str, r: str, rest: list[str]) -> Incarnations:
    counts, past = model.now[r]
    now, disk, sent, dots, names = model.now, model.disk, model.sent, model.dots, model.name
    match step:
        case "update":
            counts = clock.tick(counts, names[r])
            now = {**now, r: (counts, past | {rest[0]})}
            dots = {**dots, rest[0]: (names[r], counts[names[r]])}
        case "save":
            disk = {**disk, r: now[r]}
        case "send":
            sent = {**sent, rest[0]: disk[r]}
        case "resume":
            now = {**now, r: disk[r]}
        case "receive":
            theirs, more = sent[rest[0]]
            now = {**now, r: (clock.join(counts, theirs), past | more)}
        case "join" | "restart":
            held = NOTHING if step == "join" else sent[rest[0]]
            now, disk, names = {**now, r: held}, {**disk, r: held}, {**names, r: rest[-1]}
    return Incarnations(now, disk, sent, names, model.used | {*names.values()}, dots)


def _incarnations_agree(story: list[Call], state: Structure, model: Incarnations) -> None:
    names, events = state.universe["Name"], [str(event) for event in state.universe["Event"]]

    def held(function: str, ghost: str, key: str) -> Known:
        counts = Clock({str(q): int(state.meaning[function](key, q)) for q in names})
        return counts, frozenset(u for u in events if state.meaning[ghost](key, u))

    for r in NAMES:
        assert held("counts", "past", r) == model.now[r], story
        assert held("disk", "saved", r) == model.disk[r], story
        assert bool(state.meaning["alive"](r)) == (r in model.name)
        assert state.meaning["name"](r) == model.name[r] if r in model.name else True
    assert {q for q in names if state.meaning["used"](q)} == model.used
    assert {e: held("state", "carried", e) for e in events if state.meaning["left"](e)} == model.sent, story
    assert {u for u in events if state.meaning["made"](u)} == set(model.dots)
    for u, (name, number) in model.dots.items():
        assert (state.meaning["under"](u), state.meaning["number"](u)) == (name, number)
    for dot in set(model.dots.values()):
        latest = [u for u, given in model.dots.items() if given == dot][-1]
        assert state.meaning["nth"](*dot) == latest


BORN = Incarnations(dict.fromkeys(NAMES, NOTHING), dict.fromkeys(NAMES, NOTHING), {}, {}, frozenset(), {})


LIVES: tuple[tuple[tuple[Call, ...], int], ...] = (
    ((), 3),
    ((("join", ("A", "n1")), ("join", ("B", "n2"))), 3),
    ((("join", ("A", "n1")), ("update", ("A", "e1")), ("save", ("A",)), ("send", ("A", "e2"))), 3),
)


def _follow_restarts(machine: Machine) -> None:  # type: ignore[type-arg]  # any machine
    for prefix, steps in LIVES:
        for story, state, model in walk_in_lockstep(machine, steps, BORN, _restarted, prefix):
            _incarnations_agree(story, state, model)


class Sent(NamedTuple):
    """A message of delta anti-entropy, and the state from which it was made."""

    source: str
    target: str
    low: int
    high: int
    load: Clock
    whole: Clock


class Synced(NamedTuple):
    """Replicas that exchange deltas, as plain values. State ``k + 1`` of a replica is state ``k`` and delta ``k``."""

    states: dict[str, tuple[Clock, ...]]
    deltas: dict[str, tuple[Clock, ...]]
    full: dict[str, Clock]
    kept: dict[str, int]
    acked: dict[tuple[str, str], int]
    sent: dict[str, Sent]
    taken: frozenset[str]

    def join(self, r: str, delta: Clock, full: Clock) -> "Synced":
        """Return the state after ``r`` joined a delta; ``full`` is what it holds where states are sent."""
        grown = clock.join(self.states[r][-1], delta)
        return self._replace(
            states={**self.states, r: (*self.states[r], grown)},
            deltas={**self.deltas, r: (*self.deltas[r], delta)},
            full={**self.full, r: full},
        )


def _all(deltas: Sequence[Clock]) -> Clock:
    return reduce(clock.join, deltas, Clock())


def _synced(model: Synced, step: str, values: tuple[str, ...]) -> Synced | None:
    """Return the state of replicas that exchange deltas after a step, or None where it is not possible."""
    r, *rest = values
    return _after_sync(model, step, r, rest) if _may_sync(model, step, r, rest) else None


def _may_sync(model: Synced, step: str, r: str, rest: list[str]) -> bool:
    match step:
        case "send":
            return rest[1] not in model.sent and model.kept[r] <= model.acked[r, rest[0]]
        case "send whole":
            return rest[1] not in model.sent
        case "receive":
            return rest[0] in model.sent and model.sent[rest[0]].target == r
        case "acknowledge":
            return rest[0] in model.taken and model.sent[rest[0]].source == r
        case _:
            return True


def _after_sync(model: Synced, step: str, r: str, rest: list[str]) -> Synced:
    mine, deltas = model.states[r][-1], model.deltas[r]
    if step == "update":
        model = model.join(r, clock.delta(clock.tick(mine, r), mine), clock.tick(model.full[r], r))
    elif step in {"send", "send whole"}:
        low = model.acked[r, rest[0]] if step == "send" else 0
        load = _all(deltas[low:]) if step == "send" else mine
        message = Sent(r, rest[0], low, len(deltas), load, mine)
        model = model._replace(sent={**model.sent, rest[1]: message})
    elif step == "receive":
        message = model.sent[rest[0]]
        model = model.join(r, message.load, clock.join(model.full[r], message.whole))
        model = model._replace(taken=model.taken | {rest[0]})
    elif step == "acknowledge":
        message = model.sent[rest[0]]
        pair = r, message.target
        model = model._replace(acked={**model.acked, pair: max(model.acked[pair], message.high)})
    else:
        model = model._replace(kept={**model.kept, r: len(deltas)})
    if step == "crash":
        lost = {pair: 0 if pair[0] == r else number for pair, number in model.acked.items()}
        model = model._replace(acked=lost)
    return model


def _sync_agrees(story: list[Call], state: Structure, model: Synced) -> None:
    ask = state.meaning
    for r in NAMES:
        latest = len(model.deltas[r])
        assert clock_of(state, "counts", r) == model.states[r][-1], story
        assert clock_of(state, "full", r) == model.full[r], story
        assert (ask["latest"](r), ask["kept"](r)) == (latest, model.kept[r])
        assert all(ask["acked"](r, t) == model.acked[r, t] for t in NAMES)
        for k, held in enumerate(model.states[r]):
            assert Clock({q: int(ask["states"](r, k, q)) for q in NAMES}) == held
        for a, b in product(range(latest + 1), repeat=2):
            between = Clock({q: int(ask["interval"](r, a, b, q)) for q in NAMES})
            assert between == _all(model.deltas[r][a:b]), (story, r, a, b)
    events = [str(event) for event in state.universe["Event"]]
    assert {m for m in events if ask["sent"](m)} == set(model.sent)
    assert {m for m in events if ask["taken"](m)} == model.taken
    for m, message in model.sent.items():
        assert tuple(ask[field](m) for field in ("source", "target", "low", "high")) == message[:4]
        assert clock_of(state, "load", m) == message.load


UNSYNCED = Synced(
    dict.fromkeys(NAMES, (Clock(),)),
    dict.fromkeys(NAMES, ()),
    dict.fromkeys(NAMES, Clock()),
    dict.fromkeys(NAMES, 0),
    dict.fromkeys([(r, t) for r in NAMES for t in NAMES], 0),
    {},
    frozenset(),
)


HALF: tuple[Call, ...] = (("update", ("A",)), ("send", ("A", "B", "e1")), ("receive", ("B", "e1")))


SYNCS: tuple[tuple[tuple[Call, ...], int], ...] = (
    ((("update", ("A",)), ("update", ("A",)), ("send", ("A", "B", "e1")), ("update", ("A",))), 2),
    ((*HALF, ("acknowledge", ("A", "e1")), ("update", ("A",))), 2),
    ((), 3),
)


def _follow_syncs(machine: Machine, fewer: int = 0) -> None:  # type: ignore[type-arg]  # any machine
    for prefix, steps in SYNCS:
        for story, state, model in walk_in_lockstep(machine, steps - fewer, UNSYNCED, _synced, prefix):
            _sync_agrees(story, state, model)


def test_crashing_replicas_agree_with_plain_python() -> None:
    _follow_restarts(RESTARTING)


@pytest.mark.parametrize("fewer", [1, pytest.param(0, marks=pytest.mark.thorough)])
def test_deltas_agree_with_plain_python(fewer: int) -> None:
    _follow_syncs(SYNCING, fewer)


FAULTY = [each for each in MUTANTS if each.target.startswith(("restarting.", "syncing."))]


@pytest.mark.parametrize("mutant", FAULTY, ids=lambda mutant: f"{mutant.target}: {mutant.name}")
def test_wrong_step_of_a_crash_or_a_sync_is_noticed(mutant: Mutant) -> None:
    follow, machine = (
        (_follow_restarts, restarting) if mutant.target.startswith("restarting.") else (_follow_syncs, syncing)
    )
    with pytest.raises(AssertionError):
        follow(machine(mutant.subject))
