"""R: what is wrong, and stays refuted.

A refuted *design* is a rule somebody uses; a refuted *statement* is a sentence somebody believes. Each is one claim,
read twice: with symbolic clocks a solver must find it false, and must go on doing so; with the model's clocks Python
replays the values found, and must find it false there too. The smallest state and the shortest history are found, not
typed.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import z3

from antichain.model import slots
from antichain.model.laws import LAWS
from antichain.proofs import histories
from antichain.proofs.concrete import Concrete
from antichain.proofs.countermodel import among_two, smallest, values, witnesses_failure
from antichain.proofs.rivals import RivalJoin, rival
from antichain.proofs.symbolic import KERNEL, REPLICA, Symbolic, clock, natural
from antichain.proofs.theorem import Obligation, obligation
from antichain.proofs.worlds import clock_worlds

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.model.clock import Clock as ModelClock
    from antichain.proofs.histories import Story
    from antichain.proofs.structure import Structure, Value

__all__ = ["REFUTATIONS", "Refutation"]


Term: TypeAlias = Any
"""A clock, a replica, a number or a truth value, of the algebra in which a claim is read; and the algebra."""


@dataclass(frozen=True, slots=True)
class Refutation:
    """A claim that is false. Parameters after the algebra: ``x y z`` clocks, ``r s`` replicas, ``k n p q`` amounts.

    ``violates`` is the theorem it offends, ``mirrors`` the public issue of somebody who found out, ``history`` searches
    for the shortest run in which the design goes wrong; a refuted statement has none.
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
        """What the claim speaks of."""
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


def _letter(letter: str) -> Term:
    if letter in "xyz":
        return clock(letter)
    return z3.Const(letter, REPLICA) if letter in "rs" else z3.Int(letter)


def _absent(letter: str) -> Value | ModelClock:
    """Return a value for a letter of which the question has lost sight by simplification."""
    return "A" if letter in "rs" else 0


def _law(name: str) -> Callable[..., Any]:
    return LAWS[name].states


def _slot_for_all(m: Term, x: Term, r: Term, s: Term) -> Term:
    """Two updates of a count that all replicas share, on two replicas that both start from it, survive a merge."""
    shared = m.tick(x, r)
    return m.implies(m.distinct(r, s), m.same(m.join(shared, shared), m.tick(shared, r)))


def _sums(m: Term, r: Term, s: Term, k: Term, n: Term, p: Term, q: Term) -> Term:  # noqa: PLR0913, PLR0917 — two clocks of two slots
    """The clock with the smaller sum is before the other."""
    one, other = m.add(m.add(m.bottom(), r, k), s, n), m.add(m.add(m.bottom(), r, p), s, q)
    return m.implies(m.both(m.distinct(r, s), k + n < p + q), m.before(one, other))


def _larger_total(m: Term, r: Term, s: Term, k: Term, n: Term, p: Term, q: Term) -> Term:  # noqa: PLR0913, PLR0917 — two clocks of two slots
    """Whoever has the larger total, or as much, knows what the other knows."""
    mine, theirs = m.add(m.add(m.bottom(), r, k), s, n), m.add(m.add(m.bottom(), r, p), s, q)
    return m.implies(m.both(m.distinct(r, s), k + n >= p + q), m.leq(theirs, mine))


def _lamport(m: Term, r: Term, s: Term, k: Term, n: Term) -> Term:
    """Of two replicas that never spoke, the k-th event of one is before the n-th of the other where k < n."""
    timed = m.both(m.both(m.distinct(r, s), k >= 1), k < n)
    return m.implies(timed, m.before(m.add(m.bottom(), r, k), m.add(m.bottom(), s, n)))


def _prune(m: Term, x: Term, r: Term) -> Term:
    return m.pointwise(lambda count, here: 0 if here == 1 else count, x, m.own(r))


def _missed_conflict(m: Term, x: Term, y: Term, r: Term) -> Term:
    """What was concurrent is not before, after one of the two forgot a replica."""
    return m.implies(m.concurrent(x, y), m.no(m.leq(_prune(m, x, r), y)))


def _false_conflict(m: Term, x: Term, y: Term, r: Term) -> Term:
    """What was before is not concurrent, after the later of the two forgot a replica."""
    return m.implies(m.leq(x, y), m.no(m.concurrent(x, _prune(m, y, r))))


def _quiet_receive(m: Term, x: Term, y: Term, r: Term) -> Term:
    """A receive that joins without ticking is after the send."""
    sent = m.tick(x, r)
    return m.before(sent, m.join(y, sent))


def _amnesia(m: Term, x: Term, r: Term) -> Term:
    """After a lost disk a replica starts from zero under its old name; its next update reaches a peer that knew it."""
    return m.same(m.join(m.tick(m.bottom(), r), x), m.tick(x, r))


def _value_grows(m: Term, r: Term, k: Term, n: Term, p: Term, q: Term) -> Term:  # noqa: PLR0913, PLR0917 — two clocks of two slots
    """The larger state of a pn-counter has the larger value."""
    added = m.leq(m.add(m.bottom(), r, k), m.add(m.bottom(), r, p))
    taken = m.leq(m.add(m.bottom(), r, n), m.add(m.bottom(), r, q))
    return m.implies(m.both(added, taken), k - n <= p - q)


def _guarded(m: Term, r: Term, s: Term, n: Term) -> Term:
    """Two replicas that each see a value of at least 1 and take 1 away leave it at 0 or more."""
    taken = m.join(m.tick(m.bottom(), r), m.tick(m.bottom(), s))
    return m.implies(m.both(m.distinct(r, s), n >= 1), n - m.slot(taken, r) - m.slot(taken, s) >= 0)


def _retry(m: Term, x: Term, r: Term) -> Term:
    """An update may be sent again if no answer came."""
    return m.same(m.tick(m.tick(x, r), r), m.tick(x, r))


def _value_is_state(m: Term, r: Term, k: Term, n: Term, p: Term, q: Term) -> Term:  # noqa: PLR0913, PLR0917 — two clocks of two slots
    """Equal values are equal states."""
    added = m.same(m.add(m.bottom(), r, k), m.add(m.bottom(), r, p))
    taken = m.same(m.add(m.bottom(), r, n), m.add(m.bottom(), r, q))
    return m.implies(k - n == p - q, m.both(added, taken))


def _wrapping(m: Term, x: Term, r: Term) -> Term:
    """A slot of 31 bits grows by an update."""
    wrapped = m.pointwise(lambda count, own: slots.tick(count, own) % 2**31, x, m.own(r))
    return m.implies(m.slot(x, r) < 2**31, m.leq(x, wrapped))


def _gap(m: Term, x: Term, y: Term, r: Term) -> Term:
    """Whoever has taken in the delta of an update knows what happened before the update."""
    after = m.tick(y, r)
    reader = m.join(x, m.delta(after, y))
    return m.implies(m.slot(reader, r) == m.slot(after, r), m.leq(after, reader))


def _negative(m: Term, x: Term, r: Term) -> Term:
    """An update by -1 survives the merge with an older state."""
    lowered = m.pointwise(lambda count, own: slots.add(count, -1) if own == 1 else count, x, m.own(r))
    return m.implies(m.slot(x, r) >= 1, m.same(m.join(x, lowered), lowered))


def _collapse(m: Term, r: Term, s: Term, n: Term) -> Term:
    """Moving the count of a departed replica to another slot counts it once, also when an old state arrives later."""
    old, moved = m.add(m.bottom(), r, n), m.add(m.bottom(), s, n)
    after = m.join(moved, old)
    return m.implies(m.distinct(r, s), m.slot(after, r) + m.slot(after, s) == n)


def _spelling(m: Term, k: Term, n: Term, p: Term, q: Term) -> Term:
    """Two dictionaries of one clock are equal: ``k n`` tell whether the entry is there, ``p q`` its count."""
    spelt = m.both(m.both(k <= 1, n <= 1), m.both(m.implies(k == 0, p == 0), m.implies(n == 0, q == 0)))
    return m.implies(m.both(spelt, p == q), k == n)


def _transitive(m: Term, x: Term, y: Term, z: Term) -> Term:
    """Concurrency is transitive: two different clocks that are concurrent with a third are with each other."""
    chain = m.both(m.concurrent(x, y), m.concurrent(y, z))
    return m.implies(m.both(chain, m.no(m.same(x, z))), m.concurrent(x, z))


def _early_stamp(m: Term, x: Term, y: Term, r: Term, s: Term) -> Term:
    """The receive of a message stamped before its own send's tick is after the send."""
    return m.implies(m.distinct(r, s), m.before(m.tick(x, r), m.receive(y, x, s)))


def _late_disk(m: Term, x: Term, r: Term) -> Term:
    """An update sent before it was durable, lost in a crash, and the next update have different stamps."""
    sent, after_the_crash = m.tick(x, r), m.tick(x, r)
    return m.no(m.same(sent, after_the_crash))


REFUTATIONS: tuple[Refutation, ...] = (
    Refutation(
        "R1",
        "merge adds when concurrent, and takes the larger slot otherwise",
        _law("join_associates"),
        "B2",
        "a widely read article",
        histories.article,
        rival("add when concurrent"),
    ),
    Refutation(
        "R2", "merge adds", _law("join_is_idempotent"), "B3", "defradb 5135", histories.add_always, rival("addition")
    ),
    Refutation("R3", "one number, and the larger wins", _slot_for_all, "C4", "crdts on PyPI", histories.larger_number),
    Refutation(
        "R4",
        "merge overwrites: the last writer wins",
        _law("join_is_above_left"),
        "B5",
        "akka 29616",
        histories.last_writer,
        rival("overwrite"),
    ),
    Refutation(
        "R4a",
        "merge keeps the state with the larger total",
        _larger_total,
        "B6",
        "crdts on PyPI",
        histories.larger_total,
    ),
    Refutation(
        "R4b",
        "merge takes the smaller slot",
        _law("join_is_above_left"),
        "B5",
        "",
        histories.smaller_slots,
        rival("minimum"),
    ),
    Refutation("R5", "clocks are compared by their sums", _sums, "H2", "many tutorials", histories.by_sums),
    Refutation("R6", "L e < L f ⇒ e → f", _lamport, "H2"),
    Refutation(
        "R7",
        "an entry may be forgotten: a conflict stays one",
        _missed_conflict,
        "N2",
        "riak_core 613",
        histories.pruned,
    ),
    Refutation(
        "R8",
        "an entry may be forgotten: what is ordered stays so",
        _false_conflict,
        "N2",
        "super-productivity 8755",
        histories.pruned_late,
    ),
    Refutation(
        "R9",
        "a receive that ticks serves as merge",
        _law("join_is_idempotent"),
        "J5",
        "",
        histories.receive_counts,
        rival("receive as merge"),
    ),
    Refutation("R10", "a receive does not tick", _quiet_receive, "H2", "shiviz 164", histories.quiet_receive),
    Refutation(
        "R11",
        "a replica that lost its disk keeps its name",
        _amnesia,
        "N4",
        "riak_kv 679, syncthing 3876, automerge 689",
        histories.amnesia,
    ),
    Refutation("R12", "the value of a pn-counter never falls", _value_grows, "G5"),
    Refutation("R12b", "a decrement guarded by the local value keeps the value at 0 or more", _guarded, "G3"),
    Refutation("R13", "an increment may be retried", _retry, "G6"),
    Refutation("R14", "equal values are equal states", _value_is_state, "G8"),
    Refutation("R15", "slots wrap at 2³¹", _wrapping, "N6", "pony-crdt 4", histories.wrapping),
    Refutation(
        "R16",
        "a delta may be taken in without what happened before it",
        _gap,
        "F11",
        "akka 22188",
        histories.gap,
    ),
    Refutation("R17", "an increment by −1", _negative, "C6", "orbitdb crdts 1, pony-crdt 2", histories.negative),
    Refutation(
        "R18",
        "the count of a departed replica is moved to another slot, without a marker",
        _collapse,
        "N3",
        "akka.net 4200",
        histories.collapse,
    ),
    Refutation("R19", "a missing entry and a zero are different", _spelling, "N5", "hetu Setu 39", histories.spelling),
    Refutation("R20", "concurrency is transitive", _transitive, "A7"),
    Refutation(
        "R21", "a message carries the clock from before its tick", _early_stamp, "H2", "", histories.early_stamp
    ),
    Refutation(
        "R22",
        "an update is sent before it is durable",
        _late_disk,
        "H4",
        "scylladb 2169",
        histories.late_disk,
    ),
)
