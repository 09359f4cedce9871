"""A check: the expected answer, the rules that a right answer covers, and those that a wrong one violates.

``expected`` equals the right answer, so one comparison of two lists judges a whole history if all answers are right; if
several answers are right, it is a :class:`OneOf`. Each check is asked for violations only if the lists differ. A check
that depends on earlier answers is ``dynamic`` and is always asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance.protocol.answers import CODES, Answer, Failed, Misshapen, Refused, UnsupportedAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = [
    "ANYTHING",
    "DONE",
    "ENTRIES",
    "NUMBER",
    "REPEATED",
    "TEXT",
    "Acknowledged",
    "Again",
    "Check",
    "Either",
    "Equals",
    "Exactly",
    "InWords",
    "OneOf",
    "Reads",
    "Refusal",
    "Right",
    "SameAnswer",
    "answered",
    "meets",
    "refused",
    "said",
]

Rules = tuple[str, ...]


class OneOf:
    """An expectation that several answers meet; ``meaning`` describes them, and ``answers`` may list them.

    >>> meets("equal", OneOf("equal or unordered", answers=("equal", "unordered")))
    True
    """

    __slots__ = ("answers", "meaning", "right")

    def __init__(
        self, meaning: str, right: Callable[[Answer], bool] | None = None, answers: tuple[Answer, ...] = ()
    ) -> None:
        """Expect each answer for which ``right`` holds; without ``right``, each of ``answers``."""
        self.meaning = meaning
        self.answers = answers
        self.right = right or answers.__contains__

    def matches(self, answer: Answer) -> bool:
        """Return whether an answer meets the expectation."""
        return self.right(answer)

    def __repr__(self) -> str:
        """Return the meaning."""
        return self.meaning


def meets(answer: Answer, expected: Answer | OneOf) -> bool:
    """Return whether an answer is the one expected, or one of those expected.

    >>> meets(3, 3), meets(3, OneOf("a small number", lambda answer: answer < 5))
    (True, True)
    """
    return expected.matches(answer) if isinstance(expected, OneOf) else bool(answer == expected)


ANYTHING = OneOf("any answer", lambda _answer: True)
TEXT = OneOf("its bytes", lambda answer: isinstance(answer, str))
NUMBER = OneOf("a number", lambda answer: isinstance(answer, int))
ENTRIES = OneOf("its entries", lambda answer: isinstance(answer, dict))
REPEATED = OneOf("the same answer as before", lambda _: False)


class Exactly(msgspec.Struct, frozen=True):
    """One answer is right."""

    answer: Any


class Either(msgspec.Struct, frozen=True):
    """Each of these answers is right, and no other."""

    answers: tuple[Any, ...]


class Again(msgspec.Struct, frozen=True):
    """The right answer is that to the earlier request at ``place``."""

    place: int


class InWords(msgspec.Struct, frozen=True):
    """The right answers cannot be listed; ``meaning`` describes them."""

    meaning: str


Right = Exactly | Either | Again | InWords
"""The right answers of a check, as a value."""


class Check(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The expected answer, and the rules that a right answer covers.

    ``evidence`` is the number of requests right after this one whose answers show the effect of a wrong answer; it is
    None if the wrong answer alone shows the harm.
    """

    expected: Any
    covers: Rules = ()
    evidence: int | None = None

    @property
    def dynamic(self) -> bool:
        """Whether the check must be asked although the answer equals ``expected``."""
        return False

    @property
    def refusal(self) -> Rules:
        """The rules that an answer which ends the history covers."""
        return ()

    def right(self) -> Right:
        """Return the right answers, so that they can be written to a file.

        >>> Check(expected=3).right()
        Exactly(answer=3)
        """
        expected = self.expected
        if isinstance(expected, OneOf):
            return Either(expected.answers) if expected.answers else InWords(str(expected))
        return InWords(str(expected)) if self.dynamic else Exactly(expected)

    def broken_by_shape(self, answer: Misshapen) -> Rules:  # noqa: ARG002 — subclasses look at it
        """Return the rules that a result of a wrong shape breaks, before its cause is known."""
        return ("ANS-OK",)

    def ends_history(self, answer: Answer) -> bool:  # noqa: ARG002 — subclasses look at it
        """Return whether no answer after this one is judged."""
        return False

    def violations(self, answer: Answer, earlier: Sequence[Answer]) -> Rules:
        """Return the rules that ``answer`` breaks, none if it is right; ``earlier`` are the answers before it."""
        return () if meets(answer, self.expected) else self.violations_of_wrong_answer(answer, earlier)

    def violations_of_wrong_answer(self, answer: Answer, earlier: Sequence[Answer]) -> Rules:  # noqa: ARG002 — subclasses look at it
        """Return the rules that a wrong answer breaks."""
        return self.covers or ("ANS-OK",)

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why a wrong answer is wrong."""
        if self.expected is None and isinstance(answer, Failed | Refused | UnsupportedAnswer):
            return f"the request is legal, and was {answered(answer)}"
        return f"the answer is {said(answer)}, where {said(self.expected)} was due"

    def explanation_with(
        self,
        answer: Answer,
        earlier: Sequence[Answer],  # noqa: ARG002 — subclasses look at it
        effect: Sequence[tuple[Any, Answer]],  # noqa: ARG002 — subclasses look at it
    ) -> str:
        """Return the sentence, with the answers before the wrong one, and its effect.

        The effect are the expected and the observed answers after it.
        """
        return self.explanation(answer)

    def without_cause(self, answer: Answer) -> str:  # noqa: ARG002 — subclasses look at it
        """Return the sentence without the cause that the answer suggests; empty if the sentence names no cause."""
        return ""

    def expected_after(self, earlier: Sequence[Answer]) -> Any:  # noqa: ANN401, ARG002 — as ``expected``; subclasses look at it
        """Return the expected answer, which may depend on the answers before it."""
        return self.expected

    def contradicted(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[int, ...]:  # noqa: ARG002 — subclasses look at it
        """Return the places of the earlier answers that a wrong answer contradicts."""
        return ()


class Acknowledged(Check, frozen=True, gc=False, kw_only=True):
    """A step without a result."""

    expected: Any = None
    covers: Rules = ("ANS-OK",)

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why a wrong answer is wrong."""
        if self.expected is not None:
            return Check.explanation(self, answer)
        return f"the request is legal, and was {answered(answer)}"


DONE = Acknowledged()


class Equals(Check, frozen=True, gc=False, kw_only=True):
    """One answer is right, and any other breaks the covered rules; ``reason`` says why it is right."""

    reason: str = ""

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why a wrong answer is wrong."""
        return self.reason or Check.explanation(self, answer)


class Reads(Equals, frozen=True, gc=False, kw_only=True):
    """A value of a counter; ``reason`` says why it is the expected one."""

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why a wrong value is wrong, and the value that was read."""
        if not self.reason:
            return Check.explanation(self, answer)
        if isinstance(answer, int | float):
            return f"{self.reason}, and it reads {answer}"
        return f"{self.reason}, and the read of the value was {answered(answer)}"


class Refusal(Check, frozen=True, gc=False, kw_only=True):
    """A request that must be refused; ``request`` is it in words. Its evidence is a read of the replica.

    It covers no rule, since a target that refuses everything would pass.
    """

    rule: str
    request: str
    evidence: int | None = 0

    def violations_of_wrong_answer(self, answer: Answer, earlier: Sequence[Answer]) -> Rules:  # noqa: ARG002 — subclasses look at it
        """Return the rule that an answer other than the refusal breaks."""
        return (self.rule,)

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why the answer is wrong."""
        return f"{self.request} was {answered(answer)}, where it must be {self.expected}"

    def explanation_with(
        self,
        answer: Answer,
        earlier: Sequence[Answer],  # noqa: ARG002 — the evidence comes after the answer
        effect: Sequence[tuple[Any, Answer]],
    ) -> str:
        """Return the sentence, which says whether the request was ignored or changed the replica."""
        if not effect:
            return self.explanation(answer)
        ((before, after),) = effect
        if not meets(after, before):
            return (
                f"{self.request} was {answered(answer)}, and {_became(after)} "
                f"(expected: {self.expected}, value still {before})"
            )
        if answer is None:
            ignored = "and the value is unchanged: the request was ignored without an error"
            return f"{self.request} was answered with done, {ignored}, where it must be {self.expected}"
        return f"{self.explanation(answer)}; the value is unchanged"


def _became(value: Answer) -> str:
    """Return a clause about the value after a request that must not change it."""
    match value:
        case int():
            return f"the value became {value}"
        case Misshapen():
            return f"the value became {value.result:.200}"
    return f"the read of the value was {answered(value)}"


def refused(*codes: str) -> OneOf:
    """Expect a rejection with one of these codes."""
    return OneOf(
        f"rejected as {' or '.join(codes)}",
        lambda answer: isinstance(answer, Refused) and answer.code in codes,
        tuple(Refused(code) for code in CODES if code in codes),
    )


class SameAnswer(Equals, frozen=True, gc=False, kw_only=True):
    """The answer must equal that to an earlier request; ``to`` is the place of that request."""

    to: int

    def right(self) -> Right:
        """Return the place of the earlier request."""
        return Again(self.to)

    def contradicted(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[int, ...]:  # noqa: ARG002 — it is one place
        """Return the place of the earlier request."""
        return (self.to,)

    def violations_of_wrong_answer(self, answer: Answer, earlier: Sequence[Answer]) -> Rules:
        """Return the covered rules if the two answers differ."""
        return () if answer == earlier[self.to] else self.covers


def answered(answer: Answer) -> str:
    """Return an answer as what happened to its request.

    >>> answered(Refused("negative")), answered(3)
    ('rejected as negative', 'answered with 3')
    """
    return said(answer) if isinstance(answer, Refused | UnsupportedAnswer) else f"answered with {said(answer)}"


def said(answer: Answer) -> str:
    """Return an answer in words."""
    match answer:
        case Refused(code, text):
            return f"rejected as {code}" + (f" ({text})" if text else "")
        case UnsupportedAnswer():
            return "answered as unsupported, although hello offers it"
        case msgspec.Struct():
            return str(getattr(answer, "text", "") or getattr(answer, "detail", ""))
        case None:
            return "done"
    return str(answer)
