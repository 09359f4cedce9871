"""The functions that :mod:`antichain.conformance.histories` exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.histories import exhaustive, families, jsonl
from antichain.conformance.histories.exhaustive import Reach
from antichain.conformance.oracle.execution import Execution

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["count_graphs", "dumps", "generate", "graphs", "loads"]


def graphs(replicas: int, events: int, *, receive: Reach = Reach.OTHERS) -> Iterator[Execution]:
    """Yield every history within the bounds once up to renaming of replicas, smaller ones first.

    ``receive`` names the replicas whose states a replica may receive.

    >>> [len(execution.events) for execution in graphs(2, 2)]
    [0, 1, 2, 2, 2]
    """
    return exhaustive.graphs(replicas, events, receive)


def count_graphs(replicas: int, events: int, *, receive: Reach = Reach.OTHERS) -> list[int]:
    """Return how many histories there are of 0, 1, ... and exactly ``events`` events.

    >>> count_graphs(2, 3)
    [1, 1, 3, 8]
    """
    return exhaustive.level_sizes(replicas, events, receive)


def generate(family: str, *, replicas: int, events: int, seed: int = 0, receive: Reach = Reach.ECHO) -> Execution:
    """Return the history that a family, a size and a seed determine.

    >>> print(dumps(generate("ring", replicas=3, events=2, seed=7)))
    {"replica":"A","do":"update"}
    {"replica":"B","do":"receive","of":1}

    Raises:
        ValueError: the family is unknown, or there are fewer than two replicas.

    """
    return Execution.of(families.generate(family, replicas, events, seed, receive).events)


def loads(text: str) -> Execution:
    r"""Return the history that JSON lines describe; an execution has no amounts, so these are left out.

    >>> loads('{"replica":"A","do":"update"}\n{"replica":"B","do":"receive","of":1}').pasts
    (0, 1)

    Raises:
        ValueError: a line is not a step, or cannot come next.

    """
    return Execution.of(jsonl.read(text).events)


def dumps(execution: Execution) -> str:
    r"""Return a history as JSON lines, which ``antichain check --history`` and :func:`loads` read.

    >>> text = '{"replica":"A","do":"update"}\n{"replica":"B","do":"receive","of":1}'
    >>> dumps(loads(text)) == text
    True
    """
    return jsonl.write(execution.events)
