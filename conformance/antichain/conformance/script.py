"""A script: requests with the checks that their answers are held to, and the judgement of answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from antichain.conformance import protocol
from antichain.conformance.checks import ANYTHING, DONE, TEXT, Check, Quiet
from antichain.conformance.protocol import Broken, Kind, Options, Request

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Script", "Verdict", "Writer"]

_EXPORTED = Quiet(due=TEXT)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first wrong answer of a script: its place, the answer, and the rules it breaks."""

    place: int
    answer: Any
    broken: tuple[str, ...]


@dataclass(slots=True)
class Script:
    """Requests, their checks, and for each the event of the history that it belongs to (0 before the first)."""

    kind: Kind
    requests: list[Request]
    checks: list[Check]
    events: list[int]
    due: list[Any]
    dynamic: list[int]
    effective: Counter[str]

    def judge(self, answers: Sequence[Any]) -> Verdict | None:
        """Return the first wrong answer, or None where all are right."""
        if answers == self.due and not self.dynamic:
            return None
        for place, answer in enumerate(answers):
            if isinstance(answer, Broken):
                return Verdict(place, answer, ("ANS-OK",))
            if self.checks[place].ends(answer):
                return None
            if broken := self.checks[place].broken(answer, answers):
                return Verdict(place, answer, broken)
        return None

    def tested(self, verdict: Verdict | None, answers: Sequence[Any]) -> Counter[str]:
        """Return how often each rule was tested by a right answer: by all, or by those before one that ends it all."""
        if verdict is None and (answers == self.due or not any(map(_ends, self.checks, answers))):
            return self.effective
        judged = self.checks if verdict is None else self.checks[: verdict.place]
        rules: Counter[str] = Counter()
        for check, answer in zip(judged, answers, strict=False):
            if check.ends(answer):
                return rules + Counter(check.refusal)
            rules.update(check.tested)
        return rules


def _ends(check: Check, answer: Any) -> bool:  # noqa: ANN401 — any answer may come
    return check.ends(answer)


class Writer:
    """Writes a script, request by request."""

    def __init__(self, kind: Kind, options: Options, replicas: Sequence[str]) -> None:
        """Begin with the opening of a history."""
        self.kind = kind
        self.options = options
        self.event = 0
        self._requests: list[Request] = []
        self._checks: list[Check] = []
        self._events: list[int] = []
        self.ask(protocol.Open(kind, tuple(replicas)))

    def __len__(self) -> int:
        """Return how many requests there are so far."""
        return len(self._requests)

    def ask(self, request: Request, check: Check = DONE) -> int:
        """Add a request with its check, and return its place."""
        self._requests.append(request)
        self._checks.append(check)
        self._events.append(self.event)
        return len(self._requests) - 1

    def export(self, request: protocol.Send | protocol.Stamp) -> int:
        """Add a request that makes a message."""
        return self.ask(request, self.exported)

    @property
    def exported(self) -> Check:
        """What is due to a request that makes a message."""
        return _EXPORTED if self.options.wire else DONE

    def due(self, place: int) -> Any:  # noqa: ANN401 — every verb has answers of its own
        """Return what is due at a place."""
        return self._checks[place].due

    def script(self) -> Script:
        """Return what was written."""
        return Script(
            self.kind,
            self._requests,
            self._checks,
            self._events,
            [check.due for check in self._checks],
            [place for place, check in enumerate(self._checks) if check.dynamic or check.due is ANYTHING],
            Counter(rule for check in self._checks for rule in check.tested),
        )
