"""Mutants: small wrong versions of every slot function and of every step, which the theorems must notice.

A theorem *kills* a mutant when a concrete run of at most three replicas violates what the theorem says, or when a
solver finds one of its obligations false. That an obligation is merely no longer proved is a column of its own:
*unknown*, and no kill. A mutant under which all that a theorem rests on is still proved *survives* it, and that can be
information: ticking by two keeps the order and loses the counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import z3

from antichain.model import slots
from antichain.proofs.symbolic import EVENT, KERNEL, REPLICA
from antichain.proofs.theorem import Subject

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MUTANTS", "Mutant"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong version of one slot function, or of one step of a machine. ``why`` says what a survivor tells."""

    target: str
    name: str
    subject: Subject
    theories: str = ""
    why: str = ""


def _slot(target: str, name: str, slot: Callable[..., object], why: str = "") -> Mutant:
    return Mutant(f"slots.{target}", name, Subject(KERNEL._replace(**{target: slot})), why=why)


_ACTOR, (_MESSAGE, _NEW) = z3.Const("actor", REPLICA), z3.Consts("message new", EVENT)
_THEORIES = {
    "counter": "FG",
    "gossip": "F",
    "stamping": "HIS",
    "timing": "I",
    "both": "J",
    "broadcasting": "K",
}


def _step(target: str, name: str, edit: Callable[[Any, Any], Any], why: str = "") -> Mutant:
    return Mutant(target, name, Subject(edits={target: edit}), _THEORIES[target.split(".", maxsplit=1)[0]], why)


def _acting(old: Callable[..., Any], new: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``new`` for the replica that acts, ``old`` for the others."""
    return lambda r, *rest: z3.If(r == _ACTOR, new(r, *rest), old(r, *rest))


def _newly(old: Callable[..., Any], new: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``new`` for the event that happens, ``old`` for the others."""
    return lambda e, *rest: z3.If(e == _NEW, new(e, *rest), old(e, *rest))


def _more(x: Any, y: Any) -> Any:  # noqa: ANN401 — two numbers, plain or symbolic
    return max(x, y)


_SLOTS = (
    _slot("merge", "the smaller", slots.meet),
    _slot("merge", "the sum", lambda x, y: x + y),
    _slot("merge", "keep mine", lambda x, _: x),
    _slot("merge", "take theirs", lambda _, y: y),
    _slot("merge", "one more when different", lambda x, y: x if x == y else _more(x, y) + 1),
    _slot("meet", "the larger", slots.merge),
    _slot("meet", "keep mine", lambda x, _: x),
    _slot("meet", "nothing", lambda _x, _y: 0),
    _slot("at_most", "less", lambda x, y: x < y),
    _slot("at_most", "equal", lambda x, y: x == y),
    _slot("at_most", "always", lambda _x, _y: True),
    _slot("at_most", "at most one more", lambda x, y: x <= y + 1),
    _slot("at_most", "at least", lambda x, y: x >= y),
    _slot("tick", "nothing", lambda x, _: x),
    _slot("tick", "two", lambda x, own: x + own + own, "Order and union survive; all that counts events does not."),
    _slot("tick", "double first", lambda x, own: x + x + own),
    _slot("tick", "every slot", lambda x, _: x + 1),
    _slot("tick", "set to one", lambda x, own: own if own == 1 else x),
    _slot("receive", "no tick", lambda x, y, _: slots.merge(x, y)),
    _slot("receive", "forget the message", lambda x, _, own: x + own),
    _slot("receive", "forget oneself", lambda _, y, own: y + own),
    _slot("receive", "the sum", lambda x, y, own: x + y + own),
    _slot("receive", "every slot", lambda x, y, _: slots.merge(x, y) + 1),
    _slot("add", "one at most", lambda x, n: x + n if n <= 1 else x + 1),
    _slot("add", "the larger", slots.merge),
    _slot("add", "one too many", lambda x, n: x + n + 1),
    _slot("add", "nothing", lambda x, _: x),
    _slot("delta", "the whole state", lambda x, _: x),
    _slot("delta", "nothing", lambda _x, _y: 0),
    _slot("delta", "the difference", lambda x, y: x - y if x > y else 0),
    _slot("delta", "what is old", lambda x, y: x if x <= y else 0),
    _slot("deliverable", "at most the next", lambda x, y, own: x <= y + 1 if own == 1 else x <= y),
    _slot("deliverable", "look at the sender only", lambda x, y, own: x == y + 1 if own == 1 else x >= 0),
    _slot("deliverable", "let all through", lambda x, _y, _own: x >= 0),
    _slot("deliverable", "skip one", lambda x, y, own: x == y + 2 if own == 1 else x <= y),
)

_COUNTER = (
    _step(
        "counter.receive",
        "the ledger enters an update nobody made",
        lambda s, t: t._replace(
            past=lambda r, q, k: z3.Or(t.past(r, q, k), z3.And(r == _ACTOR, q == _ACTOR, k == s.made(q) + 1))
        ),
    ),
    _step("counter.update", "the ledger records no order", lambda s, t: t._replace(before=s.before)),
    _step("counter.update", "not counted", lambda s, t: t._replace(counts=s.counts)),
    _step(
        "counter.update",
        "every slot",
        lambda s, t: t._replace(counts=_acting(s.counts, lambda r, q: s.counts(r, q) + 1)),
    ),
    _step(
        "counter.update",
        "export the state from before",
        lambda s, t: t._replace(state=_newly(s.state, lambda _, q: s.counts(_ACTOR, q))),
    ),
    _step(
        "counter.update",
        "the ledger misses it",
        lambda s, t: t._replace(past=s.past),
    ),
    _step(
        "counter.receive",
        "the ledger takes the message's newest update of each only",
        lambda s, t: t._replace(
            past=lambda r, q, k: z3.Or(
                s.past(r, q, k), z3.And(r == _ACTOR, s.carried(_MESSAGE, q, k), k == s.state(_MESSAGE, q))
            )
        ),
    ),
    _step(
        "counter.receive",
        "the ledger forgets what it held",
        lambda s, t: t._replace(past=_acting(s.past, lambda _, q, k: s.carried(_MESSAGE, q, k))),
    ),
    _step("counter.receive", "take in nothing", lambda s, t: t._replace(counts=s.counts)),
    _step(
        "counter.receive",
        "overwrite",
        lambda s, t: t._replace(counts=_acting(s.counts, lambda _, q: s.state(_MESSAGE, q))),
    ),
    _step(
        "counter.receive",
        "add",
        lambda s, t: t._replace(counts=_acting(s.counts, lambda r, q: s.counts(r, q) + s.state(_MESSAGE, q))),
    ),
    _step(
        "counter.receive",
        "count itself",
        lambda s, t: t._replace(counts=_acting(s.counts, lambda r, q: t.counts(r, q) + z3.If(q == _ACTOR, 1, 0))),
    ),
)

_GOSSIP = (
    _step("gossip.export", "nothing", lambda s, t: t._replace(state=_newly(s.state, lambda _e, _q: z3.IntVal(0)))),
    _step(
        "gossip.export",
        "one's own slot",
        lambda s, t: t._replace(state=_newly(s.state, lambda _, q: z3.If(q == _ACTOR, s.counts(_ACTOR, q), 0))),
    ),
    _step(
        "gossip.export",
        "one too many",
        lambda s, t: t._replace(state=_newly(s.state, lambda _, q: s.counts(_ACTOR, q) + 1)),
    ),
    _step("gossip.receive", "take in nothing", lambda s, t: t._replace(counts=s.counts)),
    _step(
        "gossip.receive",
        "overwrite",
        lambda s, t: t._replace(counts=_acting(s.counts, lambda _, q: s.state(_MESSAGE, q))),
    ),
    _step(
        "gossip.receive",
        "add",
        lambda s, t: t._replace(counts=_acting(s.counts, lambda r, q: s.counts(r, q) + s.state(_MESSAGE, q))),
    ),
)


def _stamps(s: Any, t: Any, clock: Callable[[Any], Any]) -> Any:  # noqa: ANN401 — states of the machine
    """Return the state in which the event is stamped, and the replica's clock set, to ``clock``."""
    return t._replace(stamp=_newly(s.stamp, lambda _, q: clock(q)), now=_acting(s.now, lambda _, q: clock(q)))


_STAMPING = (
    _step("stamping.event", "the ghost misses what came before", lambda s, t: t._replace(before=s.before)),
    _step("stamping.receive", "the ghost misses what came before", lambda s, t: t._replace(before=s.before)),
    _step("stamping.event", "no tick", lambda s, t: _stamps(s, t, lambda q: s.now(_ACTOR, q))),
    _step(
        "stamping.event",
        "tick by two",
        lambda s, t: _stamps(s, t, lambda q: t.now(_ACTOR, q) + z3.If(q == _ACTOR, 1, 0)),
        "The order of stamps survives, as it must: their numbers do not.",
    ),
    _step("stamping.event", "clock not kept", lambda s, t: t._replace(now=s.now)),
    _step(
        "stamping.event",
        "stamp from before the tick",
        lambda s, t: t._replace(stamp=_newly(s.stamp, lambda _, q: s.now(_ACTOR, q))),
    ),
    _step("stamping.receive", "clock not kept", lambda s, t: t._replace(now=s.now)),
    _step(
        "stamping.receive",
        "join without a tick",
        lambda s, t: _stamps(s, t, lambda q: t.now(_ACTOR, q) - z3.If(q == _ACTOR, 1, 0)),
    ),
    _step(
        "stamping.receive",
        "tick the sender's slot",
        lambda s, t: _stamps(
            s, t, lambda q: t.now(_ACTOR, q) - z3.If(q == _ACTOR, 1, 0) + z3.If(q == s.home(_MESSAGE), 1, 0)
        ),
    ),
    _step(
        "stamping.receive",
        "overwrite",
        lambda s, t: _stamps(s, t, lambda q: s.stamp(_MESSAGE, q) + z3.If(q == _ACTOR, 1, 0)),
    ),
)


def _times(s: Any, t: Any, time: Any) -> Any:  # noqa: ANN401 — states of the machine
    return t._replace(time=_newly(s.time, lambda _: time), hand=_acting(s.hand, lambda _: time))


_TIMING = (
    _step("timing.event", "the ghost misses what came before", lambda s, t: t._replace(before=s.before)),
    _step("timing.event", "no tick", lambda s, t: _times(s, t, s.hand(_ACTOR))),
    _step("timing.event", "clock not kept", lambda s, t: t._replace(hand=s.hand)),
    _step("timing.event", "set to one", lambda s, t: _times(s, t, z3.IntVal(1))),
    _step("timing.receive", "no tick", lambda s, t: _times(s, t, t.hand(_ACTOR) - 1)),
    _step("timing.receive", "forget the message", lambda s, t: _times(s, t, s.hand(_ACTOR) + 1)),
    _step("timing.receive", "clock not kept", lambda s, t: t._replace(hand=s.hand)),
    _step("timing.receive", "overwrite", lambda s, t: _times(s, t, s.time(_MESSAGE) + 1)),
)


def _versions(s: Any, t: Any, vector: Callable[[Any], Any]) -> Any:  # noqa: ANN401 — states of the machine
    return t._replace(known=_newly(s.known, lambda _, q: vector(q)), version=_acting(s.version, lambda _, q: vector(q)))


_BOTH = (
    _step("both.update", "no tick", lambda s, t: _versions(s, t, lambda q: s.version(_ACTOR, q))),
    _step("both.update", "every slot", lambda s, t: _versions(s, t, lambda q: s.version(_ACTOR, q) + 1)),
    _step("both.update", "vector not kept", lambda s, t: t._replace(version=s.version)),
    _step(
        "both.receive",
        "a sync ticks",
        lambda s, t: _versions(s, t, lambda q: t.version(_ACTOR, q) + z3.If(q == _ACTOR, 1, 0)),
    ),
    _step("both.receive", "take in nothing", lambda s, t: _versions(s, t, lambda q: s.version(_ACTOR, q))),
    _step("both.receive", "overwrite", lambda s, t: _versions(s, t, lambda q: s.known(_MESSAGE, q))),
)


_BROADCASTING = (
    _step(
        "broadcasting.broadcast",
        "stamp without a tick",
        lambda s, t: t._replace(stamp=_newly(s.stamp, lambda _, q: s.delivered(_ACTOR, q))),
    ),
    _step("broadcasting.broadcast", "own message not counted", lambda s, t: t._replace(delivered=s.delivered)),
    _step(
        "broadcasting.broadcast",
        "stamp with one's own slot only",
        lambda s, t: t._replace(stamp=_newly(s.stamp, lambda _, q: z3.If(q == _ACTOR, t.delivered(_ACTOR, q), 0))),
    ),
    _step("broadcasting.deliver", "not counted", lambda s, t: t._replace(delivered=s.delivered)),
    _step(
        "broadcasting.deliver",
        "count it as one's own",
        lambda s, t: t._replace(
            delivered=_acting(s.delivered, lambda r, q: s.delivered(r, q) + z3.If(q == _ACTOR, 1, 0))
        ),
    ),
    _step(
        "broadcasting.deliver",
        "count it twice",
        lambda s, t: t._replace(
            delivered=_acting(s.delivered, lambda r, q: s.delivered(r, q) + z3.If(q == s.sender(_MESSAGE), 2, 0))
        ),
    ),
)

MUTANTS: tuple[Mutant, ...] = (*_SLOTS, *_COUNTER, *_GOSSIP, *_STAMPING, *_TIMING, *_BOTH, *_BROADCASTING)
