"""The explanation of a failing obligation: a run of its machine, or values for its letters, in model terms.

For a step of a machine, it is a run in which all invariants hold before the step, and the one in question fails after
it. For a claim about the states of a machine, it is a run at whose end the claim is false; for a claim about clocks,
the smallest values. Python evaluates the terms that the judges got. If no explanation is found, the text says so.
"""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Any

import z3

from antichain.proofs.logic.finite_structure import Structure, evaluate, evaluator, symbols
from antichain.proofs.solving.countermodel import about_clocks, in_words, smallest, values, witnesses_failure
from antichain.proofs.solving.finite_search import failing_state
from antichain.proofs.solving.vacuity import witness

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from antichain.proofs.logic.finite_structure import Value
    from antichain.proofs.logic.obligation import Obligation
    from antichain.proofs.logic.transition_system import Call, Machine

__all__ = ["explanation", "witness_in_words"]

Story = tuple["Call", ...]

_STEPS = 3
_WORLDS = 1_000


def explanation(asked: Obligation, machine: Machine[Any] | None = None) -> str:
    """Return why an obligation fails, as a short text; ``machine`` is the one whose states it speaks of, if any."""
    run = _in_a_run(asked, *machine.small_runs(_STEPS)) if machine is not None else ()
    for search in (run, _in_a_world(asked), _in_a_state(asked)):
        if lines := list(search):
            return "\n".join(lines)
    return f"No countermodel was found among runs of at most {_STEPS} steps and states of two replicas."


def witness_in_words(asked: Obligation, machine: Machine[Any] | None = None) -> str:
    """Return a structure in which all hypotheses and the goal are true: the run that leads to it, and its letters."""
    world = witness(asked)
    if world is None:
        return "not found"
    if machine is None or about_clocks(asked):
        return _listed(values(asked, world)) or "found"
    free = symbols([*asked.hypotheses.values(), asked.goal])
    letters = {name: world.meaning[name]() for name, decl in free.items() if not decl.arity()}
    return ": ".join(filter(None, [_run_to(world, machine), _listed(letters)])) or "found"


def _listed(letters: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in letters.items())


def _run_to(world: Structure, machine: Machine[Any]) -> str:
    """Return the part of the machine's story that leads to a state, in words; nothing where none does."""
    functions = [decl.name() for decl in machine.state]
    for number, state in enumerate(machine.run(machine.story)):
        if all(state.meaning[name] == world.meaning.get(name) for name in functions):
            steps = "; ".join(call.strip() for call in _calls(machine.story[:number]))
            return f"after {steps}" if steps else "before any step"
    return ""


def _in_a_run(asked: Obligation, machine: Machine[Any], runs: dict[Story, Structure]) -> Iterator[str]:
    for name in machine.invariants:
        for transition in machine.transitions:
            if asked.id == f"{machine.name}.{name}.{transition.name}":
                yield from _broken(machine, runs, name, transition.name)
                return
    yield from _false(asked, machine, runs)


def _broken(machine: Machine[Any], runs: dict[Story, Structure], name: str, step: str) -> Iterator[str]:
    """Yield a run whose last step is of this kind, and breaks the invariant of this name; before it all held."""
    holding = list(machine.holding().values())
    claim = machine.invariants[name](machine.state)
    for story, reached in runs.items():
        for after in machine.valuations(reached, holding) if story and story[-1][0] == step else ():
            if evaluate(claim, after):
                continue
            before = Structure(after.universe, {**after.meaning, **runs[story[:-1]].meaning})
            if all(evaluate(term, before) for term in holding):
                *steps, last = _calls(story)
                was, became = _shown([claim], _met(story[:-1]), before), _shown([claim], _met(story), after)
                yield from ("Let", *(steps or ["  nothing has happened yet"]), *was)
                yield from ("Then after", last, *(line for line in became if line not in was))
                yield f"{name} is false{_where(claim, after)}."
                return


def _false(asked: Obligation, machine: Machine[Any], runs: dict[Story, Structure]) -> Iterator[str]:
    """Yield a run at whose end every hypothesis holds, and the goal does not."""
    terms, state = [*asked.hypotheses.values(), asked.goal], {decl.name() for decl in machine.state}
    letters = {name: decl for name, decl in symbols(terms).items() if name not in state}
    if any(decl.arity() for decl in letters.values()):
        return
    for story, reached in runs.items():
        for world in machine.valuations(reached, terms):
            if witnesses_failure(asked, world):
                yield from ("Let", *_calls(story), *_shown([asked.goal], _met(story), reached))
                yield from (f"  {name} = {world.meaning[name]()}" for name in letters)
                yield f"Then every hypothesis holds, and the goal does not{_where(asked.goal, world)}."
                return


def _in_a_world(asked: Obligation) -> Iterator[str]:
    """Yield values for the letters: the smallest clocks, or else those of a world of the obligation's own."""
    world = smallest(asked) if about_clocks(asked) else None
    if world is None:
        worlds = islice(asked.worlds(asked), _WORLDS)
        world = next((each for each in worlds if witnesses_failure(asked, each)), None)
    if world is not None:
        yield in_words(asked, world)


def _in_a_state(asked: Obligation) -> Iterator[str]:
    """Yield a small state, perhaps one that no run reaches, in which the hypotheses hold and the goal does not."""
    state = failing_state(asked)
    if state is not None:
        letters = [name for name, decl in symbols([*asked.hypotheses.values(), asked.goal]).items() if not decl.arity()]
        yield from ("Let", *_shown([asked.goal], (*state.universe["Event"], *state.universe["Int"]), state))
        yield from (f"  {name} = {state.meaning[name]()}" for name in letters)
        numbers = state.universe["Int"]
        if int(numbers[-1]) >= len(numbers):
            yield f"  and no numbers are looked at but {', '.join(map(str, numbers))}"
        yield f"Then every hypothesis holds, and the goal does not{_where(asked.goal, state)}."


def _calls(story: Story) -> list[str]:
    """Return the steps of a run in words, one on each line: the replica, the step, and in brackets its new event."""
    met, lines = set[object](), list[str]()
    for name, (actor, *others) in story:
        events = " ".join(str(event) if event in met else f"({event})" for event in others)
        lines.append(f"  {actor}: {name} {events}")
        met.update(others)
    return lines


def _met(story: Story) -> frozenset[Value]:
    """Return the events that a run has met."""
    return frozenset(value for _, (_, *others) in story for value in others)


def _shown(terms: Sequence[z3.ExprRef], events: Collection[Value], world: Structure) -> list[str]:
    """Return the values of the functions of these terms in a world, for these events."""
    met = {*world.universe["Replica"], *events, *range(1, len(events) + 1)}
    return [
        f"  {' '.join(map(str, (name, *values)))}{'' if value is True else f' = {value}'}"
        for name, decl in symbols(terms).items()
        if decl.arity()
        for values, value in _entries(decl, world)
        if value and met.issuperset((*values, value) if isinstance(value, str) else values)
    ]


def _entries(decl: z3.FuncDeclRef, world: Structure) -> Iterator[tuple[tuple[Value, ...], Value]]:
    domains = [world.elements(decl.domain(place)) for place in range(decl.arity())]
    for arguments in product(*domains):
        yield arguments, world.meaning[decl.name()](*arguments)


def _where(claim: z3.BoolRef, world: Structure) -> str:
    """Return the values for which a universal claim is false."""
    if z3.is_and(claim):
        return next((_where(part, world) for part in claim.children() if not evaluate(part, world)), "")
    if not z3.is_quantifier(claim) or not claim.is_forall():
        return ""
    places = range(claim.num_vars())
    ranges = [world.elements(claim.var_sort(place)) for place in places]
    holds = evaluator(claim.body(), world)
    wrong = next(values for values in product(*ranges) if not holds(values))
    return " for " + ", ".join(f"{claim.var_name(place)} = {wrong[place]}" for place in places)
