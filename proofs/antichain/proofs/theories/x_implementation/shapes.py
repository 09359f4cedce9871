"""Every representation that a clock of the implementation can have, with symbolic counts of any size.

A clock of the implementation is a dictionary of counts, their sum, and what the replica that ticked last has more. Its
*shape* is the order of the keys, the last ticker, and, of two clocks, whether they share one dictionary. For a given
number of replicas there are finitely many shapes. The counts stay symbolic, so nothing bounds them.

Shapes that differ by the names of the replicas alone are listed once: the implementation asks of a name only whether it
is equal to another one. The order of the keys in a dictionary is part of the shape.

Letters: ``a b`` clocks of the implementation; ``a.A`` is what the dictionary of ``a`` holds for replica A.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any

import z3

from antichain.proofs.logic.finite_structure import Structure, symbols
from antichain.proofs.logic.forking import Number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antichain.proofs.logic.forking import Path
    from antichain.proofs.logic.obligation import Obligation

__all__ = ["Built", "Shape", "Whole", "keys", "pairs", "shapes", "small_numbers"]


class Whole(Number):
    """A symbolic number that answers ``isinstance`` as a whole number does, and prints as text in error messages."""

    __slots__ = ()

    @property  # type: ignore[misc]  # isinstance asks for it
    def __class__(self) -> type:
        """Answer that this is an ``int``."""
        return int

    def __repr__(self) -> str:
        """Return the same text for every number: error messages do not depend on it."""
        return "n"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys of a dictionary in their order, and the last ticker, or None."""

    keys: str
    last: str | None


def keys(replicas: str) -> Iterator[str]:
    """Return the keys that the first of two clocks can have, up to the names of the replicas.

    >>> list(keys("AB"))
    ['', 'A', 'AB']
    """
    return (replicas[:size] for size in range(len(replicas) + 1))


def pairs(replicas: str) -> Iterator[tuple[str, str]]:
    """Return the keys that two clocks can have, in every order, up to the names of the replicas.

    >>> [other for first, other in pairs("AB") if first == "A"]
    ['', 'A', 'B', 'AB', 'BA']
    """
    for first in keys(replicas):
        for size in range(len(replicas) + 1):
            for chosen in permutations(replicas, size):
                other = "".join(chosen)
                fresh = [name for name in other if name not in first]
                if fresh == [*replicas[len(first) :][: len(fresh)]]:
                    yield first, other


def shapes(held: str) -> Iterator[Shape]:
    """Return the shapes with these keys: any of them, or none, ticked last.

    >>> len(list(shapes("AB")))
    3
    """
    yield Shape(held, None)
    yield from (Shape(held, last) for last in held)


class Built:
    """A clock of this shape, given by terms: what its dictionary holds under ``base``, and what its last ticker adds.

    Two clocks with the same ``base`` share their dictionary.
    """

    def __init__(self, name: str, shape: Shape, base: str) -> None:
        """Name the terms; nothing is computed."""
        self.shape, self.base = shape, base
        self.counts = {key: z3.Int(f"{base}.{key}") for key in shape.keys}
        self.more = z3.Int(f"{name}.more") if shape.last is not None else z3.IntVal(0)

    def count(self, replica: str) -> z3.ArithRef:
        """Return the count of a replica."""
        held = self.counts.get(replica, z3.IntVal(0))
        return held + self.more if replica == self.shape.last else held

    def assumed(self) -> dict[str, z3.BoolRef]:
        """Return the representation invariant, as hypotheses by name."""
        known = {f"1 ≤ {term}": term >= 1 for term in self.counts.values()}
        return known if self.shape.last is None else {**known, f"0 ≤ {self.more}": self.more >= 0}

    def clock(self, blank: Callable[[], Any], path: Path, counts: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 — the class under proof is a parameter
        """Return the clock itself, its numbers on ``path``; with ``counts`` it shares that dictionary."""
        made = blank()
        own = {key: Whole(term, path) for key, term in self.counts.items()}
        made._counts = own if counts is None else counts  # noqa: SLF001 — the representation is what is proved
        made._sum = Whole(sum(self.counts.values(), start=z3.IntVal(0)), path)  # noqa: SLF001 — as above
        made._last = self.shape.last  # noqa: SLF001 — as above
        made._more = 0 if self.shape.last is None else Whole(self.more, path)  # noqa: SLF001 — as above
        return made


def small_numbers(asked: Obligation) -> Iterator[Structure]:
    """Return worlds for questions about numbers alone: all are 1, then all are 2, then they differ."""
    names = sorted(symbols((*asked.hypotheses.values(), asked.goal)))
    for values in ([1] * len(names), [2] * len(names), range(1, len(names) + 1), range(len(names), 0, -1)):
        meaning = {name: (lambda value=value: value) for name, value in zip(names, values, strict=True)}
        yield Structure({"Int": range(-1, 8), "Bool": (False, True)}, meaning)
