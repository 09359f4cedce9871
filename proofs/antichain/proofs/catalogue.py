"""All theories by letter, and all theorems of a subject by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antichain.proofs import (
    bounds,
    delivery,
    delta,
    dots,
    gcounter,
    gossip,
    identity,
    kernel,
    lamport,
    lattice,
    order,
    pncounter,
    spec,
    updates,
    value,
    vector_clock,
    version_vector,
)
from antichain.proofs.theorem import Subject, Theorem

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["THEORIES", "Theory", "theorems", "theory_of"]


@dataclass(frozen=True, slots=True)
class Theory:
    """What belongs together: a title, where it is written, and its theorems for a subject."""

    title: str
    file: str
    theorems: Callable[[Subject], tuple[Theorem, ...]]


def _counter(subject: Subject) -> tuple[Theorem, ...]:
    return (*gcounter.theorems(subject), gossip.quiescence(subject))


THEORIES: dict[str, Theory] = {
    "LIFT": Theory("the lift", "kernel.py", kernel.theorems),
    "A": Theory("order", "order.py", order.theorems),
    "B": Theory("lattice", "lattice.py", lattice.theorems),
    "C": Theory("updates", "updates.py", updates.theorems),
    "D": Theory("dots", "dots.py", dots.theorems),
    "E": Theory("value", "value.py", value.theorems),
    "F": Theory("G-Counter", "gcounter.py", _counter),
    "G": Theory("PN-Counter", "pncounter.py", pncounter.theorems),
    "H": Theory("vector clocks", "vector_clock.py", vector_clock.theorems),
    "I": Theory("Lamport clocks", "lamport.py", lamport.theorems),
    "J": Theory("version vectors", "version_vector.py", version_vector.theorems),
    "K": Theory("causal delivery", "delivery.py", delivery.theorems),
    "L": Theory("deltas", "delta.py", delta.theorems),
    "M": Theory("bounds", "bounds.py", bounds.theorems),
    "N": Theory("identity", "identity.py", identity.theorems),
    "S": Theory("strength of the laws", "spec.py", spec.theorems),
}


def theorems(subject: Subject | None = None) -> dict[str, Theorem]:
    """Return all theorems by name: those of the model, or of a mutant of it.

    >>> theorems()["H2"].statement
    'e → f ⇔ V e < V f'
    """
    about = subject or Subject()
    return {each.id: each for theory in THEORIES.values() for each in theory.theorems(about)}


def theory_of(theorem: str) -> str:
    """Return the letter of the theory to which a theorem of this name belongs.

    >>> theory_of("H2"), theory_of("LIFT-merge")
    ('H', 'LIFT')
    """
    return "LIFT" if theorem.startswith("LIFT") else theorem[:1]
