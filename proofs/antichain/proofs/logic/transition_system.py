"""Transition systems as values: their obligations for a solver, and their runs in plain Python.

A state is a named tuple of functions. A step is a function from states to states: it says, function by function, what
holds afterwards in terms of what held before. The same step makes the obligations (an invariant holds at the start and,
holding before a step, holds after it; so it holds always, by induction over the steps) and the runs (evaluated in a
finite structure), so that what is proved is what is run. Tests compare the runs with the model's own transitions.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import z3

from antichain.proofs.logic.finite_structure import Structure, Value, evaluate, evaluator, symbols
from antichain.proofs.logic.obligation import Obligation, obligation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from antichain.proofs.logic.finite_structure import Derived
    from antichain.proofs.logic.obligation import Worlds

__all__ = ["Call", "Machine", "Transition"]

S = TypeVar("S", bound=tuple[Any, ...])
Call = tuple[str, tuple[Value, ...]]
Runs = dict[tuple[Call, ...], Structure]


def _universe(*, events: int, largest: int) -> dict[str, Sequence[Value]]:
    """Return three replicas, as many events, four names of incarnations, and the numbers up to ``largest``."""
    return {
        "Replica": ("A", "B", "C"),
        "Name": ("n1", "n2", "n3", "n4"),
        "Event": tuple(f"e{number}" for number in range(1, events + 1)),
        "Int": range(-1, largest + 1),
        "Bool": (False, True),
    }


@dataclass(frozen=True, slots=True)
class Transition(Generic[S]):
    """One kind of step: its parameters, when it may be taken, and the state after it.

    ``possible`` says where the model takes the step, in words other than the guard's; that the two agree is an
    obligation. ``fresh`` is the parameter, if any, that names the event the step brings about.
    """

    name: str
    parameters: tuple[z3.ExprRef, ...]
    guard: Callable[[S], z3.BoolRef]
    step: Callable[[S], S]
    possible: Callable[[S], z3.BoolRef]
    fresh: z3.ExprRef | None = None

    def edited(self, machine: str, edits: Mapping[str, Callable[..., Any]]) -> Transition[S]:
        """Return the same kind of step as a mutant.

        The edit called ``machine.step`` changes the state after it, and ``machine.step.guard`` when it may be taken.
        """
        outcome, guard = edits.get(f"{machine}.{self.name}"), edits.get(f"{machine}.{self.name}.guard")
        edited = self
        if outcome is not None:
            edited = replace(edited, step=lambda s: outcome(s, self.step(s)))
        if guard is not None:
            edited = replace(edited, guard=lambda s: guard(s, self.guard(s)))
        return edited


@dataclass(frozen=True, slots=True)
class Machine(Generic[S]):
    """A transition system. ``story`` is a run with two replicas or more, a concurrent pair and a receive.

    ``first_of_runs`` is where its runs start when ``start`` is more than one state: a start that mentions functions of
    the state leaves these open, and is then proved of whatever they are.
    """

    name: str
    state: S
    start: S
    transitions: tuple[Transition[S], ...]
    invariants: Mapping[str, Callable[[S], z3.BoolRef]]
    story: tuple[Call, ...]
    first_of_runs: S | None = None
    assumed: Mapping[str, z3.BoolRef] = field(default_factory=dict)
    """The assumptions about a start that is more than one state."""
    derived: Derived = field(default_factory=dict)
    """The meaning in a finite structure of each symbol of the invariants that is not in the state."""
    depth: int = 4
    """The number of steps of the runs in which mutants of the machine are searched."""
    universe: Mapping[str, Sequence[Value]] = field(default_factory=lambda: _universe(events=7, largest=7))
    _tables: dict[str, tuple[z3.ExprRef, ...]] = field(default_factory=dict, compare=False)
    _story_states: list[Structure] = field(default_factory=list, compare=False)
    _holding: dict[str, z3.BoolRef] = field(default_factory=dict, init=False, compare=False)
    _runs: dict[int, tuple[Machine[S], Runs]] = field(default_factory=dict, init=False, compare=False)

    def edited(self, edits: Mapping[str, Callable[..., Any]]) -> Machine[S]:
        """Return the machine with these edits of its steps."""
        return replace(self, transitions=tuple(each.edited(self.name, edits) for each in self.transitions))

    def holding(self) -> dict[str, z3.BoolRef]:
        """Return all invariants as hypotheses about the state."""
        if not self._holding:
            self._holding.update({name: invariant(self.state) for name, invariant in self.invariants.items()})
        return dict(self._holding)

    def inductive(self, name: str) -> tuple[Obligation, ...]:
        """Return the obligations that the invariant of this name holds at the start and after every step."""
        invariant, prefix = self.invariants[name], f"{self.name}.{name}"
        found = [obligation(f"{prefix}.start", invariant(self.start), self.worlds, self.assumed)]
        for transition in self.transitions:
            known = {**self.holding(), "guard": transition.guard(self.state)}
            goal = invariant(transition.step(self.state))
            found.append(Obligation(f"{prefix}.{transition.name}", known, goal, self.worlds))
        return tuple(found)

    def all_inductive(self) -> tuple[Obligation, ...]:
        """Return the obligations that all invariants always hold, and that each step is taken exactly if possible."""
        return (*(each for name in self.invariants for each in self.inductive(name)), *self.takes_each_step())

    def takes_each_step(self) -> tuple[Obligation, ...]:
        """Return, for each kind of step, the obligations that it may be taken where the model takes it, and only there.

        They have no invariant among their hypotheses: an execution that a guard forbids is not a state of the machine.
        """
        found = []
        for each in self.transitions:
            guard, possible = each.guard(self.state), each.possible(self.state)
            if z3.is_true(guard) and z3.is_true(possible):
                continue
            prefix = f"{self.name}.{each.name} is taken"
            found += [
                Obligation(f"{prefix} where possible", {"possible": possible}, guard, self.worlds),
                Obligation(f"{prefix} only where possible", {"guard": guard}, possible, self.worlds),
            ]
        return tuple(found)

    def consequence(
        self,
        name: str,
        claim: z3.BoolRef,
        hypotheses: Mapping[str, z3.BoolRef] | None = None,
        instances: Sequence[tuple[str, Sequence[z3.ExprRef]]] = (),
    ) -> tuple[Obligation, ...]:
        """Return the obligations that ``claim`` about the state follows from the invariants.

        ``instances`` are invariants with the values for which the claim needs them, where a solver does not find these
        by itself; that each is an instance is a separate obligation.
        """
        holding, stated, found = self.holding(), {}, []
        for number, (invariant, values) in enumerate(instances, 1):
            special = z3.substitute_vars(holding[invariant].body(), *reversed(values))
            stated[f"{invariant}, instance {number}"] = special
            found.append(Obligation(f"{name}.instance-{number}", {invariant: holding[invariant]}, special, self.worlds))
        known = {**holding, **(hypotheses or {}), **stated}
        return (obligation(name, claim, self.worlds, known), *found)

    def after(self, transition: str, claim: Callable[[S, S], z3.BoolRef]) -> z3.BoolRef:
        """Return the claim about the states before and after a step, conditional on its guard."""
        (found,) = (each for each in self.transitions if each.name == transition)
        return z3.Implies(found.guard(self.state), claim(self.state, found.step(self.state)))

    def taking(self, transition: str, state: S, values: Mapping[z3.ExprRef, z3.ExprRef]) -> S:
        """Return the state after a step from ``state``, with these values for the parameters of the step."""
        (found,) = (each for each in self.transitions if each.name == transition)
        pairs = [(parameter, values[parameter]) for parameter in found.parameters]

        def with_values(new: Callable[..., z3.ExprRef]) -> Callable[..., z3.ExprRef]:
            return lambda *arguments: z3.substitute(new(*arguments), *pairs)

        return type(state)(*map(with_values, found.step(state)))  # type: ignore[arg-type]  # a named tuple takes its fields

    def worlds(self, asked: Obligation) -> Iterator[Structure]:
        """Iterate over the states of the story, the last first, with every constant of the question given a value."""
        return self.worlds_with({})(asked)

    def worlds_with(self, derived: Derived) -> Worlds:
        """Return the same worlds with more symbols, each meaning what ``derived`` makes of a world."""

        def worlds(asked: Obligation) -> Iterator[Structure]:
            terms = (*asked.hypotheses.values(), asked.goal)
            for state in reversed(self._states()):
                for world in self.valuations(state, terms, frozenset(derived)):
                    for name, meaning in derived.items():
                        world = world.with_meaning({name: meaning(world)})  # noqa: PLW2901 — one may need the one before
                    yield world

        return worlds

    def valuations(
        self, state: Structure, terms: Sequence[z3.ExprRef], derived: frozenset[str] = frozenset()
    ) -> Iterator[Structure]:
        """Iterate over the ways to give the constants of these terms values in a state."""
        known = {*state.meaning, *derived, *self.derived}
        here = state.with_meaning({name: meaning(state) for name, meaning in self.derived.items()})
        free = {name: decl for name, decl in symbols(terms).items() if name not in known}
        ranges = [_choices(decl, state) for decl in free.values()]
        for values in product(*ranges):
            yield here.with_meaning({name: _as_function(value) for name, value in zip(free, values, strict=True)})

    def _states(self) -> list[Structure]:
        """Return the states of the story, computed once; none if one of its steps may not be taken."""
        if not self._story_states:
            with suppress(ValueError):
                self._story_states.extend(self.run(self.story))
        return self._story_states

    def run(self, story: tuple[Call, ...]) -> list[Structure]:
        """Return the states of a run, the start first.

        Raises:
            ValueError: a step of the story may not be taken.

        """
        states = [self.first()]
        for name, values in story:
            (transition,) = (each for each in self.transitions if each.name == name)
            after = self.take(transition, values, states[-1])
            if after is None:
                message = f"{name}{values} may not be taken"
                raise ValueError(message)
            states.append(after)
        return states

    def first(self) -> Structure:
        """Return the state before any step, as a finite structure."""
        empty = Structure(self.universe, {})
        anything = empty.with_meaning({decl.name(): _Table({}, _nothing(decl, empty)) for decl in self.state})
        return self._tabulate("start", self.first_of_runs or self.start, anything, anything)

    def take(self, transition: Transition[S], values: tuple[Value, ...], state: Structure) -> Structure | None:
        """Return the state after a step with these parameters, or None where its guard forbids it."""
        names = (parameter.decl().name() for parameter in transition.parameters)
        here = state.with_meaning({name: _constant(value) for name, value in zip(names, values, strict=True)})
        if not evaluate(self._guard(transition), here):
            return None
        return self._tabulate(transition.name, transition.step, here, state)

    def small(self, steps: int) -> Machine[S]:
        """Return the same machine in a universe just large enough for runs of ``steps`` steps."""
        return replace(self, universe=_universe(events=steps, largest=2 * steps), _tables={}, _story_states=[])

    def small_runs(self, steps: int) -> tuple[Machine[S], Runs]:
        """Return the machine in the universe of ``steps`` steps and the state after each of its runs, computed once."""
        if steps not in self._runs:
            small = self.small(steps)
            self._runs[steps] = (small, dict(small.runs(steps)))
        return self._runs[steps]

    def runs(self, steps: int) -> Iterator[tuple[tuple[Call, ...], Structure]]:
        """Iterate over all runs of at most ``steps`` steps, shortest first, up to renaming of replicas and events."""
        queue: deque[tuple[tuple[Call, ...], Structure]] = deque([((), self.first())])
        while queue:
            story, state = queue.popleft()
            yield story, state
            if len(story) == steps:
                continue
            for transition in self.transitions:
                for values in self._values(transition, story):
                    after = self.take(transition, values, state)
                    if after is not None:
                        queue.append(((*story, (transition.name, values)), after))

    def _values(self, transition: Transition[S], story: tuple[Call, ...]) -> Iterator[tuple[Value, ...]]:
        """Iterate over the parameters of a next step, up to renaming: the values so far, and one more."""
        met = {value for _, values in story for value in values}
        events = self.universe["Event"]
        named = {
            sort: self.universe[sort][: 1 + sum(each in met for each in self.universe[sort])]
            for sort in ("Replica", "Name")
        }
        happened = sum(event in met for event in events)
        ranges = [
            events[happened : happened + 1]
            if transition.fresh is not None and parameter.eq(transition.fresh)
            else named.get(parameter.sort().name(), events[:happened])
            for parameter in transition.parameters
        ]
        return product(*ranges)

    def _guard(self, transition: Transition[S]) -> z3.BoolRef:
        key = f"{transition.name}?"
        if key not in self._tables:
            self._tables[key] = (transition.guard(self.state),)
        return self._tables[key][0]

    def _tabulate(self, key: str, after: Callable[[S], S] | S, here: Structure, kept: Structure) -> Structure:
        """Return the structure in which every function of the state has its value after a step taken ``here``."""
        if key not in self._tables:
            state = after(self.state) if callable(after) else after
            self._tables[key] = tuple(_body(decl, new) for decl, new in zip(self.state, state, strict=True))
        meaning = {}
        for decl, body in zip(self.state, self._tables[key], strict=True):
            if body is None:
                meaning[decl.name()] = kept.meaning[decl.name()]
                continue
            ranges = [here.elements(decl.domain(place)) for place in range(decl.arity())]
            value = evaluator(body, here)
            table = {values: value(values) for values in product(*ranges)}
            meaning[decl.name()] = _Table(table, _nothing(decl, here))
        return Structure(kept.universe, meaning)


@dataclass(frozen=True, slots=True)
class _Table:
    """A function given by its values; for other arguments it returns a default."""

    values: Mapping[tuple[Value, ...], Value]
    default: Value = 0
    """Returned for any other arguments."""

    def __call__(self, *arguments: Value) -> Value:
        return self.values.get(arguments, self.default)


def _body(decl: z3.FuncDeclRef, new: Callable[..., z3.ExprRef]) -> z3.ExprRef | None:
    """Return the result of ``new``, its arguments as de Bruijn variables; None if it is the unchanged function."""
    if new is decl:
        return None
    arguments = [z3.Const(f"argument {place}", decl.domain(place)) for place in range(decl.arity())]
    about = z3.Function("about", decl.range(), z3.BoolSort())
    return z3.ForAll(arguments, about(new(*arguments))).body().arg(0)


def _nothing(decl: z3.FuncDeclRef, world: Structure) -> Value:
    """Return the value of a function of the state before any step."""
    sort = decl.range()
    return 0 if sort == z3.IntSort() else world.elements(sort)[0]


def _constant(value: Value) -> Callable[[], Value]:
    return lambda: value


def _as_function(value: Any) -> Callable[..., Value]:  # noqa: ANN401 — an element, or a table of them
    return value if isinstance(value, _Table) else _constant(value)


def _choices(decl: z3.FuncDeclRef, state: Structure) -> list[Any]:
    """Return the possible values of an arbitrary constant, or of an arbitrary small function of one argument."""
    if decl.arity() == 0:
        values = state.elements(decl.range())
        return [value for value in values if not isinstance(value, int) or value >= 0]
    domain = state.elements(decl.domain(0))
    span = range(len(domain)) if decl.range() == z3.IntSort() else state.elements(decl.range())
    return [
        _Table({(key,): v for key, v in zip(domain, values, strict=True)})
        for values in product(span, repeat=len(domain))
    ]
