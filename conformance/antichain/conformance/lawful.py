"""The laws of the model, read with a target's answers.

The algebra here writes requests instead of computing: a clock is the name of a message, a truth value a function of the
answers to come. A join is a fresh replica that takes two messages in. What a target cannot be asked, ticking or meeting
arbitrary states among it, raises :class:`NotOffered`, and laws that speak of it are left to the oracles.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from antichain.conformance import protocol
from antichain.conformance.case import Case
from antichain.conformance.checks import Check, OneOf
from antichain.conformance.names import plain
from antichain.conformance.protocol import Kind
from antichain.conformance.script import Writer
from antichain.conformance.target import NotOffered
from antichain.model.laws import LAWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from antichain.conformance.protocol import Options
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
"""For each law that a target can be asked about, the rule of a clock and of a counter that a breach breaks."""
_STATES = ("one", "two", "far", "more")
_REPLICAS = 10


def probes(kind: Kind, options: Options, states: int) -> Iterator[Case]:
    """Yield one case for each law and each choice of so many reachable states, at most four."""
    heard = options.channel == "any"  # a law lets states arrive as it likes
    room = options.replicas is None or options.replicas >= _REPLICAS
    if (
        kind is Kind.VECTOR_CLOCK
        or not options.history
        or not room
        or not heard
        or (kind.is_clock and options.compare != "four-way")
    ):
        return
    large = min(2**53 + 1, (options.limit or 2**53 + 1) // 4)
    for name, (of_clock, of_counter) in RULE_OF_LAW.items():
        rule = of_clock if kind.is_clock else of_counter
        if rule is not None:
            for chosen in product(_STATES[:states], repeat=len(LAWS[name].clocks)):
                yield _case(kind, options, LAWS[name], rule, chosen, large)


def _case(  # noqa: PLR0913, PLR0917 — a law, whom it is asked of, and what it speaks about
    kind: Kind, options: Options, law: Law, rule: str, states: Sequence[str], large: int
) -> Case:
    asked = _Asked(kind, options, large)
    holds = law(asked, *states)
    shown = ", ".join(f"{letter} = {state}" for letter, state in zip(law.clocks, states, strict=True))
    asked.conclude(holds, rule, f"{law.statement} fails for {shown}: {law.reason[:1].lower()}{law.reason[1:]}")
    return Case(f"the law {law.name}", asked.writer.script())


class _Holds(Check, frozen=True, gc=False, kw_only=True):
    """All answers together must satisfy a law."""

    due: Any = OneOf("an answer with which the law holds", lambda _: False)
    holds: Any
    sentence: str
    to: int | None

    def by(self, answer: Any, earlier: Sequence[Any]) -> tuple[str, ...]:  # noqa: ANN401, ARG002 — any answer may come
        """Return the rule that is broken where the law fails."""
        return () if self.holds(earlier) else self.tested

    def because(self, answer: Any) -> str:  # noqa: ANN401, ARG002 — the law failed as a whole
        """Return the law and the states for which it failed."""
        return self.sentence


_ORDER = OneOf("an order", lambda answer: isinstance(answer, str))
_NUMBER = OneOf("a number", lambda answer: isinstance(answer, int))


class _Asked:
    """The algebra of what a target can be asked."""

    def __init__(self, kind: Kind, options: Options, large: int) -> None:
        self.kind = kind
        names = plain(options, _REPLICAS)
        self.writer = Writer(kind, options, names)
        self._fresh = iter(names[2:])
        self._messages = 0
        self._reads: list[tuple[int, protocol.Compare | protocol.Value]] = []
        self._reachable(names[0], names[1], large)

    def _reachable(self, a: str, b: str, large: int) -> None:
        """Make the states: ``one`` is concurrent with ``two`` and ``more``; ``far`` heard of ``two`` and went on."""
        for replica, state in ((a, "one"), (b, "two"), (b, "more")):
            self._update(replica, 1)
            self.writer.export(protocol.Send(replica, state))
        self.writer.ask(protocol.Receive(a, "two"))
        self._update(a, large)
        self.writer.export(protocol.Send(a, "far"))

    def _update(self, replica: str, by: int) -> None:
        self.writer.ask(protocol.Tick(replica) if self.kind.is_clock else protocol.Increment(replica, by))

    def conclude(self, holds: Callable[[Sequence[Any]], bool], rule: str, sentence: str) -> None:
        """Ask for the last answer once more, under a check that looks at all answers."""
        _, last = self._reads[-1]
        other = self._reads[-2][0] if len(self._reads) > 1 else None
        self.writer.ask(last, _Holds(tested=(rule,), holds=holds, sentence=sentence, to=other))

    def bottom(self) -> str:
        return self._exported(next(self._fresh))

    def join(self, x: str, y: str, /) -> str:
        replica = next(self._fresh)
        self.writer.ask(protocol.Receive(replica, x))
        self.writer.ask(protocol.Receive(replica, y))
        return self._exported(replica)

    def _exported(self, replica: str) -> str:
        self._messages += 1
        self.writer.export(protocol.Send(replica, f"made{self._messages}"))
        return f"made{self._messages}"

    def leq(self, x: str, y: str, /) -> Callable[[Sequence[Any]], bool]:
        if not self.kind.is_clock:
            raise NotOffered
        place = self._asked(protocol.Compare(x, y), _ORDER)
        return lambda answers: answers[place] in ("before", "equal")

    def same(self, x: str, y: str, /) -> Callable[[Sequence[Any]], bool]:
        if self.kind.is_clock:
            place = self._asked(protocol.Compare(x, y), _ORDER)
            return lambda answers: answers[place] == "equal"
        left, right = self._value(x), self._value(y)
        return lambda answers: bool(answers[left] == answers[right])

    def _value(self, message: str) -> int:
        replica = next(self._fresh)
        self.writer.ask(protocol.Receive(replica, message))
        return self._asked(protocol.Value(replica), _NUMBER)

    def _asked(self, request: protocol.Compare | protocol.Value, due: OneOf) -> int:
        place = self.writer.ask(request, Check(due=due))
        self._reads.append((place, request))
        return place

    def both(self, a: Any, b: Any, /) -> Any:  # noqa: ANN401 — truth values to come
        return lambda answers: a(answers) and b(answers)

    def no(self, a: Any, /) -> Any:  # noqa: ANN401 — likewise
        return lambda answers: not a(answers)

    def implies(self, a: Any, b: Any, /) -> Any:  # noqa: ANN401 — likewise
        return lambda answers: not a(answers) or b(answers)

    def agree(self, a: Any, b: Any, /) -> Any:  # noqa: ANN401 — likewise
        return lambda answers: a(answers) == b(answers)

    def tick(self, _x: str, _r: object, /) -> str:
        raise NotOffered

    def meet(self, _x: str, _y: str, /) -> str:
        raise NotOffered

    def delta(self, _x: str, _y: str, /) -> str:
        raise NotOffered

    def distinct(self, _r: object, _s: object, /) -> Any:  # noqa: ANN401 — likewise
        raise NotOffered
