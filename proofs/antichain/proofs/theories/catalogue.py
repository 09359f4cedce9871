"""All theories by letter, and all theorems of a subject by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from antichain.proofs.logic.theorem import Subject, Theorem
from antichain.proofs.theories import (
    a_order,
    b_lattice,
    c_updates,
    d_dots,
    e_value,
    f_gcounter,
    f_gossip,
    g_pncounter,
    h_vector_clock,
    i_lamport,
    j_version_vector,
    k_causal_broadcast,
    l_deltas,
    lift_totality,
    m_clock_size,
    n_identity,
    s_specification,
)
from antichain.proofs.theories.x_implementation import refinement

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["THEORIES", "Theory", "theorems", "theory_of"]


@dataclass(frozen=True, slots=True)
class Theory:
    """Theorems that belong together: their title, the module that states them, and the theorems for a subject."""

    title: str
    module: str
    theorems: Callable[[Subject], tuple[Theorem, ...]]

    @property
    def file(self) -> str:
        """The file of the module, below the folder of the proofs."""
        return f"{self.module.removeprefix('antichain.proofs.').replace('.', '/')}.py"


def _counter(subject: Subject) -> tuple[Theorem, ...]:
    return (*f_gcounter.theorems(subject), f_gossip.quiescence(subject))


THEORIES: dict[str, Theory] = {
    "LIFT": Theory("the lift", lift_totality.__name__, lift_totality.theorems),
    "A": Theory("order", a_order.__name__, a_order.theorems),
    "B": Theory("lattice", b_lattice.__name__, b_lattice.theorems),
    "C": Theory("updates", c_updates.__name__, c_updates.theorems),
    "D": Theory("dots", d_dots.__name__, d_dots.theorems),
    "E": Theory("value", e_value.__name__, e_value.theorems),
    "F": Theory("G-Counter", f_gcounter.__name__, _counter),
    "G": Theory("PN-Counter", g_pncounter.__name__, g_pncounter.theorems),
    "H": Theory("vector clocks", h_vector_clock.__name__, h_vector_clock.theorems),
    "I": Theory("Lamport clocks", i_lamport.__name__, i_lamport.theorems),
    "J": Theory("version vectors", j_version_vector.__name__, j_version_vector.theorems),
    "K": Theory("causal delivery", k_causal_broadcast.__name__, k_causal_broadcast.theorems),
    "L": Theory("deltas", l_deltas.__name__, l_deltas.theorems),
    "M": Theory("bounds", m_clock_size.__name__, m_clock_size.theorems),
    "N": Theory("identity", n_identity.__name__, n_identity.theorems),
    "S": Theory("strength of the laws", s_specification.__name__, s_specification.theorems),
    "X": Theory("the implementation refines the model", refinement.__name__, refinement.theorems),
}


def theorems(subject: Subject | None = None) -> dict[str, Theorem]:
    """Return all theorems by name: those of the model, or of a mutant of it.

    >>> theorems()["H2"].statement
    'e → f ⇔ V e < V f'
    """
    return dict(_of_the_model()) if subject is None else _about(subject)


@cache
def _of_the_model() -> Mapping[str, Theorem]:
    return _about(Subject())


def _about(subject: Subject) -> dict[str, Theorem]:
    return {each.id: each for theory in THEORIES.values() for each in theory.theorems(subject)}


def theory_of(theorem: str) -> str:
    """Return the letter of the theory to which a theorem of this name belongs.

    >>> theory_of("H2"), theory_of("LIFT-merge")
    ('H', 'LIFT')
    """
    return "LIFT" if theorem.startswith("LIFT") else theorem[:1]
