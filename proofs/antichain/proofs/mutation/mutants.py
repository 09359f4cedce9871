"""Mutants: small wrong versions of every slot function and of every step, which the theorems must refute.

A theorem *kills* a mutant when a concrete run of at most three replicas violates what the theorem says, or when a
solver finds one of its obligations false. An obligation that is no longer proved has a separate column:
*unknown*, and no kill. A mutant under which all that a theorem rests on is still proved *survives* it, and that can be
information: ticking by two keeps the order and loses the counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import z3

from antichain.model import slots

if TYPE_CHECKING:
    from collections.abc import Callable

from antichain.proofs.mutation.mutant import ACTOR, MESSAGE, NEW, Mutant, acting, guard, more, newly, slot, step

__all__ = ["MUTANTS", "Mutant"]

_SLOTS = (
    slot("merge", "the smaller", slots.meet),
    slot("merge", "the sum", lambda x, y: x + y),
    slot("merge", "keep mine", lambda x, _: x),
    slot("merge", "take theirs", lambda _, y: y),
    slot("merge", "one more when different", lambda x, y: x if x == y else more(x, y) + 1),
    slot("meet", "the larger", slots.merge),
    slot("meet", "keep mine", lambda x, _: x),
    slot("meet", "nothing", lambda _x, _y: 0),
    slot("at_most", "less", lambda x, y: x < y),
    slot("at_most", "equal", lambda x, y: x == y),
    slot("at_most", "always", lambda _x, _y: True),
    slot("at_most", "at most one more", lambda x, y: x <= y + 1),
    slot("at_most", "at least", lambda x, y: x >= y),
    slot("tick", "nothing", lambda x, _: x),
    slot("tick", "two", lambda x, own: x + own + own, "Order and union survive; all that counts events does not."),
    slot("tick", "double first", lambda x, own: x + x + own),
    slot("tick", "every slot", lambda x, _: x + 1),
    slot("tick", "set to one", lambda x, own: own if own == 1 else x),
    slot("receive", "no tick", lambda x, y, _: slots.merge(x, y)),
    slot("receive", "forget the message", lambda x, _, own: x + own),
    slot("receive", "forget oneself", lambda _, y, own: y + own),
    slot("receive", "the sum", lambda x, y, own: x + y + own),
    slot("receive", "every slot", lambda x, y, _: slots.merge(x, y) + 1),
    slot("add", "one at most", lambda x, n: x + n if n <= 1 else x + 1),
    slot("add", "the larger", slots.merge),
    slot("add", "one too many", lambda x, n: x + n + 1),
    slot("add", "nothing", lambda x, _: x),
    slot("delta", "the whole state", lambda x, _: x),
    slot("delta", "nothing", lambda _x, _y: 0),
    slot("delta", "the difference", lambda x, y: x - y if x > y else 0),
    slot("delta", "what is old", lambda x, y: x if x <= y else 0),
    slot("deliverable", "at most the next", lambda x, y, own: x <= y + 1 if own == 1 else x <= y),
    slot("deliverable", "look at the sender only", lambda x, y, own: x == y + 1 if own == 1 else x >= 0),
    slot("deliverable", "let all through", lambda x, _y, _own: x >= 0),
    slot("deliverable", "skip one", lambda x, y, own: x == y + 2 if own == 1 else x <= y),
)

_COUNTER = (
    step(
        "counter.receive",
        "the ledger enters an update that no replica made",
        lambda s, t: t._replace(
            past=lambda r, q, k: z3.Or(t.past(r, q, k), z3.And(r == ACTOR, q == ACTOR, k == s.made(q) + 1))
        ),
    ),
    step("counter.update", "the ledger records no order", lambda s, t: t._replace(before=s.before)),
    step("counter.update", "not counted", lambda s, t: t._replace(counts=s.counts)),
    step(
        "counter.update",
        "every slot",
        lambda s, t: t._replace(counts=acting(s.counts, lambda r, q: s.counts(r, q) + 1)),
    ),
    step(
        "counter.update",
        "export the state from before",
        lambda s, t: t._replace(state=newly(s.state, lambda _, q: s.counts(ACTOR, q))),
    ),
    step(
        "counter.update",
        "the ledger misses it",
        lambda s, t: t._replace(past=s.past),
    ),
    step(
        "counter.receive",
        "the ledger takes the message's newest update of each only",
        lambda s, t: t._replace(
            past=lambda r, q, k: z3.Or(
                s.past(r, q, k), z3.And(r == ACTOR, s.carried(MESSAGE, q, k), k == s.state(MESSAGE, q))
            )
        ),
    ),
    step(
        "counter.receive",
        "the ledger forgets what it held",
        lambda s, t: t._replace(past=acting(s.past, lambda _, q, k: s.carried(MESSAGE, q, k))),
    ),
    step("counter.receive", "take in nothing", lambda s, t: t._replace(counts=s.counts)),
    step(
        "counter.receive",
        "overwrite",
        lambda s, t: t._replace(counts=acting(s.counts, lambda _, q: s.state(MESSAGE, q))),
    ),
    step(
        "counter.receive",
        "add",
        lambda s, t: t._replace(counts=acting(s.counts, lambda r, q: s.counts(r, q) + s.state(MESSAGE, q))),
    ),
    step(
        "counter.receive",
        "count itself",
        lambda s, t: t._replace(counts=acting(s.counts, lambda r, q: t.counts(r, q) + z3.If(q == ACTOR, 1, 0))),
    ),
)

_GOSSIP = (
    step("gossip.export", "nothing", lambda s, t: t._replace(state=newly(s.state, lambda _e, _q: z3.IntVal(0)))),
    step(
        "gossip.export",
        "one's own slot",
        lambda s, t: t._replace(state=newly(s.state, lambda _, q: z3.If(q == ACTOR, s.counts(ACTOR, q), 0))),
    ),
    step(
        "gossip.export",
        "one too many",
        lambda s, t: t._replace(state=newly(s.state, lambda _, q: s.counts(ACTOR, q) + 1)),
    ),
    step("gossip.receive", "take in nothing", lambda s, t: t._replace(counts=s.counts)),
    step(
        "gossip.receive",
        "overwrite",
        lambda s, t: t._replace(counts=acting(s.counts, lambda _, q: s.state(MESSAGE, q))),
    ),
    step(
        "gossip.receive",
        "add",
        lambda s, t: t._replace(counts=acting(s.counts, lambda r, q: s.counts(r, q) + s.state(MESSAGE, q))),
    ),
)


def _stamps(s: Any, t: Any, clock: Callable[[Any], Any]) -> Any:  # noqa: ANN401 — states of the machine
    """Return the state in which the event is stamped, and the replica's clock set, to ``clock``."""
    return t._replace(stamp=newly(s.stamp, lambda _, q: clock(q)), now=acting(s.now, lambda _, q: clock(q)))


_STAMPING = (
    step("stamping.event", "the ghost misses what came before", lambda s, t: t._replace(before=s.before)),
    step("stamping.receive", "the ghost misses what came before", lambda s, t: t._replace(before=s.before)),
    step("stamping.event", "no tick", lambda s, t: _stamps(s, t, lambda q: s.now(ACTOR, q))),
    step(
        "stamping.event",
        "tick by two",
        lambda s, t: _stamps(s, t, lambda q: t.now(ACTOR, q) + z3.If(q == ACTOR, 1, 0)),
        "The order of stamps survives, as it must: their numbers do not.",
    ),
    step("stamping.event", "clock not kept", lambda s, t: t._replace(now=s.now)),
    step(
        "stamping.event",
        "stamp from before the tick",
        lambda s, t: t._replace(stamp=newly(s.stamp, lambda _, q: s.now(ACTOR, q))),
    ),
    step("stamping.receive", "clock not kept", lambda s, t: t._replace(now=s.now)),
    step(
        "stamping.receive",
        "join without a tick",
        lambda s, t: _stamps(s, t, lambda q: t.now(ACTOR, q) - z3.If(q == ACTOR, 1, 0)),
    ),
    step(
        "stamping.receive",
        "tick the sender's slot",
        lambda s, t: _stamps(
            s, t, lambda q: t.now(ACTOR, q) - z3.If(q == ACTOR, 1, 0) + z3.If(q == s.home(MESSAGE), 1, 0)
        ),
    ),
    step(
        "stamping.receive",
        "overwrite",
        lambda s, t: _stamps(s, t, lambda q: s.stamp(MESSAGE, q) + z3.If(q == ACTOR, 1, 0)),
    ),
)


def _times(s: Any, t: Any, time: Any) -> Any:  # noqa: ANN401 — states of the machine
    return t._replace(time=newly(s.time, lambda _: time), hand=acting(s.hand, lambda _: time))


_TIMING = (
    step("timing.event", "the ghost misses what came before", lambda s, t: t._replace(before=s.before)),
    step("timing.event", "no tick", lambda s, t: _times(s, t, s.hand(ACTOR))),
    step("timing.event", "clock not kept", lambda s, t: t._replace(hand=s.hand)),
    step("timing.event", "set to one", lambda s, t: _times(s, t, z3.IntVal(1))),
    step("timing.receive", "no tick", lambda s, t: _times(s, t, t.hand(ACTOR) - 1)),
    step("timing.receive", "forget the message", lambda s, t: _times(s, t, s.hand(ACTOR) + 1)),
    step("timing.receive", "clock not kept", lambda s, t: t._replace(hand=s.hand)),
    step("timing.receive", "overwrite", lambda s, t: _times(s, t, s.time(MESSAGE) + 1)),
)


def _versions(s: Any, t: Any, vector: Callable[[Any], Any]) -> Any:  # noqa: ANN401 — states of the machine
    return t._replace(known=newly(s.known, lambda _, q: vector(q)), version=acting(s.version, lambda _, q: vector(q)))


_BOTH = (
    step("both.update", "no tick", lambda s, t: _versions(s, t, lambda q: s.version(ACTOR, q))),
    step("both.update", "every slot", lambda s, t: _versions(s, t, lambda q: s.version(ACTOR, q) + 1)),
    step("both.update", "vector not kept", lambda s, t: t._replace(version=s.version)),
    step(
        "both.receive",
        "a sync ticks",
        lambda s, t: _versions(s, t, lambda q: t.version(ACTOR, q) + z3.If(q == ACTOR, 1, 0)),
    ),
    step("both.receive", "take in nothing", lambda s, t: _versions(s, t, lambda q: s.version(ACTOR, q))),
    step("both.receive", "overwrite", lambda s, t: _versions(s, t, lambda q: s.known(MESSAGE, q))),
)


_BROADCASTING = (
    step(
        "broadcasting.broadcast",
        "stamp without a tick",
        lambda s, t: t._replace(stamp=newly(s.stamp, lambda _, q: s.delivered(ACTOR, q))),
    ),
    step("broadcasting.broadcast", "own message not counted", lambda s, t: t._replace(delivered=s.delivered)),
    step(
        "broadcasting.broadcast",
        "stamp with one's own slot only",
        lambda s, t: t._replace(stamp=newly(s.stamp, lambda _, q: z3.If(q == ACTOR, t.delivered(ACTOR, q), 0))),
    ),
    step("broadcasting.deliver", "not counted", lambda s, t: t._replace(delivered=s.delivered)),
    step(
        "broadcasting.deliver",
        "count it as one's own",
        lambda s, t: t._replace(
            delivered=acting(s.delivered, lambda r, q: s.delivered(r, q) + z3.If(q == ACTOR, 1, 0))
        ),
    ),
    step(
        "broadcasting.deliver",
        "count it twice",
        lambda s, t: t._replace(
            delivered=acting(s.delivered, lambda r, q: s.delivered(r, q) + z3.If(q == s.sender(MESSAGE), 2, 0))
        ),
    ),
)

_LIMIT = 5
"""A bound beyond the runs that are compared with the model, so such runs do not show guards of that size."""

_GUARDS = (
    guard("counter.update", "a replica makes at most five", lambda s, guard: z3.And(guard, s.made(ACTOR) < _LIMIT)),
    guard("counter.receive", "only after few updates", lambda s, guard: z3.And(guard, s.made(ACTOR) <= _LIMIT)),
    guard("counter.receive", "of a message that was never left", lambda s, _: z3.Not(s.left(NEW))),
    guard("gossip.receive", "only of small states", lambda s, guard: z3.And(guard, s.state(MESSAGE, ACTOR) <= _LIMIT)),
    guard("stamping.event", "a replica has at most five", lambda s, guard: z3.And(guard, s.count(ACTOR) < _LIMIT)),
    guard("stamping.receive", "only after few events", lambda s, guard: z3.And(guard, s.count(ACTOR) <= _LIMIT)),
    guard("timing.receive", "only at early times", lambda s, guard: z3.And(guard, s.hand(ACTOR) <= _LIMIT)),
    guard("both.receive", "only after few events", lambda s, guard: z3.And(guard, s.now(ACTOR, ACTOR) <= _LIMIT)),
    guard(
        "broadcasting.broadcast",
        "a replica sends at most five",
        lambda s, guard: z3.And(guard, s.delivered(ACTOR, ACTOR) < _LIMIT),
    ),
    guard(
        "broadcasting.deliver",
        "only while little is delivered",
        lambda s, guard: z3.And(guard, s.delivered(ACTOR, s.sender(MESSAGE)) < _LIMIT),
    ),
)

_LARGE = 1_000
"""A number beyond all runs and all tables of small values."""

_FAR = (
    slot("tick", "stops at a thousand", lambda x, own: x + own if x < _LARGE else x),
    slot("merge", "wrong from a hundred", lambda x, y: more(x, y) if x < 100 else x),  # noqa: PLR2004 — as its name says
    slot("merge", "nothing where mine is nothing", lambda x, y: more(x, y) if x else 0),
    slot("merge", "theirs where mine is nothing, else mine", lambda x, y: x or y),
    slot("at_most", "right up to a thousand", lambda x, y: x <= y or x > _LARGE),
    slot("deliverable", "exactly what is delivered", lambda x, y, own: x == y + 1 if own == 1 else x == y),
    slot("deliverable", "the next or an earlier one", lambda x, y, own: x <= y + 1 if own == 1 else x <= y),
    slot("delta", "nothing that is large", lambda x, y: x if y < x < _LARGE else 0),
    step(
        "counter.receive",
        "the ledger misses the message's past",
        lambda s, t: t._replace(past=s.past),
    ),
    step(
        "stamping.receive",
        "the ghost takes the message without its past",
        lambda s, t: t._replace(
            before=lambda e, f: z3.Or(
                s.before(e, f),
                z3.And(
                    f == NEW,
                    z3.Or(
                        e == MESSAGE,
                        z3.And(
                            s.count(ACTOR) >= 1,
                            z3.Or(e == s.nth(ACTOR, s.count(ACTOR)), s.before(e, s.nth(ACTOR, s.count(ACTOR)))),
                        ),
                    ),
                ),
            )
        ),
    ),
    step(
        "stamping.event",
        "the ghost puts it after everything",
        lambda s, t: t._replace(before=lambda e, f: z3.Or(s.before(e, f), z3.And(f == NEW, s.happened(e)))),
    ),
    step(
        "broadcasting.broadcast",
        "the ghost misses what was delivered",
        lambda s, t: t._replace(before=s.before),
    ),
    step(
        "broadcasting.broadcast",
        "the ghost puts it before and after",
        lambda s, t: t._replace(
            before=lambda n, m: z3.Or(t.before(n, m), z3.And(n == NEW, s.has(ACTOR, m), s.sender(m) != ACTOR))
        ),
    ),
    step(
        "gossip.receive",
        "the slots from a thousand on are left out",
        lambda s, t: t._replace(counts=lambda r, q: z3.If(t.counts(r, q) >= _LARGE, s.counts(r, q), t.counts(r, q))),
    ),
)

_RESTARTING = (
    step("restarting.update", "not counted", lambda s, t: t._replace(counts=s.counts)),
    step(
        "restarting.send",
        "what is not saved",
        lambda s, t: t._replace(
            state=newly(s.state, lambda _, q: s.counts(ACTOR, q)),
            carried=newly(s.carried, lambda _, u: s.past(ACTOR, u)),
        ),
        "This is R22.",
    ),
    step("restarting.resume", "with nothing", lambda s, t: t._replace(counts=acting(s.counts, lambda _r, _q: 0))),
    step(
        "restarting.receive",
        "overwrite",
        lambda s, t: t._replace(counts=acting(s.counts, lambda _, q: s.state(MESSAGE, q))),
    ),
    step("restarting.join", "under a name in use", lambda s, t: t._replace(used=s.used)),
    guard("restarting.restart", "under any name", lambda s, _: z3.And(s.alive(ACTOR), s.left(MESSAGE))),
)

_SYNCING = (
    step(
        "syncing.send",
        "the newest delta only",
        lambda s, t: t._replace(
            low=newly(s.low, lambda _: z3.If(s.latest(ACTOR) >= 1, s.latest(ACTOR) - 1, 0)),
            load=newly(s.load, lambda _, q: s.interval(ACTOR, s.latest(ACTOR) - 1, s.latest(ACTOR), q)),
        ),
    ),
    step("syncing.receive", "take in nothing", lambda s, t: t._replace(counts=s.counts)),
    step("syncing.update", "without a delta", lambda s, t: t._replace(interval=s.interval)),
    guard("syncing.acknowledge", "what is only sent", lambda s, _: z3.And(s.sent(MESSAGE), s.source(MESSAGE) == ACTOR)),
)

MUTANTS: tuple[Mutant, ...] = (
    *_SLOTS,
    *_COUNTER,
    *_GOSSIP,
    *_STAMPING,
    *_TIMING,
    *_BOTH,
    *_BROADCASTING,
    *_RESTARTING,
    *_SYNCING,
    *_GUARDS,
    *_FAR,
)
