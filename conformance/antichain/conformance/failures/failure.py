"""A failure: the broken rules, the case that shows it, and the results of its analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.checks.base import answered, meets
from antichain.conformance.failures.causes.features import features, is_error
from antichain.conformance.histories.replica_names import shown_name
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Broken, Failed, Misshapen, Refused, UnsupportedAnswer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.checks.base import Check
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.protocol.claims import Kind
    from antichain.conformance.protocol.requests import Request

__all__ = ["Failure", "Step", "action", "answers_shown", "messages_used", "word"]

_LONGEST_SENTENCE = 1500
_LONGEST_WORD = 400
_RIGHT_WITHOUT = {
    "ID-DISTINCT": "; with plain names, the same steps have right answers",
    "CNT-BIG": "; with small amounts, the same steps have right answers",
}
"""The control that passed, by the rule to which a result of a wrong shape was attributed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a trace: the replica, its action, the specified answer and the observed one."""

    number: int
    replica: str
    action: str
    specified: str
    observed: str
    line: int = 0
    """The line of the request in the case file; the first request of a case is on line 2."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A case with a wrong answer, and the results of its analysis.

    ``answers`` are those of the target, up to and including the wrong one and its evidence. ``second_answers`` are
    those of a second run in a fresh process, if they differ. ``minimal`` states that no shorter history fails, if this
    was shown. ``hint`` names a claim under which the failure passes, if there is one. ``attributed`` is false if the
    limits of the analysis were reached first: then the failure may follow from another one.
    """

    case: Case
    violation: Violation
    phase: str
    answers: tuple[Any, ...]
    second_answers: tuple[Any, ...] | None = None
    minimal: str = ""
    attributed: bool = True
    hint: str = ""

    @property
    def kind(self) -> Kind:
        """The kind that the target was judged as."""
        return self.case.kind

    @property
    def rules(self) -> tuple[str, ...]:
        """The broken rules, the most specific first."""
        return self.violation.rules

    @property
    def features(self) -> frozenset[str]:
        """The features that it needs, beyond plain names, amounts of 1 and full states."""
        return features(self.case, self.violation)

    @property
    def errored(self) -> bool:
        """Whether the target crashed, hung or left the protocol, instead of giving a wrong answer."""
        return isinstance(self.violation.answer, Broken)

    @property
    def flaky(self) -> bool:
        """Whether a fresh process gave other answers to the same requests."""
        return self.second_answers is not None

    @property
    def events(self) -> int:
        """The number of events up to and including the wrong answer."""
        return self.case.until(self.violation.place)

    @property
    def explanation(self) -> str:
        """The sentence that says why the answer is wrong."""
        answer = self.violation.answer
        if isinstance(answer, Broken):
            return f"the target broke ({answer.cause}): {answer.detail}"
        if isinstance(answer, Misshapen):
            return answer.text + _RIGHT_WITHOUT.get(self.rules[0], "")
        if self.rules[0] == "ID-DISTINCT" and is_error(answer):
            refused = isinstance(self.requests[self.violation.place], requests.Open)
            fault = "a legal name is refused" if refused else "a request about a replica with a legal name fails"
            sentence = f"{fault}: the request was {answered(answer)}"
            return _cut(sentence, _LONGEST_SENTENCE)
        if self.rules[0].startswith("WIRE-") and not is_error(answer) and (total := self._check.without_cause(answer)):
            return f"without bytes, the same history has the right answer, and with bytes a wrong one: {total}"
        after = slice(self.violation.place + 1, self._shown)
        effect = list(zip(self.case.script.expected[after], self.answers[after], strict=True))
        return _cut(self._check.explanation_with(answer, self.answers, effect), _LONGEST_SENTENCE)

    @property
    def requests(self) -> list[Request]:
        """The requests up to and including the one with the wrong answer, and its evidence."""
        return self.case.script.requests[: self._shown]

    @property
    def harmlessness(self) -> int:
        """0 if the failure shows harm, 1 if the wrong answer had no effect, and 2 if the evidence is missing."""
        if self._check.evidence is None:
            return 0
        after = slice(self.violation.place + 1, self._shown)
        right = [*map(meets, self.answers[after], self.case.script.expected[after])]
        return int(all(right)) if right else 2

    def expected(self, place: int) -> Any:  # noqa: ANN401 — each verb has another type of answer
        """Return the expected answer at a place, after the answers of the target before it."""
        return self.case.script.checks[place].expected_after(self.answers)

    @property
    def _check(self) -> Check:
        return self.case.script.checks[self.violation.place]

    @property
    def _shown(self) -> int:
        """The number of requests up to and including the one with the wrong answer, and its evidence."""
        least = self.violation.place + 1
        return max(least, min(len(self.answers), least + (self._check.evidence or 0)))

    @property
    def trace(self) -> tuple[Step, ...]:
        """The steps that lead to the wrong answer; of the right answers it has only the contradicted ones."""
        place = self.violation.place
        *before, wrong = self.requests[: place + 1]
        needed = {
            *messages_used(wrong),
            *(message for request in before if _changes(request) for message in messages_used(request)),
        }
        contradicted = self._check.contradicted(self.violation.answer, self.answers)
        reads_matter = "MSG-PURE" in self.rules
        trace: list[Step] = []
        for number, request in enumerate(self.requests):
            answered = number >= place or number in contradicted or (reads_matter and _is_read(request))
            opens = number > 0 and isinstance(request, requests.Open)
            exports = reads_matter and isinstance(request, requests.Send | requests.Stamp)
            if answered or opens or exports or _changes(request) or getattr(request, "message", None) in needed:
                trace.append(self._step(len(trace) + 1, number, request, answered=answered))
        return tuple(trace)

    def _step(self, shown: int, number: int, request: Request, *, answered: bool) -> Step:
        replica = shown_name(request.replica) if hasattr(request, "replica") else ""
        if not answered:
            return Step(shown, replica, action(request), "", "", number + 2)
        due = self.expected(number)
        return Step(shown, replica, action(request), word(due), word(self.answers[number]), number + 2)


def answers_shown(case: Case, violation: Violation, answers: Sequence[Any]) -> tuple[Any, ...]:
    """Return the answers that a failure keeps: those up to the wrong one, and its evidence."""
    evidence = case.script.checks[violation.place].evidence or 0
    return tuple(answers[: violation.place + 1 + evidence])


_FAULTS = (
    requests.Crash,
    requests.Wipe,
    requests.Snapshot,
    requests.Restore,
    requests.Clone,
    requests.Retire,
    requests.Join,
)


def _changes(request: Request) -> bool:
    changing = (requests.Tick, requests.Increment, requests.Decrement, requests.Receive)
    if isinstance(request, requests.Send):
        return request.delta  # sending a delta empties the next one
    made = (requests.Construct, requests.Merge, requests.Recode, requests.Load)
    return isinstance(request, (*changing, *_FAULTS, *made, requests.Advance, requests.Reuse))


def _is_read(request: Request) -> bool:
    return isinstance(request, requests.Value | requests.Entries | requests.Compare)


def messages_used(request: Request) -> tuple[str, ...]:
    """Return the messages that must exist before a request."""
    match request:
        case requests.Compare(left, right) | requests.Merge(left, right):
            return left, right
        case requests.Sort(messages):
            return messages
        case requests.Receive(_, message) | requests.Recode(message):
            return (message,)
    return ()


def word(answer: Any) -> str:  # noqa: ANN401 — each verb has another type of answer
    """Return an answer in a few words."""
    match answer:
        case None:
            return "done"
        case Refused(code):
            return f"rejected: {code}"
        case UnsupportedAnswer():
            return "unsupported"
        case Failed(text) | Broken(_, text) | Misshapen(_, text):
            return text
        case [*names]:
            return ", ".join(map(str, names))
    said = str(answer)
    return _cut(said if said.strip() else repr(said), _LONGEST_WORD)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}…"


def action(request: Request) -> str:
    """Return what a request does, in a few words.

    >>> action(requests.Receive("B", "m1")), action(requests.Open("pn-counter", ("", " ", "A")))
    ('receives m1', "open pn-counter on '', ' ', A")
    """
    if isinstance(request, requests.Crash):
        interrupted = request.during
        if interrupted is None:
            return "crashes"
        what = f"of {interrupted.message}" if interrupted.op == "receive" else f"by {interrupted.by}"
        return f"crashes during {interrupted.op} {what}"
    fields = {name: getattr(request, name) for name in request.__struct_fields__}
    words = _ACTIONS.get(type(request), str(request.__struct_config__.tag))
    if fields.get("delta"):
        words = words.replace("sends", "sends delta")
    return words.format(**{name: _shown(held) for name, held in fields.items()})


def _shown(held: object) -> object:
    """Return the value of a field: each name in its form for people, any other value unchanged."""
    if isinstance(held, tuple):
        return ", ".join(ascii(name) if "," in name else shown_name(name) for name in held)
    return shown_name(held) if isinstance(held, str) else held


_ACTIONS: dict[type[Request], str] = {
    requests.Open: "open {kind} on {replicas}",
    requests.Tick: "event",
    requests.Increment: "increment by {by}",
    requests.Decrement: "decrement by {by}",
    requests.Send: "sends {message}",
    requests.Stamp: "is stamped {message}",
    requests.Receive: "receives {message}",
    requests.Compare: "compare {left} to {right}",
    requests.Construct: "{message} is made of {entries}",
    requests.Recode: "{message} through bytes becomes {as_}",
    requests.Load: "{message} is loaded from bytes",
    requests.Merge: "{left} and {right} are joined as {as_}",
    requests.Sort: "sort {messages}",
    requests.Advance: "the clock moves on by {seconds} seconds",
    requests.Reuse: "the caller changes the objects that it passed",
    requests.Wipe: "loses its disk",
    requests.Snapshot: "is backed up as {snapshot}",
    requests.Restore: "is restored from {snapshot}",
    requests.Clone: "is copied and started as {as_}",
    requests.Retire: "leaves for good",
    requests.Join: "enters, empty",
    requests.Value: "value",
    requests.Entries: "entries",
    requests.Digest: "digest",
}
