"""What an answer is held to: the answer due, the rules it tests, and which of them a wrong one breaks.

``due`` equals the right answer, so that a whole history is judged by one comparison of two lists when all is well;
where several answers are right it is a :class:`OneOf`. Only where the lists differ is each check asked what was broken.
A check that depends on earlier answers is ``dynamic`` and is always asked.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance.protocol import Refused, Unsupported
from antichain.model import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antichain.model.clock import Clock, Order

__all__ = [
    "ANYTHING",
    "DONE",
    "TEXT",
    "Alike",
    "Check",
    "Exactly",
    "Grown",
    "Held",
    "OneOf",
    "Ordered",
    "Quiet",
    "Sorted",
    "Total",
    "said",
    "without_zeros",
]

Rules = tuple[str, ...]


class OneOf:
    """Equals every answer for which ``right`` holds; ``meaning`` says which those are."""

    __slots__ = ("meaning", "right")
    __hash__ = None  # type: ignore[assignment]  # it equals many values, so no hash could agree

    def __init__(self, meaning: str, right: Callable[[Any], bool]) -> None:
        """Equal what is right."""
        self.meaning = meaning
        self.right = right

    def __eq__(self, other: object) -> bool:
        """Return whether ``other`` is right."""
        return self.right(other)

    def __repr__(self) -> str:
        """Return the meaning."""
        return self.meaning


ANYTHING = OneOf("any answer", lambda _answer: True)
TEXT = OneOf("its bytes", lambda answer: isinstance(answer, str))


class Check(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The answer due, and the rules that a right answer speaks for."""

    due: Any
    tested: Rules = ()

    @property
    def dynamic(self) -> bool:
        """Whether it must be asked although the answer equals ``due``."""
        return False

    @property
    def refusal(self) -> Rules:
        """The rules that an answer which ends it all speaks for."""
        return ()

    def ends(self, answer: Any) -> bool:  # noqa: ANN401, ARG002 — for those that know such an answer
        """Whether nothing after this answer is judged."""
        return False

    def broken(self, answer: Any, earlier: Sequence[Any]) -> Rules:  # noqa: ANN401 — every verb has answers of its own
        """Return the rules that ``answer`` breaks, none where it is right; ``earlier`` are the answers before it."""
        return () if answer == self.due else self.by(answer, earlier)

    def by(self, answer: Any, earlier: Sequence[Any]) -> Rules:  # noqa: ANN401, ARG002 — for those that look closer
        """Return the rules that a wrong answer breaks."""
        return self.tested or ("ANS-OK",)

    def because(self, answer: Any) -> str:  # noqa: ANN401 — likewise
        """Return the sentence that says why a wrong answer is wrong."""
        return f"the answer is {said(answer)}, where {said(self.due)} was due"


class Quiet(Check, frozen=True, gc=False, kw_only=True):
    """A step that is just done."""

    due: Any = None
    tested: Rules = ("ANS-OK",)

    def because(self, answer: Any) -> str:  # noqa: ANN401 — likewise
        """Return the sentence that says why a wrong answer is wrong."""
        if self.due != None:  # noqa: E711 — it may be a OneOf, which decides by ==
            return Check.because(self, answer)
        return f"the request is legal, and was {said(answer)}"


DONE = Quiet()


class Exactly(Check, frozen=True, gc=False, kw_only=True):
    """One answer is right, and any other breaks the very rules tested; ``reason`` says why it is the right one."""

    reason: str = ""

    def because(self, answer: Any) -> str:  # noqa: ANN401 — likewise
        """Return the sentence that says why a wrong answer is wrong."""
        return self.reason or Check.because(self, answer)


class Alike(Exactly, frozen=True, gc=False, kw_only=True):
    """The answer to an earlier request must come again; ``to`` is that request's place."""

    to: int

    def by(self, answer: Any, earlier: Sequence[Any]) -> Rules:  # noqa: ANN401 — likewise
        """Return the tested rules where the two answers differ."""
        return () if answer == earlier[self.to] else self.tested


class Total(Check, frozen=True, gc=False, kw_only=True):
    """A value read: the sum of the updates that the reader knows.

    ``own`` is the amount of the update just made, if the last event is one. ``stale`` means that the last event brought
    nothing new. ``last`` is what was due at the previous read of this replica. ``twin`` is the place of a read by
    another replica with the same past. ``gains`` and ``losses``, ``gained_again`` and ``lost_again`` say whether the
    past holds increments and decrements, and whether the reader has taken in some of them more than once.
    """

    own: int = 0
    stale: bool = False
    last: int | None = None
    twin: int | None = None
    gains: bool = False
    losses: bool = False
    gained_again: bool = False
    lost_again: bool = False
    g_counter: bool = True

    def by(self, answer: Any, earlier: Sequence[Any]) -> Rules:  # noqa: ANN401 — likewise
        """Return the rules that a wrong total breaks, the one that says most about the cause first."""
        if not isinstance(answer, int):
            return ("ANS-OK",)
        rules = [self._cause(answer)]
        if self.own and answer == self.due - self.own:
            rules.insert(0, "CNT-OWN")
        if self.stale:
            rules.append("CNT-STALE")
        if self.g_counter and self.last is not None and answer < self.last:
            rules.append("CNT-MONOTONE")
        if self.twin is not None and answer != earlier[self.twin]:
            rules.append("CNT-SAME")
        return tuple(rules)

    def _cause(self, answer: int) -> str:
        if answer > self.due:
            if self.losses and not (self.gained_again and answer):
                return "CNT-BELOW"
            return "CNT-ONCE" if self.gained_again else "CNT-NEW"
        if self.lost_again:
            return "CNT-ONCE"
        return "CNT-UNION" if self.gains else "CNT-NEW"

    def because(self, answer: Any) -> str:  # noqa: ANN401 — likewise
        """Return the sentence that says why a wrong total is wrong."""
        if not isinstance(answer, int):
            return f"the value cannot be read: {said(answer)}"
        sentences = {
            "CNT-ONCE": "an update that arrived more than once is counted more than once",
            "CNT-NEW": "the value holds more than all updates that the reader can know of",
            "CNT-UNION": "an update that the reader knows of is lost",
            "CNT-BELOW": "a decrement does not count in full",
        }
        return (
            f"{sentences[self._cause(answer)]}: the updates in its causal past sum to {self.due}, and it reads {answer}"
        )


class Ordered(Check, frozen=True, gc=False, kw_only=True):
    """How two stamps compare: ``order`` is the truth, and ``reason`` says in words why.

    ``joined`` is 1 where the left stamp is the later one, which may have taken the right one in, and -1 where it is the
    other way round.
    """

    order: Order
    joined: int = 0
    reason: str = ""

    def by(self, answer: Any, earlier: Sequence[Any]) -> Rules:  # noqa: ANN401, ARG002 — likewise
        """Return the rules that a wrong order breaks."""
        if not isinstance(answer, str):
            return ("ANS-OK",)
        behind, ahead = ("before", "after") if self.joined > 0 else ("after", "before")
        spared = {"ORD-COHERENT": answer not in (behind, "concurrent"), "ORD-LEAST": answer != ahead}
        rules = [rule for rule in self.tested if not spared.get(rule, False)]
        return tuple(dict.fromkeys([*rules, "ORD-EQUAL"] if answer == "equal" else rules))

    def because(self, answer: Any) -> str:  # noqa: ANN401 — likewise
        """Return the sentence that says why a wrong order is wrong."""
        if not isinstance(answer, str):
            return f"the two cannot be compared: {said(answer)}"
        return f"{self.reason}, and the answer is {answer}"


class Held(Check, frozen=True, gc=False, kw_only=True):
    """What a replica holds; zeros and missing entries are alike."""

    def by(self, answer: Any, earlier: Sequence[Any]) -> Rules:  # noqa: ANN401, ARG002 — likewise
        """Return the tested rules where the entries differ in more than zeros."""
        if not isinstance(answer, dict):
            return ("ANS-OK",)
        return () if without_zeros(answer) == self.due else self.tested

    def because(self, answer: Any) -> str:  # noqa: ANN401 — likewise
        """Return the sentence that says why wrong entries are wrong."""
        return f"its causal past holds {said(self.due)}, and its entries say {said(answer)}"


class Grown(Check, frozen=True, gc=False, kw_only=True):
    """Of the entries only the own one grows; ``since`` is the place of the entries read before the tick."""

    due: Any = ANYTHING
    own: str
    since: int

    @property
    def dynamic(self) -> bool:
        """It depends on the entries before."""
        return True

    def broken(self, answer: Any, earlier: Sequence[Any]) -> Rules:  # noqa: ANN401 — likewise
        """Return the tested rules where another entry moved or the own one did not grow."""
        before = earlier[self.since]
        if not isinstance(answer, dict) or not isinstance(before, dict):
            return ("ANS-OK",)
        before, after = without_zeros(before), without_zeros(answer)
        grew = after.pop(self.own, 0) > before.pop(self.own, 0)
        return () if grew and before == after else self.tested

    def because(self, answer: Any) -> str:  # noqa: ANN401 — likewise
        """Return the sentence that says why wrong entries are wrong."""
        return f"a tick lets the own entry grow and no other, and now the entries are {said(answer)}"


class Sorted(Check, frozen=True, gc=False, kw_only=True):
    """An order for sorting: the same as at place ``to``, and no state before one that is less."""

    due: Any = OneOf("one order, whatever order is given", lambda _: False)
    states: dict[str, Clock]
    to: int | None

    def by(self, answer: Any, earlier: Sequence[Any]) -> tuple[str, ...]:  # noqa: ANN401 — any answer may come
        """Return the rule that a wrong order breaks."""
        return self.tested if self._wrong(answer, earlier) else ()

    def _wrong(self, answer: Any, earlier: Sequence[Any]) -> bool:  # noqa: ANN401 — likewise
        if not isinstance(answer, list) or sorted(answer) != sorted(self.states):
            return True
        order = [self.states[name] for name in answer]
        if any(x != y and clock.leq(y, x) for x, y in combinations(order, 2)):
            return True
        return self.to is not None and order != [self.states[name] for name in earlier[self.to]]

    def because(self, answer: Any) -> str:  # noqa: ANN401 — likewise
        """Return the sentence that says why the order is wrong."""
        shown = ", ".join(f"{name} = {state}" for name, state in self.states.items())
        return f"the order must extend happens-before and not depend on the order given; for {shown} it is now {answer}"


def without_zeros(entries: dict[str, Any]) -> dict[str, Any]:
    """Return entries without those that say nothing.

    >>> without_zeros({"A": 1, "B": 0, "C": (0, 0)})
    {'A': 1}
    """
    return {replica: held for replica, held in entries.items() if held not in (0, (0, 0))}


def said(answer: Any) -> str:  # noqa: ANN401 — likewise
    """Return an answer in words."""
    match answer:
        case Refused(code, text):
            return f"rejected as {code}" + (f" ({text})" if text else "")
        case Unsupported():
            return "answered as unsupported, although hello offers it"
        case msgspec.Struct():
            return str(getattr(answer, "text", "") or getattr(answer, "detail", ""))
        case None:
            return "done"
    return str(answer)
