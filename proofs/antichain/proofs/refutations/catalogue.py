"""R: wrong statements, each with its counterexample.

A refuted *design* is a rule in use; a refuted *statement* is a common belief. Each is one claim,
read twice: with symbolic clocks a solver must find it false, and must go on doing so; with the model's clocks Python
replays the values found, and must find it false there too. The smallest state and the shortest history are found, not
typed.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import z3

from antichain.proofs.logic.concrete import Concrete
from antichain.proofs.logic.obligation import Obligation, obligation
from antichain.proofs.logic.symbolic import KERNEL, REPLICA, Symbolic, clock, natural
from antichain.proofs.logic.worlds import clock_worlds
from antichain.proofs.refutations import claims, clock_histories, counter_histories
from antichain.proofs.refutations.rival_merges import RivalJoin, rival
from antichain.proofs.solving.countermodel import among_two, smallest, values, witnesses_failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.model.clock import Clock as ModelClock
    from antichain.proofs.logic.finite_structure import Structure, Value
    from antichain.proofs.refutations.story import Story

__all__ = ["REFUTATIONS", "Refutation"]


@dataclass(frozen=True, slots=True)
class Refutation:
    """A claim that is false. Parameters after the algebra: ``x y z`` clocks, ``r s`` replicas, ``k n p q`` amounts.

    ``violates`` is the violated theorem, ``mirrors`` the public issue that reports it, ``history`` searches for the
    shortest failing run of the design; a refuted statement has none.
    """

    id: str
    statement: str
    claim: Callable[..., Any]
    violates: str = ""
    mirrors: str = ""
    history: Callable[[], Story] | None = None
    rule: RivalJoin | None = None

    @property
    def letters(self) -> tuple[str, ...]:
        """The names of the clocks, replicas and numbers in the claim."""
        return tuple(inspect.signature(self.claim).parameters)[1:]

    @property
    def query(self) -> Obligation:
        """The question that must stay refuted."""
        m = self.rule.symbolic(KERNEL) if self.rule else Symbolic()
        terms = {letter: _letter(letter) for letter in self.letters}
        known = {
            f"0 ≤ {letter}": natural(term) if letter in "xyz" else term >= 0
            for letter, term in terms.items()
            if letter not in "rs"
        }
        return obligation(self.id, self.claim(m, *terms.values()), clock_worlds(), known)

    @property
    def among_two(self) -> Obligation:
        """The same question about two replicas, which every judge can decide."""
        return among_two(self.query)

    def smallest(self) -> Structure | None:
        """Return the smallest state of two replicas in which the claim is false."""
        return smallest(self.query)

    def replays(self, world: Structure) -> bool:
        """Return whether the claim fails in this state on the model's own functions, and the terms do in Python."""
        found = values(self.query, world)
        m = self.rule.concrete(str(found.get("marked", "A"))) if self.rule else Concrete()
        arguments = [found.get(letter, _absent(letter)) for letter in self.letters]
        return witnesses_failure(self.query, world) and not self.claim(m, *arguments)


def _letter(letter: str) -> Any:  # noqa: ANN401 — a clock, a replica or a number
    if letter in "xyz":
        return clock(letter)
    return z3.Const(letter, REPLICA) if letter in "rs" else z3.Int(letter)


def _absent(letter: str) -> Value | ModelClock:
    """Return a value for a letter that simplification removed from the question."""
    return "A" if letter in "rs" else 0


REFUTATIONS: tuple[Refutation, ...] = (
    Refutation(
        "R1",
        "merge adds when concurrent, and takes the larger slot otherwise",
        claims.law("join_associates"),
        "B2",
        "a widely read article",
        counter_histories.article,
        rival("add when concurrent"),
    ),
    Refutation(
        "R2",
        "merge adds",
        claims.law("join_is_idempotent"),
        "B3",
        "defradb 5135",
        counter_histories.add_always,
        rival("addition"),
    ),
    Refutation(
        "R3",
        "one number, and the larger wins",
        claims.slot_for_all,
        "C4",
        "crdts on PyPI",
        counter_histories.larger_number,
    ),
    Refutation(
        "R4",
        "merge overwrites: the last writer wins",
        claims.law("join_is_above_left"),
        "B5",
        "akka 29616",
        counter_histories.last_writer,
        rival("overwrite"),
    ),
    Refutation(
        "R4a",
        "merge keeps the state with the larger total",
        claims.larger_total,
        "B6",
        "crdts on PyPI",
        counter_histories.larger_total,
    ),
    Refutation(
        "R4b",
        "merge takes the smaller slot",
        claims.law("join_is_above_left"),
        "B5",
        "",
        counter_histories.smaller_slots,
        rival("minimum"),
    ),
    Refutation("R5", "clocks are compared by their sums", claims.sums, "H2", "many tutorials", clock_histories.by_sums),
    Refutation("R6", "L e < L f ⇒ e → f", claims.lamport, "H2"),
    Refutation(
        "R7",
        "an entry may be forgotten: a conflict stays one",
        claims.missed_conflict,
        "N2",
        "riak_core 613",
        clock_histories.pruned,
    ),
    Refutation(
        "R8",
        "an entry may be forgotten: what is ordered stays so",
        claims.false_conflict,
        "N2",
        "super-productivity 8755",
        clock_histories.pruned_late,
    ),
    Refutation(
        "R9",
        "a receive that ticks serves as merge",
        claims.law("join_is_idempotent"),
        "J5",
        "",
        counter_histories.receive_counts,
        rival("receive as merge"),
    ),
    Refutation(
        "R10", "a receive does not tick", claims.quiet_receive, "H2", "shiviz 164", clock_histories.quiet_receive
    ),
    Refutation(
        "R11",
        "a replica that lost its disk keeps its name",
        claims.amnesia,
        "N4",
        "riak_kv 679, syncthing 3876, automerge 689",
        counter_histories.amnesia,
    ),
    Refutation("R12", "the value of a pn-counter never falls", claims.value_grows, "G5"),
    Refutation("R12b", "a decrement guarded by the local value keeps the value at 0 or more", claims.guarded, "G3"),
    Refutation("R13", "an increment may be retried", claims.retry, "G6"),
    Refutation("R14", "equal values are equal states", claims.value_is_state, "G8"),
    Refutation("R15", "slots wrap at 2³¹", claims.wrapping, "N6", "pony-crdt 4", counter_histories.wrapping),
    Refutation(
        "R16",
        "a delta may be taken in without what happened before it",
        claims.gap,
        "F11",
        "akka 22188",
        counter_histories.gap,
    ),
    Refutation(
        "R17", "an increment by −1", claims.negative, "C6", "orbitdb crdts 1, pony-crdt 2", counter_histories.negative
    ),
    Refutation(
        "R18",
        "the count of a departed replica is moved to another slot, without a marker",
        claims.collapse,
        "N3",
        "akka.net 4200",
        counter_histories.collapse,
    ),
    Refutation(
        "R19",
        "a missing entry and a zero are different",
        claims.spelling,
        "N5",
        "hetu Setu 39",
        clock_histories.spelling,
    ),
    Refutation("R20", "concurrency is transitive", claims.transitive, "A7"),
    Refutation(
        "R21",
        "a message carries the clock from before its tick",
        claims.early_stamp,
        "H2",
        "",
        clock_histories.early_stamp,
    ),
    Refutation(
        "R22",
        "an update is sent before it is durable",
        claims.late_disk,
        "H4",
        "scylladb 2169",
        counter_histories.late_disk,
    ),
)
