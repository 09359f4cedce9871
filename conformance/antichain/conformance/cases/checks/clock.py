"""Checks of clocks: the order of two stamps, the effect of a tick, and an order for sorting."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.checks.base import ANYTHING, Check, OneOf, said
from antichain.conformance.cases.checks.entries import without_zeros
from antichain.conformance.histories.replica_names import shown_name
from antichain.model import clock
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.protocol.answers import Answer
    from antichain.conformance.protocol.claims import Options
    from antichain.model.clock import Clock

__all__ = [
    "ANY_ORDER",
    "ORDERS",
    "ClockOrder",
    "OnlyOwnEntryGrew",
    "SortOrder",
    "order_check",
    "perhaps_forgotten",
    "rule_of",
]

ORDERS = ("before", "after", "equal", "concurrent", "unordered")
"""The answers to a comparison."""
ANY_ORDER = OneOf("an order", lambda answer: isinstance(answer, str), ORDERS)

_RULES = {Order.CONCURRENT: "ORD-CONCURRENT", Order.EQUAL: "ORD-EQUAL"}
_MOST_PAIRS = 2
_ABOUT_TICKS = ("TICK-STRICT", "RECV-TICK")


class ClockOrder(Check, frozen=True, gc=False, kw_only=True):
    """The order of two stamps: ``order`` is that of the execution, and ``reason`` says in words why.

    ``joined`` is 1 if the left stamp is the later one, which may have joined the right one, and -1 in the opposite
    case.
    """

    order: Order
    joined: int = 0
    reason: str = ""

    def violations_of_wrong_answer(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:  # noqa: ARG002 — subclasses look at it
        """Return the rules that a wrong order breaks."""
        if not isinstance(answer, str):
            return ("ANS-OK",)
        behind, ahead = ("before", "after") if self.joined > 0 else ("after", "before")
        spared = {"ORD-COHERENT": answer not in (behind, "concurrent"), "ORD-LEAST": answer != ahead}
        rules = [rule for rule in self.covers if not spared.get(rule, False)]
        if answer != "equal":  # then neither stamp lacks an event, and the order itself is wrong
            rules.sort(key=lambda rule: rule in _ABOUT_TICKS)
        return tuple(dict.fromkeys([*rules, "ORD-EQUAL"] if answer == "equal" else rules))

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why a wrong order is wrong."""
        if not isinstance(answer, str):
            return f"the two cannot be compared: {said(answer)}"
        return f"{self.reason}, and the answer is {answer}"


class OnlyOwnEntryGrew(Check, frozen=True, gc=False, kw_only=True):
    """Only the replica's own entry grows; ``since`` is the place of the entries read before the tick.

    ``by`` is the growth of that entry, or None for any growth.
    """

    expected: Any = ANYTHING
    own: str
    since: int
    by: int | None = None
    missing: int = 0

    @property
    def dynamic(self) -> bool:
        """The check depends on the earlier entries."""
        return True

    def violations(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:
        """Return the covered rules if another entry changed or the own one did not grow."""
        before = earlier[self.since]
        if not isinstance(answer, dict) or not isinstance(before, dict):
            return ("ANS-OK",)
        before, after = (without_zeros(held, self.missing) for held in (before, answer))
        growth = after.pop(self.own, self.missing) - before.pop(self.own, self.missing)
        right = growth > 0 if self.by is None else growth == self.by
        return () if right and before == after else self.covers

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why wrong entries are wrong."""
        return f"a tick lets the own entry grow and no other, and now the entries are {said(answer)}"

    def explanation_with(
        self,
        answer: Answer,
        earlier: Sequence[Answer],
        effect: Sequence[tuple[Any, Answer]],  # noqa: ARG002 — it has no evidence
    ) -> str:
        """Return the sentence, with the entries before the tick."""
        before = said(earlier[self.since])
        return (
            f"a tick lets the own entry grow and no other: the entries were {before}, and now they are {said(answer)}"
        )

    def contradicted(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[int, ...]:  # noqa: ARG002 — it is one place
        """Return the place of the entries before the tick."""
        return (self.since,)


class SortOrder(Check, frozen=True, gc=False, kw_only=True):
    """An order for sorting: the same as at place ``to``, and no state before a smaller one."""

    expected: Any = OneOf("one order for every order of the input", lambda _: False)
    states: dict[str, Clock]
    to: int | None

    def violations_of_wrong_answer(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:
        """Return the rule that a wrong order breaks."""
        return self.covers if self._wrong(answer, earlier) else ()

    def contradicted(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[int, ...]:  # noqa: ARG002 — it is one place
        """Return the place of the earlier order, if there is one."""
        return () if self.to is None else (self.to,)

    def _wrong(self, answer: Answer, earlier: Sequence[Answer]) -> bool:
        if not isinstance(answer, list) or sorted(answer) != sorted(self.states):
            return True
        order = [self.states[name] for name in answer]
        if any(x != y and clock.leq(y, x) for x, y in combinations(order, 2)):
            return True
        return self.to is not None and order != [self.states[name] for name in earlier[self.to]]

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why the order is wrong."""
        if not isinstance(answer, list) or sorted(answer) != sorted(self.states):
            return f"the sorted list must have each of {', '.join(self.states)} once; the answer is {said(answer)}"
        held = {name: self.states[name] for name in answer}
        order = f"the order is {', '.join(answer)}"
        for (one, x), (other, y) in combinations(held.items(), 2):
            if x != y and clock.leq(y, x):
                shown = f"{one} = {_shown(x)} and {other} = {_shown(y)}"
                return f"{other} happened before {one}, so it must come first in every order: {order}, with {shown}"
        concurrent = [
            f"{one} = {_shown(x)} and {other} = {_shown(y)} are concurrent"
            for (one, x), (other, y) in combinations(self.states.items(), 2)
            if clock.compare(x, y) is Order.CONCURRENT
        ]
        more = f" (and {len(concurrent) - _MOST_PAIRS} more pairs)" if len(concurrent) > _MOST_PAIRS else ""
        return (
            f"the order must not depend on the order of the input, also for concurrent clocks: {order}, and it was "
            f"another one before; {', '.join(concurrent[:_MOST_PAIRS])}{more}"
        )


def _shown(held: Clock) -> str:
    return "{" + ", ".join(f"{shown_name(name)}: {held[name]}" for name in sorted(held)) + "}"


def rule_of(order: Order) -> str:
    """Return the rule about two stamps of this order."""
    return _RULES.get(order, "ORD-BEFORE")


def order_check(order: Order, options: Options, covers: tuple[str, ...], reason: str, joined: int = 0) -> Check:
    """Return the check of the order of two messages, in the words that the target has for it."""
    expected: object = order.value
    if options.compare == "three-way" and order in (Order.EQUAL, Order.CONCURRENT):
        expected = OneOf("unordered", answers=(order.value, "unordered"))
    return ClockOrder(expected=expected, covers=covers, order=order, joined=joined, reason=reason)


def perhaps_forgotten(order: Order, options: Options) -> OneOf:
    """Return the expectation of two stamps that compare as they should, or look concurrent."""
    words = {order.value, "concurrent", *(("unordered",) if options.compare == "three-way" else ())}
    return OneOf(f"{order.value} or concurrent", answers=tuple(word for word in ORDERS if word in words))
