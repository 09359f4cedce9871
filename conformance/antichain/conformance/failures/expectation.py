"""The expected answers of a kept failure, as data for files and for other processes.

A check is code; its expected answer is written here in one of four forms, with answers as the protocol writes them:

    {"ok": 3}                              this answer
    {"either": [{"ok": null}, ...]}        one of these
    {"like": 5} the answer to line 5 of the case file again
    {"any": "its bytes"} any answer that is neither a refusal nor an error
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance.cases.checks.base import Again, Check, Either, Exactly, InWords, OneOf, Right, meets
from antichain.conformance.cases.checks.entries import without_zeros
from antichain.conformance.cases.script import Script
from antichain.conformance.protocol import jsonl, requests
from antichain.conformance.protocol.answers import Answer, Broken, Failed, Misshapen, Refused, UnsupportedAnswer
from antichain.conformance.protocol.claims import Kind, Options  # noqa: TC001 — msgspec needs them while running

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.failures.failure import Failure
    from antichain.conformance.protocol.requests import Request

__all__ = ["Due", "Expected", "answer_from_data", "answer_to_data", "detach", "due", "recorded"]

AnswerData = dict[str, Any]


class Due(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The expected answer to one line of a case file; exactly one field is given."""

    ok: Any = msgspec.UNSET
    reject: str = ""
    either: tuple[AnswerData, ...] = ()
    like: int = 0
    any: str = ""


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """The file beside a case file: the kind, the sentence, and the line with the wrong answer.

    ``due`` has an answer for each line of the case; ``observed`` has the answers of the target, from line 2 to the
    wrong one.
    """

    protocol: int
    antichain: str
    target: str
    kind: Kind
    claims: Options
    rules: tuple[str, ...]
    because: str
    about: str
    phase: str
    events: int
    flaky: bool
    line: int
    observed: tuple[AnswerData, ...]
    due: tuple[Due, ...]


def answer_to_data(answer: Answer) -> AnswerData:
    """Return an answer as data, in the form that the protocol has for it.

    >>> answer_to_data(Refused("negative"))
    {'reject': 'negative'}
    """
    if isinstance(answer, Broken):
        return {"broken": answer.cause, "text": answer.detail}
    data: AnswerData = msgspec.json.decode(jsonl.write_answer(0, answer))
    del data["id"]
    return data


def answer_from_data(request: Request, data: AnswerData) -> Answer:
    """Return the answer to ``request`` in some data, or :class:`Misshapen` if it has a wrong shape."""
    if "broken" in data:
        return Broken(data["broken"], data.get("text", ""))
    return jsonl.read_answer(0, request, msgspec.json.encode({"id": 0, **data}))


def due(right: Right) -> Due:
    """Return the right answers of a check as data.

    >>> due(Check(expected=3).right()).ok
    3
    """
    match right:
        case Exactly(answer):
            return Due(**answer_to_data(answer))
        case Either(answers):
            return Due(either=tuple(map(answer_to_data, answers)))
        case Again(place):
            return Due(like=place + 2)  # lines count from 1, and the first one is hello
        case InWords(meaning):
            return Due(any=meaning)


class Words(OneOf):
    """An expectation in words, and the answers that meet it, as data."""

    __slots__ = ()

    def __init__(self, meaning: str, answers: tuple[Answer, ...]) -> None:
        """Expect one of these answers, or without any, each answer that is a result."""
        super().__init__(meaning, None, answers)

    def matches(self, answer: Answer) -> bool:
        """Return whether an answer meets the expectation."""
        if self.answers:
            return any(answer == right for right in self.answers)
        return not isinstance(answer, Refused | Failed | Misshapen | UnsupportedAnswer | Broken)

    def __reduce__(self) -> tuple[type[Words], tuple[str, tuple[Answer, ...]]]:
        """Pickle the words and the answers."""
        return Words, (self.meaning, self.answers)


class Recorded(Check, frozen=True, gc=False, kw_only=True):
    """A check from a file. ``wrong`` is the answer that broke ``rules``, at the place of the failure."""

    request: Any
    origin: Due
    rules: tuple[str, ...]
    wrong: Any = msgspec.UNSET
    sentence: str = ""
    to: int | None = None
    shown: tuple[int, ...] = ()
    """The places of the earlier answers that the wrong one contradicts."""

    @property
    def dynamic(self) -> bool:
        """Whether it depends on an earlier answer, or is the check of the failure."""
        return self.to is not None or self.wrong is not msgspec.UNSET

    @property
    def decides(self) -> bool:
        """Whether it decides if an answer is right; some answers are right only together with others."""
        return not self.origin.any

    def right(self) -> Right:
        """Return the right answers that the file states."""
        if self.origin.like:
            return Again(self.origin.like - 2)
        if self.origin.either:
            return Either(tuple(answer_from_data(self.request, each) for each in self.origin.either))
        if self.origin.any:
            return InWords(self.origin.any)
        data = {"reject": self.origin.reject} if self.origin.reject else {"ok": self.origin.ok}
        return Exactly(answer_from_data(self.request, data))

    def broken_by_shape(self, answer: Misshapen) -> tuple[str, ...]:
        """Return the rules of the file, if the result is the recorded wrong one."""
        return self.rules if self.wrong is not msgspec.UNSET and alike(answer, self.wrong) else ("ANS-OK",)

    def ends_history(self, answer: Answer) -> bool:
        """Return whether no answer after this one is judged: an expected refusal as ``identity`` ends a history."""
        return isinstance(answer, Refused) and answer.code == "identity" and meets(answer, self.expected)

    def violations(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:
        """Return the broken rules, if the answer is the recorded wrong one or is not the expected one."""
        if self.wrong is not msgspec.UNSET and alike(answer, self.wrong):
            return self.rules
        if isinstance(answer, dict) and isinstance(self.expected, dict):
            return () if without_zeros(answer) == without_zeros(self.expected) else self.rules
        expected = self.expected if self.to is None else earlier[self.to]
        return () if meets(answer, expected) else self.rules

    def contradicted(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[int, ...]:  # noqa: ARG002 — they are recorded
        """Return the places of the earlier answers that the wrong one contradicts."""
        return self.shown if self.to is None else (*self.shown, self.to)

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why a wrong answer is wrong."""
        return (
            self.sentence
            if self.wrong is not msgspec.UNSET and alike(answer, self.wrong)
            else super().explanation(answer)
        )


def alike(one: Answer, other: Answer) -> bool:
    """Return whether two answers are the same, apart from the texts of errors and crashes."""
    if isinstance(one, Broken) and isinstance(other, Broken):
        return one.cause == other.cause
    if isinstance(one, Refused) and isinstance(other, Refused):
        return one.code == other.code
    return type(one) is type(other) and (isinstance(one, Failed) or bool(one == other))


def recorded(
    request: Request, due_: Due, rules: tuple[str, ...], wrong: object = msgspec.UNSET, sentence: str = ""
) -> Check:
    """Return the check for the data ``due_``."""
    check = Recorded(expected=None, request=request, origin=due_, rules=rules, wrong=wrong, sentence=sentence)
    if isinstance(request, requests.Send | requests.Stamp) and wrong is msgspec.UNSET:
        # Another target may have other bytes in a message.
        return msgspec.structs.replace(check, expected=Words("done, or its bytes", ()))
    match check.right():
        case Again(place):
            words = Words(f"the answer to line {due_.like}", ())
            return msgspec.structs.replace(check, expected=words, to=place)
        case Either(answers):
            return msgspec.structs.replace(check, expected=Words(" or ".join(map(_shown, due_.either)), answers))
        case InWords(meaning):
            return msgspec.structs.replace(check, expected=Words(meaning, ()))
        case Exactly(answer):
            return msgspec.structs.replace(check, expected=answer)


def _shown(answer: AnswerData) -> str:
    if "reject" in answer:
        return f"rejected as {answer['reject']}"
    return "done" if answer["ok"] is None else str(answer["ok"])


def detach(failure: Failure) -> Failure:
    """Return an equal failure that is data alone, so that it can travel between processes."""
    script, place = failure.case.script, failure.violation.place
    steps = []
    for n, step in enumerate(script.steps):
        about = (failure.violation.answer, failure.explanation) if n == place else ()
        kept = recorded(step.request, due(step.check.right()), failure.rules, *about)
        expected = kept.expected
        due_after = failure.expected(n) if n < len(failure.answers) else step.check.expected
        if isinstance(due_after, OneOf):
            expected = Words(str(due_after), expected.answers if isinstance(expected, Words) else ())
        elif isinstance(step.check.expected, OneOf):
            expected = due_after
        shown = step.check.contradicted(failure.violation.answer, failure.answers) if n == place else ()
        to, evidence = getattr(step.check, "to", None), step.check.evidence
        check = msgspec.structs.replace(kept, to=to, shown=shown, expected=expected, evidence=evidence)
        steps.append(step._replace(check=check))
    return replace(failure, case=failure.case.with_script(Script(script.kind, tuple(steps))))
