"""What went wrong: one broken rule or several, the case that shows it, and what is known about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from antichain.conformance import protocol
from antichain.conformance.names import shown_name
from antichain.conformance.protocol import Broken, Request

if TYPE_CHECKING:
    from antichain.conformance.case import Case
    from antichain.conformance.protocol import Kind
    from antichain.conformance.script import Verdict

__all__ = ["Finding", "Step", "action", "numberless", "word"]

_LONGEST_SENTENCE = 1500
_LONGEST_WORD = 400


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the story: what was done where, what is specified, and what was observed."""

    number: int
    replica: str
    action: str
    specified: str
    observed: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A case with a wrong answer.

    ``answers`` are the target's up to and with the wrong one. ``again`` are those of a second run in a fresh process,
    if they differ: then the target is flaky. ``minimal`` states that nothing shorter fails, where that was shown.
    ``plainly`` are the rules that the same history breaks with plain names and amounts of 1, where it was tried.
    """

    case: Case
    verdict: Verdict
    phase: str
    answers: tuple[Any, ...]
    again: tuple[Any, ...] | None = None
    minimal: str = ""
    plainly: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """What the target was judged as."""
        return self.case.kind

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that are broken, the one that says most first."""
        return self.verdict.broken

    @property
    def errored(self) -> bool:
        """Whether the target broke, instead of answering wrongly."""
        return isinstance(self.verdict.answer, Broken)

    @property
    def size(self) -> int:
        """The number of events up to the wrong answer."""
        return self.case.until(self.verdict.place)

    @property
    def because(self) -> str:
        """The sentence that says why the answer is wrong."""
        answer = self.verdict.answer
        if isinstance(answer, Broken):
            return f"the target broke ({answer.cause}): {answer.detail}"
        return _cut(self.case.script.checks[self.verdict.place].because(answer), _LONGEST_SENTENCE)

    @property
    def requests(self) -> list[Request]:
        """The requests up to and with the one that was answered wrongly."""
        return self.case.script.requests[: self.verdict.place + 1]

    def steps(self) -> list[Step]:
        """Return the story: what happened, and the answer that is wrong; of others only the one that it contradicts."""
        *before, wrong = self.requests
        needed = {*_used(wrong), *(message for request in before if _changes(request) for message in _used(request))}
        reference = getattr(self.case.script.checks[self.verdict.place], "to", None)
        reads = "MSG-PURE" in self.rules  # then it is the reads that matter
        told: list[Step] = []
        for number, request in enumerate(self.requests):
            answered = number in (self.verdict.place, reference) or (reads and not _silent(request))
            if answered or _changes(request) or getattr(request, "message", None) in needed:
                told.append(self._step(len(told) + 1, number, request, answered=answered))
        return told

    def _step(self, shown: int, number: int, request: Request, *, answered: bool) -> Step:
        replica = shown_name(request.replica) if hasattr(request, "replica") else ""
        if not answered:
            return Step(shown, replica, action(request), "", "")
        due = self.case.script.due[number]
        return Step(shown, replica, action(request), word(due), word(self.answers[number]))


def numberless(sentence: str) -> str:
    """Return a sentence without its numbers: what it has in common with others of its kind.

    >>> numberless("they sum to 3, and it reads -4")
    'they sum to #, and it reads #'
    """
    return re.sub(r"-?\d+", "#", sentence)


_MISHAPS = (
    protocol.Crash,
    protocol.Wipe,
    protocol.Snapshot,
    protocol.Restore,
    protocol.Clone,
    protocol.Retire,
    protocol.Join,
)


def _changes(request: Request) -> bool:
    changing = (protocol.Tick, protocol.Increment, protocol.Decrement, protocol.Receive)
    if isinstance(request, protocol.Send):
        return request.delta  # it empties what the next one holds
    return isinstance(request, (*changing, *_MISHAPS, protocol.Construct, protocol.Recode, protocol.Load))


def _silent(request: Request) -> bool:
    return not isinstance(request, protocol.Value | protocol.Entries | protocol.Compare)


def _used(request: Request) -> tuple[str, ...]:
    """Return the messages that a request needs to be there."""
    match request:
        case protocol.Compare(left, right):
            return left, right
        case protocol.Sort(messages):
            return messages
        case protocol.Receive(_, message) | protocol.Recode(message):
            return (message,)
    return ()


def word(answer: Any) -> str:  # noqa: ANN401 — every verb has answers of its own
    """Return an answer in a few words."""
    match answer:
        case None:
            return "done"
        case protocol.Refused(code):
            return f"rejected: {code}"
        case protocol.Unsupported():
            return "unsupported"
        case protocol.Failed(text) | protocol.Broken(_, text):
            return text
        case [*names]:
            return ", ".join(map(str, names))
    return _cut(str(answer), _LONGEST_WORD)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}…"


def action(request: Request) -> str:
    """Return what a request does, in a few words.

    >>> action(protocol.Receive("B", "m1"))
    'receives m1'
    """
    if isinstance(request, protocol.Crash):
        interrupted = request.during
        return "crashes" if interrupted is None else f"crashes during {interrupted.op} by {interrupted.by}"
    fields = {name: getattr(request, name) for name in request.__struct_fields__}
    words = _ACTIONS.get(type(request), str(request.__struct_config__.tag))
    if fields.get("delta"):
        words = words.replace("sends", "sends delta")
    return words.format(**{name: ", ".join(held) if isinstance(held, tuple) else held for name, held in fields.items()})


_ACTIONS: dict[type[Request], str] = {
    protocol.Open: "open {kind} on {replicas}",
    protocol.Tick: "event",
    protocol.Increment: "increment by {by}",
    protocol.Decrement: "decrement by {by}",
    protocol.Send: "sends {message}",
    protocol.Stamp: "is stamped {message}",
    protocol.Receive: "receives {message}",
    protocol.Compare: "compare {left} to {right}",
    protocol.Construct: "{message} is made of {entries}",
    protocol.Recode: "{message} through bytes becomes {as_}",
    protocol.Load: "{message} is loaded from bytes",
    protocol.Sort: "sort {messages}",
    protocol.Wipe: "loses its disk",
    protocol.Snapshot: "is backed up as {snapshot}",
    protocol.Restore: "is restored from {snapshot}",
    protocol.Clone: "is copied and started as {as_}",
    protocol.Retire: "leaves for good",
    protocol.Join: "enters, empty",
    protocol.Value: "value",
    protocol.Entries: "entries",
}
