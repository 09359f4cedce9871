"""Looking closer at a failure: whether it happens again, what it is really about, and what the least of it is.

All of this is played on a target of its own, so that the run that found the failure is not disturbed.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from antichain.conformance.case import Case, play
from antichain.conformance.finding import Finding
from antichain.conformance.oracle import Truth
from antichain.conformance.playing import playable
from antichain.conformance.protocol import Broken
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from antichain.conformance.connection import Answers, Connection
    from antichain.conformance.protocol import Options
    from antichain.conformance.script import Verdict

__all__ = ["Examiner", "smaller"]

_STARTS = 30
_SECONDS = 60.0


class Examiner:
    """Confirms, attributes and shrinks failures, within 30 fresh starts and 60 seconds over a whole run."""

    def __init__(self, fresh: Callable[[], Connection]) -> None:
        """Examine targets that ``fresh`` starts; each it starts is a process of its own."""
        self._fresh = fresh
        self._starts = 0
        self._spent = 0.0

    @property
    def tired(self) -> bool:
        """Whether the starts or the seconds are used up; then failures are kept as they are."""
        return self._starts >= _STARTS or self._spent >= _SECONDS

    def examine(self, case: Case, verdict: Verdict, answers: Answers, phase: str, options: Options) -> Finding:
        """Return the finding that a failure comes to."""
        begun = time.monotonic()
        try:
            finding = Finding(case, verdict, phase, tuple(answers[: verdict.place + 1]))
            again = self._play(case)
            if again is None:
                return finding
            second = case.script.judge(again)
            if second is None or not _alike(second, verdict):
                return replace(finding, again=tuple(again))
            if case.truth is None or isinstance(verdict.answer, Broken):
                return finding
            case, verdict = self._attribute(*self._shrink(case, verdict, options), options)
            answers = self._play(case) or answers
            return Finding(case, verdict, phase, tuple(answers[: verdict.place + 1]))
        finally:
            self._spent += time.monotonic() - begun

    def _play(self, case: Case) -> Answers | None:
        """Play a case in a fresh process, or answer None where too many were started."""
        if self._starts >= _STARTS:
            return None
        self._starts += 1
        connection = self._fresh()
        try:
            return connection.play(case.script.requests)
        finally:
            connection.close()

    def _shrink(self, case: Case, verdict: Verdict, options: Options) -> tuple[Case, Verdict]:
        """Return a case that fails for a rule that this one fails for, and no event of which can be left out."""
        connection = self._fresh()
        self._starts += 1
        deadline = time.monotonic() + _SECONDS - self._spent
        try:
            shrunk = True
            while shrunk and time.monotonic() < deadline:
                shrunk = False
                for candidate in smaller(case, case.script.events[verdict.place], options):
                    found = candidate.script.judge(connection.play(candidate.script.requests))
                    if found and set(found.broken) & set(verdict.broken) and not isinstance(found.answer, Broken):
                        case, verdict, shrunk = candidate, found, True
                        break
        finally:
            connection.close()
        return case, verdict

    def _attribute(self, case: Case, verdict: Verdict, options: Options) -> tuple[Case, Verdict]:
        """Name the very thing that fails: what passes in a plainer setting fails because of what was left out."""
        if case.truth is None or case.setting is None:
            return case, verdict
        for rule, plainer in case.setting.plainer(case.kind, options):
            plain = play(case.truth, case.kind, options, plainer)
            answers = self._play(plain)
            if answers is not None and plain.script.judge(answers) is None:
                return case, replace(verdict, broken=(rule,))
        if case.setting.watched:
            unwatched = play(case.truth, case.kind, options, replace(case.setting, watched=False))
            answers = self._play(unwatched)
            if answers is not None and unwatched.script.judge(answers) is None:
                return case, replace(verdict, broken=("MSG-PURE", *(r for r in verdict.broken if r.startswith("MSG-"))))
        return case, verdict


def _alike(one: Verdict, other: Verdict) -> bool:
    if isinstance(one.answer, Broken) and isinstance(other.answer, Broken):
        return one.answer.cause == other.answer.cause
    return (one.place, one.broken, one.answer) == (other.place, other.broken, other.answer)


def smaller(case: Case, until: int, options: Options) -> Iterator[Case]:
    """Yield cases with fewer events: first those up to event ``until``, then without stretches of events."""
    if case.truth is None or case.setting is None:
        return
    events = case.truth.events
    everything = range(1, len(events) + 1)
    kept = [set(range(1, until + 1))] if 0 < until < len(events) else []
    length = len(events) // 2
    while length:
        kept += [set(everything) - set(range(start, start + length)) for start in range(1, len(events) + 1, length)]
        length //= 2
    for keep in kept:
        case_ = _only(case, sorted(_closed(events, keep)), options)
        if case_ is not None:
            yield case_


def _closed(events: Sequence[Event], keep: set[int]) -> set[int]:
    """Return the kept events without receives of states that are not kept."""
    closed: set[int] = set()
    for e in sorted(keep):
        of = events[e - 1].of
        if of is None or of in closed:
            closed.add(e)
    return closed


def _only(case: Case, keep: Sequence[int], options: Options) -> Case | None:
    truth, setting = case.truth, case.setting
    if truth is None or setting is None or not keep or len(keep) == len(truth.events):
        return None
    number = {e: n for n, e in enumerate(keep, 1)}
    events = [truth.events[e - 1] for e in keep]
    less = Truth.of(Event(event.replica, None if event.of is None else number[event.of]) for event in events)
    if not playable(less, case.kind, options):
        return None
    names = dict(zip(truth.replicas, setting.names, strict=True))
    pairs = None
    if setting.pairs is not None:
        pairs = tuple((number[e], number[f]) for e, f in setting.pairs if e in number and f in number)
    left = replace(
        setting,
        names=tuple(names[replica] for replica in less.replicas),
        amounts=tuple(setting.amounts[e - 1] for e in keep),
        pairs=pairs,
    )
    return play(less, case.kind, options, left, case.title)
