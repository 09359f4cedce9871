"""Scripts: the requests of a case, each with the check of its answer, and how answers are judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from antichain.conformance.cases.checks.after_faults import HeldBySite
from antichain.conformance.cases.checks.base import ANYTHING, DONE, TEXT, Acknowledged, Check, OneOf
from antichain.conformance.cases.checks.clock import OnlyOwnEntryGrew
from antichain.conformance.cases.checks.entries import EntriesEqual
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Broken, Misshapen
from antichain.conformance.protocol.claims import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.protocol.answers import Answer
    from antichain.conformance.protocol.claims import Claim
    from antichain.conformance.protocol.requests import Request

__all__ = ["UNWRITTEN", "Script", "ScriptBuilder", "ScriptStep", "Violation"]

_EXPORTED = Acknowledged(expected=TEXT)


class _Unwritten(Acknowledged, frozen=True, gc=False, kw_only=True):
    """A message with counts beyond ``wire_max``: any answer is right, and no later answer is judged."""

    expected: Any = OneOf("any answer, beyond wire_max", lambda _: True)

    def ends_history(self, answer: Answer) -> bool:  # noqa: ARG002 — every answer ends it
        """Return whether no answer after this one is judged: always."""
        return True


UNWRITTEN = _Unwritten()
"""The check of a message that the bytes of the target need not hold."""


@dataclass(frozen=True, slots=True)
class Violation:
    """The first wrong answer of a script: its place, the answer, and the rules that it violates."""

    place: int
    answer: Answer
    rules: tuple[str, ...]


class ScriptStep(NamedTuple):
    """One request, the check of its answer, and the event of the history that it belongs to (0 before the first)."""

    request: Request
    check: Check
    event: int = 0


@dataclass(frozen=True)
class Script:
    """Requests and their checks; ``extra`` are rules that the whole script covers, besides those of its checks."""

    kind: Kind
    steps: tuple[ScriptStep, ...]
    extra: tuple[str, ...] = ()

    @cached_property
    def requests(self) -> list[Request]:
        """The requests, in order."""
        return [step.request for step in self.steps]

    @cached_property
    def checks(self) -> list[Check]:
        """The checks, in the order of the requests."""
        return [step.check for step in self.steps]

    @cached_property
    def expected(self) -> list[Answer]:
        """The expected answers, in the order of the requests; a :class:`OneOf` where several are right."""
        return [step.check.expected for step in self.steps]

    @cached_property
    def covered(self) -> Counter[str]:
        """How often each rule is covered if all answers are right."""
        return Counter([*(rule for check in self.checks for rule in check.covers), *self.extra])

    @cached_property
    def _matchers(self) -> list[int]:
        """The places at which several answers are right."""
        return [place for place, expected in enumerate(self.expected) if isinstance(expected, OneOf)]

    @cached_property
    def needs_each_check(self) -> bool:
        """Whether a check depends on earlier answers, so that a comparison of lists is not enough."""
        return any(check.dynamic or check.expected is ANYTHING for check in self.checks)

    def covering(self, rule: str) -> Script:
        """Return the script that covers one more rule as a whole."""
        return replace(self, extra=(*self.extra, rule))

    def judge(self, answers: Sequence[Answer]) -> Violation | None:
        """Return the first wrong answer, or None if all are right."""
        if not self.needs_each_check and self._all_right(answers):
            return None
        for place, answer in enumerate(answers):
            if isinstance(answer, Broken):
                return Violation(place, answer, ("ANS-OK",))
            if isinstance(answer, Misshapen):
                return Violation(place, answer, self.checks[place].broken_by_shape(answer))
            if self.checks[place].ends_history(answer):
                return None
            if rules := self.checks[place].violations(answer, answers):
                return Violation(place, answer, rules)
        return None

    def coverage(self, violation: Violation | None, answers: Sequence[Answer]) -> Counter[str]:
        """Return how often each rule was tested by a right answer, before a violation or the end."""
        if violation is None and (self._all_right(answers) or not any(map(_ends, self.checks, answers))):
            return self.covered
        judged = self.checks if violation is None else self.checks[: violation.place]
        rules: Counter[str] = Counter()
        for check, answer in zip(judged, answers, strict=False):
            if check.ends_history(answer):
                return rules + Counter(check.refusal)
            rules.update(check.covers)
        return rules

    def _all_right(self, answers: Sequence[Answer]) -> bool:
        """Return whether each answer is expected: one comparison of lists, after the matchers were asked."""
        if not self._matchers or len(answers) != len(self.expected):
            return answers == self.expected
        known = list(answers)
        for place in self._matchers:
            if not self.expected[place].matches(known[place]):
                return False
            known[place] = self.expected[place]
        return known == self.expected


def _ends(check: Check, answer: Answer) -> bool:
    return check.ends_history(answer)


class ScriptBuilder:
    """Builds a script, request by request; ``event`` is the event that further requests belong to."""

    def __init__(self, claim: Claim, replicas: Sequence[str]) -> None:
        """Begin with the request that opens a history of these replicas."""
        self.kind = claim.kind
        self.options = claim.options
        self.event = 0
        self._missing = claim.options.missing if claim.kind.is_clock else 0
        self._largest = 0
        self._steps: list[ScriptStep] = []
        self.request(requests.Open(claim.kind, tuple(replicas)))

    def __len__(self) -> int:
        """Return the number of requests so far."""
        return len(self._steps)

    def request(self, request: Request, check: Check = DONE) -> int:
        """Add a request with its check, and return its place."""
        if self._missing:
            request, check = _counted_from(self._missing, request, check)
        if self.options.largest_written is not None:
            self._largest += self._added(request)
        self._steps.append(ScriptStep(request, check, self.event))
        return len(self._steps) - 1

    def export(self, request: requests.Send | requests.Stamp) -> int:
        """Add a request that makes a message, and return its place."""
        return self.request(request, self.exported)

    @property
    def exported(self) -> Check:
        """The check of a request that makes a message, whose counts may not fit into the bytes of the target."""
        most = self.options.largest_written
        ticks = self.kind is Kind.VECTOR_CLOCK
        return self.written if most is None or self._largest + ticks <= most else UNWRITTEN

    @property
    def written(self) -> Check:
        """The check of a request that makes a message whose counts fit into the bytes of the target."""
        return _EXPORTED if self.options.wire else DONE

    def _added(self, request: Request) -> int:
        """Return by how much a request may increase the largest count."""
        match request:
            case requests.Increment(_, int(by)):
                return abs(by) if self.options.negative == "opposite" else max(by, 0)
            case requests.Decrement(_, int(by)):
                return max(by, 0)
            case requests.Tick():
                return 1
            case requests.Receive() | requests.Send():
                return int(self.kind is Kind.VECTOR_CLOCK)
            case requests.Construct(_, entries):
                return max((max(map(int, n)) if isinstance(n, tuple) else int(n) for n in entries.values()), default=0)
        return 0

    def expected(self, place: int) -> Answer:
        """Return the expected answer at a place."""
        return self._steps[place].check.expected

    def script(self) -> Script:
        """Return the script so far."""
        return Script(self.kind, tuple(self._steps))


def _counted_from(missing: int, request: Request, check: Check) -> tuple[Request, Check]:
    """Return a request and its check with entries in the numbers of a clock in which ``missing`` is no event."""
    match request, check:
        case requests.Construct(message, entries), _:
            held: dict[str, Any] = {
                name: int(count) + missing for name, count in entries.items() if count and not isinstance(count, tuple)
            }
            return requests.Construct(message, held), check
        case requests.Entries(), EntriesEqual() | HeldBySite():
            expected = {name: count + missing for name, count in check.expected.items()}
            return request, msgspec.structs.replace(check, expected=expected, missing=missing)
        case requests.Entries(), OnlyOwnEntryGrew():
            return request, msgspec.structs.replace(check, missing=missing)
    return request, check
