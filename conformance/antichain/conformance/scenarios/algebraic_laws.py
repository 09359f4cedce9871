"""The laws of the model, evaluated on a target's answers.

The algebra here writes requests instead of computing: a clock is the name of a message, and a truth value is a function
of the later answers. A join is a fresh replica that receives two messages. An operation that a target does not have,
such as a tick or a meet of arbitrary states, raises :class:`Unsupported`. The oracles check the laws with such
operations.
"""

from __future__ import annotations

from itertools import product
from math import inf
from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.base import NUMBER, Check, OneOf
from antichain.conformance.cases.checks.clock import ANY_ORDER
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.conformance.protocol.target import Unsupported
from antichain.model.laws import LAWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from antichain.conformance.protocol.answers import Answer
    from antichain.model.laws import Law

__all__ = ["RULE_OF_LAW", "probes"]

RULE_OF_LAW = {
    "order_is_reflexive": ("ORD-MIRROR", None),
    "order_is_antisymmetric": ("ORD-EQUAL", None),
    "order_is_transitive": ("ORD-BEFORE", None),
    "bottom_is_least": ("ORD-BEFORE", None),
    "join_is_above_left": ("ORD-COHERENT", None),
    "join_is_above_right": ("ORD-COHERENT", None),
    "join_is_least": ("ORD-LEAST", None),
    "join_commutes": ("ORD-EQUAL", "CNT-SAME"),
    "join_associates": ("ORD-EQUAL", "CNT-SAME"),
    "join_is_idempotent": ("SYNC-QUIET", "CNT-STALE"),
    "join_has_a_unit": ("SYNC-QUIET", "CNT-STALE"),
    "join_gives_the_order": ("ORD-BEFORE", None),
    "join_is_monotone": ("ORD-BEFORE", None),
}
"""For each law that a target can be checked for, the violated rule of a clock and that of a counter."""
_STATES = ("one", "two", "far", "more")
_REPLICAS = 10
_BESIDE = 3
"""The sum of the states besides the large update of one; a replica of a clock makes at most two updates."""


def probes(claim: Claim, states: int) -> Iterator[Case]:
    """Yield one case for each law and each choice of reachable states, of which there are at most four."""
    heard = claim.options.channel == "any"  # a law receives states in any order
    room = claim.options.replicas is None or claim.options.replicas >= _REPLICAS
    height = inf if claim.options.limit is None or claim.options.step == "increasing" else claim.options.limit
    room &= height >= (2 if claim.kind.is_clock else _BESIDE + 1)
    if (
        claim.kind is Kind.VECTOR_CLOCK
        or not claim.options.history
        or not room
        or not heard
        or (claim.kind.is_clock and (claim.options.compare != "four-way" or claim.options.birth == "entry"))
    ):
        return
    large = 1 if claim.options.amounts == "one" else min(2**53 + 1, max(1, (claim.options.limit or 2**55) // 4))
    for name, (of_clock, of_counter) in RULE_OF_LAW.items():
        rule = of_clock if claim.kind.is_clock else of_counter
        if rule is not None:
            for chosen in product(_STATES[:states], repeat=len(LAWS[name].clocks)):
                yield _case(claim, LAWS[name], rule, chosen, large)


def _case(claim: Claim, law: Law, rule: str, states: Sequence[str], large: int) -> Case:
    asked = _Asked(claim, large)
    holds = law(asked, *states)
    shown = ", ".join(f"{letter} = {state}" for letter, state in zip(law.clocks, states, strict=True))
    asked.conclude(holds, rule, f"{law.statement} fails for {shown}: {law.reason[:1].lower()}{law.reason[1:]}")
    return DirectedCase(f"the law {law.name}", asked.builder.script())


class _Holds(Check, frozen=True, gc=False, kw_only=True):
    """All answers together must satisfy a law."""

    expected: Any = OneOf("an answer with which the law holds", lambda _: False)
    holds: Any
    sentence: str
    to: int | None

    def violations_of_wrong_answer(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:  # noqa: ARG002 — subclasses look at it
        """Return the broken rule if the law fails."""
        return () if self.holds(earlier) else self.covers

    def explanation(self, answer: Answer) -> str:  # noqa: ARG002 — subclasses look at it
        """Return the law and the states for which it failed."""
        return self.sentence


class _Asked:
    """The algebra of a target: each operation asks the target."""

    def __init__(self, claim: Claim, large: int) -> None:
        self.kind = claim.kind
        names = plain(claim.options, _REPLICAS)
        self.builder = ScriptBuilder(claim, names)
        self._fresh = iter(names[2:])
        self._messages = 0
        self._reads: list[tuple[int, requests.Compare | requests.Value]] = []
        self._reachable(names[0], names[1], large)

    def _reachable(self, a: str, b: str, large: int) -> None:
        """Make the states: ``one`` is concurrent with ``two`` and ``more``; ``far`` received ``two``, then ticked."""
        for replica, state in ((a, "one"), (b, "two"), (b, "more")):
            self._update(replica, 1)
            self.builder.export(requests.Send(replica, state))
        self.builder.request(requests.Receive(a, "two"))
        self._update(a, large)
        self.builder.export(requests.Send(a, "far"))

    def _update(self, replica: str, by: int) -> None:
        self.builder.request(requests.Tick(replica) if self.kind.is_clock else requests.Increment(replica, by))

    def conclude(self, holds: Callable[[Sequence[Any]], bool], rule: str, sentence: str) -> None:
        """Repeat the last request, with a check of all answers together."""
        _, last = self._reads[-1]
        other = self._reads[-2][0] if len(self._reads) > 1 else None
        self.builder.request(last, _Holds(covers=(rule,), holds=holds, sentence=sentence, to=other))

    def bottom(self) -> str:
        return self._exported(next(self._fresh))

    def join(self, x: str, y: str, /) -> str:
        replica = next(self._fresh)
        self.builder.request(requests.Receive(replica, x))
        self.builder.request(requests.Receive(replica, y))
        return self._exported(replica)

    def _exported(self, replica: str) -> str:
        self._messages += 1
        self.builder.export(requests.Send(replica, f"made{self._messages}"))
        return f"made{self._messages}"

    def leq(self, x: str, y: str, /) -> Callable[[Sequence[Any]], bool]:
        if not self.kind.is_clock:
            raise Unsupported
        place = self._asked(requests.Compare(x, y), ANY_ORDER)
        return lambda answers: answers[place] in ("before", "equal")

    def same(self, x: str, y: str, /) -> Callable[[Sequence[Any]], bool]:
        if self.kind.is_clock:
            place = self._asked(requests.Compare(x, y), ANY_ORDER)
            return lambda answers: answers[place] == "equal"
        left, right = self._value(x), self._value(y)
        return lambda answers: bool(answers[left] == answers[right])

    def _value(self, message: str) -> int:
        replica = next(self._fresh)
        self.builder.request(requests.Receive(replica, message))
        return self._asked(requests.Value(replica), NUMBER)

    def _asked(self, request: requests.Compare | requests.Value, expected: OneOf) -> int:
        place = self.builder.request(request, Check(expected=expected))
        self._reads.append((place, request))
        return place

    def both(self, a: Answer, b: Answer, /) -> Answer:
        return lambda answers: a(answers) and b(answers)

    def no(self, a: Answer, /) -> Answer:
        return lambda answers: not a(answers)

    def implies(self, a: Answer, b: Answer, /) -> Answer:
        return lambda answers: not a(answers) or b(answers)

    def agree(self, a: Answer, b: Answer, /) -> Answer:
        return lambda answers: a(answers) == b(answers)

    def tick(self, _x: str, _r: object, /) -> str:
        raise Unsupported

    def meet(self, _x: str, _y: str, /) -> str:
        raise Unsupported

    def delta(self, _x: str, _y: str, /) -> str:
        raise Unsupported

    def distinct(self, _r: object, _s: object, /) -> Answer:
        raise Unsupported
