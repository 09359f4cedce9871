"""The claims that the refutations deny: each claim a function of an algebra, so that a solver and Python read the same.

Parameters after the algebra: ``x y z`` clocks, ``r s`` replicas, ``k n p q`` amounts. The docstring is the
belief.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from antichain.model import slots
from antichain.model.laws import LAWS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "amnesia",
    "collapse",
    "early_stamp",
    "false_conflict",
    "gap",
    "guarded",
    "lamport",
    "larger_total",
    "late_disk",
    "law",
    "missed_conflict",
    "negative",
    "prune",
    "quiet_receive",
    "retry",
    "slot_for_all",
    "spelling",
    "sums",
    "transitive",
    "value_grows",
    "value_is_state",
    "wrapping",
]

Term: TypeAlias = Any
"""A clock, a replica, a number or a truth value, of the algebra in which a claim is read; and the algebra."""


def law(name: str) -> Callable[..., Any]:
    """Return the claim that a law of the model makes."""
    return LAWS[name].states


def slot_for_all(m: Term, x: Term, r: Term, s: Term) -> Term:
    """Two updates of a count that all replicas share, on two replicas that both start from it, survive a merge."""
    shared = m.tick(x, r)
    return m.implies(m.distinct(r, s), m.same(m.join(shared, shared), m.tick(shared, r)))


def sums(m: Term, r: Term, s: Term, k: Term, n: Term, p: Term, q: Term) -> Term:  # noqa: PLR0913, PLR0917 — two clocks of two slots
    """The clock with the smaller sum is before the other."""
    one, other = m.add(m.add(m.bottom(), r, k), s, n), m.add(m.add(m.bottom(), r, p), s, q)
    return m.implies(m.both(m.distinct(r, s), k + n < p + q), m.before(one, other))


def larger_total(m: Term, r: Term, s: Term, k: Term, n: Term, p: Term, q: Term) -> Term:  # noqa: PLR0913, PLR0917 — two clocks of two slots
    """A replica with the larger total, or as much, knows all that the other knows."""
    mine, theirs = m.add(m.add(m.bottom(), r, k), s, n), m.add(m.add(m.bottom(), r, p), s, q)
    return m.implies(m.both(m.distinct(r, s), k + n >= p + q), m.leq(theirs, mine))


def lamport(m: Term, r: Term, s: Term, k: Term, n: Term) -> Term:
    """Of two replicas that never spoke, the k-th event of one is before the n-th of the other where k < n."""
    timed = m.both(m.both(m.distinct(r, s), k >= 1), k < n)
    return m.implies(timed, m.before(m.add(m.bottom(), r, k), m.add(m.bottom(), s, n)))


def prune(m: Term, x: Term, r: Term) -> Term:
    """Return ``x`` without the slot of ``r``."""
    return m.pointwise(lambda count, here: 0 if here == 1 else count, x, m.own(r))


def missed_conflict(m: Term, x: Term, y: Term, r: Term) -> Term:
    """Concurrent clocks stay concurrent after one of the two forgot a replica."""
    return m.implies(m.concurrent(x, y), m.no(m.leq(prune(m, x, r), y)))


def false_conflict(m: Term, x: Term, y: Term, r: Term) -> Term:
    """A clock that was before stays before after the later of the two forgot a replica."""
    return m.implies(m.leq(x, y), m.no(m.concurrent(x, prune(m, y, r))))


def quiet_receive(m: Term, x: Term, y: Term, r: Term) -> Term:
    """A receive that joins without ticking is after the send."""
    sent = m.tick(x, r)
    return m.before(sent, m.join(y, sent))


def amnesia(m: Term, x: Term, r: Term) -> Term:
    """After a lost disk a replica starts from zero under its old name; its next update reaches a peer that knew it."""
    return m.same(m.join(m.tick(m.bottom(), r), x), m.tick(x, r))


def value_grows(m: Term, r: Term, k: Term, n: Term, p: Term, q: Term) -> Term:  # noqa: PLR0913, PLR0917 — two clocks of two slots
    """The larger state of a pn-counter has the larger value."""
    added = m.leq(m.add(m.bottom(), r, k), m.add(m.bottom(), r, p))
    taken = m.leq(m.add(m.bottom(), r, n), m.add(m.bottom(), r, q))
    return m.implies(m.both(added, taken), k - n <= p - q)


def guarded(m: Term, r: Term, s: Term, n: Term) -> Term:
    """Two replicas that each see a value of at least 1 and take 1 away leave it at 0 or more."""
    taken = m.join(m.tick(m.bottom(), r), m.tick(m.bottom(), s))
    return m.implies(m.both(m.distinct(r, s), n >= 1), n - m.slot(taken, r) - m.slot(taken, s) >= 0)


def retry(m: Term, x: Term, r: Term) -> Term:
    """An update may be sent again if no answer came."""
    return m.same(m.tick(m.tick(x, r), r), m.tick(x, r))


def value_is_state(m: Term, r: Term, k: Term, n: Term, p: Term, q: Term) -> Term:  # noqa: PLR0913, PLR0917 — two clocks of two slots
    """Equal values are equal states."""
    added = m.same(m.add(m.bottom(), r, k), m.add(m.bottom(), r, p))
    taken = m.same(m.add(m.bottom(), r, n), m.add(m.bottom(), r, q))
    return m.implies(k - n == p - q, m.both(added, taken))


def wrapping(m: Term, x: Term, r: Term) -> Term:
    """A slot of 31 bits grows by an update."""
    wrapped = m.pointwise(lambda count, own: slots.tick(count, own) % 2**31, x, m.own(r))
    return m.implies(m.slot(x, r) < 2**31, m.leq(x, wrapped))


def gap(m: Term, x: Term, y: Term, r: Term) -> Term:
    """A replica that has received the delta of an update knows all updates before it."""
    after = m.tick(y, r)
    reader = m.join(x, m.delta(after, y))
    return m.implies(m.slot(reader, r) == m.slot(after, r), m.leq(after, reader))


def negative(m: Term, x: Term, r: Term) -> Term:
    """An update by -1 survives the merge with an older state."""
    lowered = m.pointwise(lambda count, own: slots.add(count, -1) if own == 1 else count, x, m.own(r))
    return m.implies(m.slot(x, r) >= 1, m.same(m.join(x, lowered), lowered))


def collapse(m: Term, r: Term, s: Term, n: Term) -> Term:
    """Moving the count of a departed replica to another slot counts it once, also when an old state arrives later."""
    old, moved = m.add(m.bottom(), r, n), m.add(m.bottom(), s, n)
    after = m.join(moved, old)
    return m.implies(m.distinct(r, s), m.slot(after, r) + m.slot(after, s) == n)


def spelling(m: Term, k: Term, n: Term, p: Term, q: Term) -> Term:
    """Two dictionaries of one clock are equal: ``k n`` say whether the entry exists, ``p q`` are its counts."""
    spelt = m.both(m.both(k <= 1, n <= 1), m.both(m.implies(k == 0, p == 0), m.implies(n == 0, q == 0)))
    return m.implies(m.both(spelt, p == q), k == n)


def transitive(m: Term, x: Term, y: Term, z: Term) -> Term:
    """Concurrency is transitive: two different clocks that are concurrent with a third are with each other."""
    chain = m.both(m.concurrent(x, y), m.concurrent(y, z))
    return m.implies(m.both(chain, m.no(m.same(x, z))), m.concurrent(x, z))


def early_stamp(m: Term, x: Term, y: Term, r: Term, s: Term) -> Term:
    """The receive of a message stamped before its own send's tick is after the send."""
    return m.implies(m.distinct(r, s), m.before(m.tick(x, r), m.receive(y, x, s)))


def late_disk(m: Term, x: Term, r: Term) -> Term:
    """An update sent before it was durable, lost in a crash, and the next update have different stamps."""
    sent, after_the_crash = m.tick(x, r), m.tick(x, r)
    return m.no(m.same(sent, after_the_crash))
