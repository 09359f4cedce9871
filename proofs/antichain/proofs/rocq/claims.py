"""The theorems of the Rocq development, and the theorems of the solvers with the same statements.

The table of claims, the check of assumptions and the README are made from :data:`CLAIMS`.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CLAIMS", "Claim"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A theorem of the Rocq development; ``says`` is its statement in words.

    ``theorem`` is the id of the solvers' theorem with the same statement; empty where only Rocq has it.
    """

    module: str
    name: str
    says: str
    theorem: str = ""

    @property
    def qualified(self) -> str:
        """The name by which Rocq knows the theorem.

        >>> CLAIMS[0].qualified
        'Antichain.Clock.leq_is_an_order'
        """
        return f"Antichain.{self.module}.{self.name}"


CLAIMS: tuple[Claim, ...] = (
    Claim("Clock", "leq_is_an_order", "≤ is a partial order", "A1 A2 A3"),
    Claim("Clock", "join_is_the_least_upper_bound", "x ⊔ y ≤ z ⇔ x ≤ z ∧ y ≤ z", "B5 B6 B7"),
    Claim("Clock", "meet_is_the_greatest_lower_bound", "z ≤ x ⊓ y ⇔ z ≤ x ∧ z ≤ y", "B10"),
    Claim("Clock", "delta_suffices", "Δ(x, y) ⊔ y = x ⊔ y in each slot", "L3"),
    Claim("Clock", "delta_is_least", "z ⊔ y = x ⊔ y ⇒ Δ(x, y) ≤ z in each slot", "L4"),
    Claim("Clock", "deliverable_is_next_and_complete", "the gate of causal delivery, slot by slot"),
    Claim("History", "before_is_least", "→ is the least relation closed under Lamport's three clauses"),
    Claim("VectorClock", "one_slot_tells", "e ≠ f ⇒ (e → f ⇔ V e (home e) ≤ V f (home e))", "H1"),
    Claim("VectorClock", "clock_condition", "e → f ⇔ V e < V f", "H2"),
    Claim("VectorClock", "concurrency_condition", "e ≠ f ⇒ (e ∥ f ⇔ V e ∥ V f)", "H3"),
    Claim("VectorClock", "stamps_differ", "V e = V f ⇒ e = f", "H4"),
    Claim("VectorClock", "stamp_counts", "V e q counts the events of q among e and what happened before it", "H5"),
    Claim("VectorClock", "before_is_a_strict_order", "→ is a strict order and well founded", "H7"),
    Claim("GCounter", "update_adds_one", "value (tick r x) = value x + 1", "E2"),
    Claim("GCounter", "slot_counts_updates", "counts r q is the number of updates of q in Past r", "F3"),
    Claim("GCounter", "value_counts_updates", "value r is the number of distinct updates in Past r", "F6"),
    Claim("GCounter", "value_exists_and_is_unique", "a replica reads exactly one value"),
    Claim("GCounter", "counts_are_ordered_as_pasts", "Past r ⊆ Past s ⇔ counts r ≤ counts s", "F8"),
    Claim("GCounter", "same_updates_same_counts", "Past r = Past s ⇔ counts r = counts s", "F7"),
    Claim("Convergence", "eventual_visibility", "fair ⇒ what one replica has held, all hold in the end"),
    Claim("Convergence", "convergence", "fair, and updates stop ⇒ all agree in the end, on all updates", "F13"),
    Claim("Convergence", "links_make_fair", "paths of links that deliver again and again make a schedule fair"),
    Claim("Convergence", "fair_schedules_exist", "each history can go on fairly without further updates"),
)
"""The theorems of the development, in the order of its files."""
