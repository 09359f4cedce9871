"""Long histories of replicas that start again many times: the updates of each incarnation must count.

A system that drops old identities beyond some number of them fails only in such histories.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.claims import Fault
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from antichain.conformance.oracle.steps import Step

__all__ = ["Churn", "churns"]


class Churn(NamedTuple):
    """A history with many incarnations, and the pairs of its events that are compared."""

    title: str
    execution: Execution
    pairs: tuple[tuple[int, int], ...]


def churns(faults: Collection[Fault], rounds: int) -> Iterator[Churn]:
    """Yield one history for each of the faults, with the given number of incarnations.

    >>> [churn.title for churn in churns([Fault.WIPE, Fault.CLONE], 3)]
    ['3 lives by wipe', '3 lives by clone', '3 copies of one']
    """
    for fault in Fault:
        if fault in faults and (fault is not Fault.RETIRE or Fault.JOIN in faults) and fault is not Fault.JOIN:
            yield _churn(fault, rounds)
    if Fault.CLONE in faults:
        yield _forks(rounds)


@cache
def _churn(fault: Fault, rounds: int) -> Churn:
    """Return a history of A with ``rounds`` incarnations; B updates, receives from each, and sends to the last."""
    steps: list[Step] = [Event("B")]
    pairs: list[tuple[int, int]] = []
    lives: list[int] = []
    life = "A"
    heard = 1
    for number in range(rounds):
        steps.append(Event(life))
        made = len(steps)
        lives.append(made)
        steps.append(Event("B", of=made))
        pairs += [(1, made), (heard, made), (made, made + 1)]
        heard = made + 1
        match fault:
            case Fault.RETIRE:
                steps += [FaultStep(life, fault), FaultStep(life, Fault.JOIN)]
            case Fault.CLONE:
                clone = f"C{number}"
                steps.append(FaultStep(life, fault, as_=clone))
                life = clone
            case Fault.RESTORE:
                steps.append(FaultStep(life, fault, back=0 if number % 2 else made))
            case _:
                steps.append(FaultStep(life, fault))
    # The state of an update can be received on every kind.
    steps.append(Event("B"))
    steps.append(Event(life, of=len(steps)))
    pairs += [(e, len(steps)) for e in (1, *lives, heard)]
    return Churn(f"{rounds} lives by {fault.value}", Execution.of(steps), tuple(pairs))


@cache
def _forks(copies: int) -> Churn:
    """Start copies of A, each of which makes an update that B receives; then B sends all of them to A."""
    steps: list[Step] = [Event("A")]
    pairs: list[tuple[int, int]] = []
    made: list[int] = []
    for number in range(copies):
        steps += [FaultStep("A", Fault.CLONE, as_=f"C{number}"), Event(f"C{number}")]
        made.append(len(steps))
        steps.append(Event("B", of=len(steps)))
        pairs += [(1, made[-1]), (made[0], made[-1]), (made[-1], len(steps))]
    steps.append(Event("B"))
    steps.append(Event("A", of=len(steps)))
    pairs += [(e, len(steps)) for e in made]
    return Churn(f"{copies} copies of one", Execution.of(steps), tuple((e, f) for e, f in pairs if e != f))
