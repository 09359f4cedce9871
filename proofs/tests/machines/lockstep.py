"""Playing the runs of the model on a machine of the proofs, step by step."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import TypeAlias, TypeVar

from antichain.model.clock import Clock
from antichain.proofs.logic.finite_structure import Structure
from antichain.proofs.logic.transition_system import Call, Machine, Transition

NAMES = "ABC"


M = TypeVar("M")


After: TypeAlias = Callable[[M, str, tuple[str, ...]], M | None]


def clock_of(state: Structure, function: str, key: str) -> Clock:
    return Clock({r: int(state.meaning[function](key, r)) for r in NAMES})


def walk_in_lockstep(
    machine: Machine,  # type: ignore[type-arg]  # any machine
    steps: int,
    first: M,
    after: After[M],
    prefix: Sequence[Call] = (),
) -> Iterator[tuple[list[Call], Structure, M]]:
    """Iterate over all runs of the model, with the machine's state beside the model's.

    ``after`` answers the model's state after a call, or None where the model refuses. The machine must take each step
    just where the model does: neither may do what the other forbids. Up to renaming of replicas, a run meets them in
    their order; messages are any event so far, and one that has not happened. Runs start with ``prefix``.
    """
    machine = machine.small(len(prefix) + steps)
    state = machine.run(tuple(prefix))[-1]
    for name, values in prefix:
        begun = after(first, name, tuple(map(str, values)))
        assert begun is not None, (name, values)
        first = begun
    queue: list[tuple[list[Call], Structure, M]] = [([*prefix], state, first)]
    while queue:
        story, state, model = queue.pop()
        yield story, state, model
        for step in machine.transitions if len(story) < len(prefix) + steps else ():
            for values in parameters_of(step, story):
                theirs = after(model, step.name, tuple(map(str, values)))
                ours = machine.take(step, values, state)
                assert (ours is None) == (theirs is None), (story, step.name, values)
                if ours is not None and theirs is not None:
                    queue.append(([*story, (step.name, values)], ours, theirs))


def parameters_of(step: Transition, story: list[Call]) -> Iterator[tuple[str, ...]]:  # type: ignore[type-arg]  # any machine
    met = {value for _, values in story for value in values}
    new = f"e{1 + sum(str(value).startswith('e') for value in met)}"
    events = sorted(str(value) for value in met if str(value).startswith("e"))
    sorts = [each.sort().name() for each in step.parameters]
    known = {"Replica": sum(r in met for r in NAMES), "Name": sum(str(value).startswith("n") for value in met)}
    choices = {
        "Replica": NAMES[: known["Replica"] + sorts.count("Replica")],
        "Name": [f"n{number}" for number in range(1, known["Name"] + 2)],
        "Event": [*events, new],
    }
    ranges = [
        [new] if step.fresh is not None and each.eq(step.fresh) else choices[sort]
        for each, sort in zip(step.parameters, sorts, strict=True)
    ]
    return product(*ranges)
