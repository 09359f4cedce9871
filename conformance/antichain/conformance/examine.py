"""Looking closer at a failure: whether it happens again, what it is really about, and what the least of it is.

All of this is played on a target of its own, so that the run that found the failure is not disturbed.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from antichain.conformance.case import Case, in_full, play
from antichain.conformance.finding import Finding
from antichain.conformance.mishap import Mishap
from antichain.conformance.oracle import Truth
from antichain.conformance.playing import playable
from antichain.conformance.protocol import Broken
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from antichain.conformance.connection import Answers, Connection
    from antichain.conformance.protocol import Options
    from antichain.conformance.script import Verdict

__all__ = ["Examiner", "smaller"]

_STARTS = 30
_SECONDS = 60.0
_SHORT = 20


class Examiner:
    """Confirms, attributes and shrinks failures, within 30 fresh starts and 60 seconds over a whole run.

    To confirm takes a process that has done nothing else; for the rest one process, its *bench*, serves the whole run.
    """

    def __init__(self, fresh: Callable[[], Connection]) -> None:
        """Examine targets that ``fresh`` starts; each it starts is a process of its own."""
        self._fresh = fresh
        self._bench = fresh()
        self._starts = 0
        self._spent = 0.0

    def close(self) -> None:
        """End the bench."""
        self._bench.close()

    def attribute(self, case: Case, verdict: Verdict, options: Options) -> tuple[Case, Verdict]:
        """Return the failure in the plainest setting in which it shows, and the rule of what cannot be left out.

        What fails in one setting and passes in a plainer one fails because of what was left out; what fails in both is
        better shown in the plainer one.
        """
        if case.truth is None or case.setting is None or isinstance(verdict.answer, Broken) or self._tired:
            return case, verdict
        with self._timed():
            for rule, plainer in case.setting.plainer(case.kind, options):
                plain = play(case.truth, case.kind, options, plainer, case.title)
                found = plain.script.judge(self._bench.play(plain.script.requests))
                if found is None:
                    return case, replace(verdict, broken=(rule,))
                if set(found.broken) & set(verdict.broken) and plainer != case.setting:
                    return self.attribute(plain, found, options)
            if case.setting.delta:  # it is about deltas, unless the same history fails with states
                plain = in_full(case, options)
                found = plain.script.judge(self._bench.play(plain.script.requests))
                return self.attribute(plain, found, options) if found else (case, verdict)
            # Stamps are sorted only where a history is watched, so without watching there is nothing to compare with.
            if case.setting.watched and "LIB-SORT" not in verdict.broken and not case.truth.mishaps:
                pairs = case.setting.pairs or _all_pairs(len(case.truth.events))
                setting = replace(case.setting, watched=False, pairs=pairs)
                unwatched = play(case.truth, case.kind, options, setting)
                if unwatched.script.judge(self._bench.play(unwatched.script.requests)) is None:
                    return case, replace(
                        verdict, broken=("MSG-FROZEN" if "MSG-FROZEN" in verdict.broken else "MSG-PURE",)
                    )
        return case, verdict

    def examine(self, case: Case, verdict: Verdict, answers: Answers, phase: str, options: Options) -> Finding:
        """Return the finding that a failure comes to."""
        finding = Finding(case, verdict, phase, tuple(answers[: verdict.place + 1]))
        if self._tired:
            return finding
        with self._timed():
            again = self._once_more(case)
            second = case.script.judge(again)
            if second is None or not _alike(second, case.script.judge(answers)):
                return replace(finding, again=tuple(again))
            case, verdict = self._narrow(case, verdict)
            if finding.case is not case:
                answers = self._bench.play(case.script.requests)
                finding = Finding(case, verdict, phase, tuple(answers[: verdict.place + 1]))
            if case.truth is None or isinstance(verdict.answer, Broken):
                return finding
            least, found = self._simplify(*self._shrink(case, verdict, options), options)
            answers = self._bench.play(least.script.requests)
        attributed, found = self.attribute(least, found, options)
        if attributed is not least:
            least, answers = attributed, self._bench.play(attributed.script.requests)
        return Finding(least, found, phase, tuple(answers[: found.place + 1]))

    @property
    def _tired(self) -> bool:
        """Whether the starts or the seconds are used up; then failures are kept as they are."""
        return self._starts >= _STARTS or self._spent >= _SECONDS

    @contextlib.contextmanager
    def _timed(self) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        finally:
            self._spent += time.monotonic() - begun

    def _once_more(self, case: Case) -> Answers:
        """Play a case in a process that has done nothing else."""
        self._starts += 1
        connection = self._fresh()
        try:
            return connection.play(case.script.requests)
        finally:
            connection.close()

    def _simplify(self, case: Case, verdict: Verdict, options: Options) -> tuple[Case, Verdict]:
        """Return the failure with amounts of 1, if it fails so in the same way."""
        if case.truth is None or case.setting is None:
            return case, verdict
        ones = replace(case.setting, amounts=tuple((by > 0) - (by < 0) for by in case.setting.amounts))
        simple = play(case.truth, case.kind, options, ones, case.title)
        found = simple.script.judge(self._bench.play(simple.script.requests))
        return (simple, found) if found and set(found.broken) & set(verdict.broken) else (case, verdict)

    def _narrow(self, case: Case, verdict: Verdict) -> tuple[Case, Verdict]:
        """Return the first of the smaller cases that fails, where a case knows any."""
        deadline = time.monotonic() + _SECONDS - self._spent
        for candidate in case.narrower(verdict.place) if case.narrower else ():
            found = candidate.script.judge(self._bench.play(candidate.script.requests))
            if found or time.monotonic() > deadline:
                return (candidate, found) if found and not isinstance(found.answer, Broken) else (case, verdict)
        return case, verdict

    def _shrink(self, case: Case, verdict: Verdict, options: Options) -> tuple[Case, Verdict]:
        """Return a case that fails in the same way, and no event of which can be left out."""
        original = case.script.judge(self._bench.play(case.script.requests)) or verdict
        rules = set(original.broken)
        verdict = replace(verdict, place=original.place, answer=original.answer)
        deadline = time.monotonic() + _SECONDS - self._spent
        shrunk = True
        while shrunk and time.monotonic() < deadline:
            shrunk = False
            for candidate in smaller(case, case.script.events[verdict.place], options):
                found = candidate.script.judge(self._bench.play(candidate.script.requests))
                # After a mishap every wrong answer is about that mishap, and before it about something else.
                alike = found and (set(found.broken) & rules or _befallen(case))
                if found and alike and not isinstance(found.answer, Broken):
                    case, verdict, shrunk = candidate, found, True
                    break
        return case, verdict


def _all_pairs(events: int) -> tuple[tuple[int, int], ...] | None:
    """Return all pairs of so many events, unless there are too many to be compared again."""
    return tuple(combinations(range(1, events + 1), 2)) if events <= _SHORT else None


def _befallen(case: Case) -> bool:
    return case.truth is not None and bool(case.truth.mishaps)


def _alike(one: Verdict, other: Verdict | None) -> bool:
    if other is None:
        return False
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
    for e, step in enumerate(events, 1):
        if isinstance(step, Mishap) and step.during:
            plain = replace(step, during=False)
            case_ = _played([*events[: e - 1], plain, *events[e:]], case, everything, options)
            if case_ is not None:
                yield case_


def _closed(events: Sequence[Event | Mishap], keep: set[int]) -> set[int]:
    """Return the kept events without receives of states that are not kept."""
    closed: set[int] = set()
    for e in sorted(keep):
        of = events[e - 1].of
        if of is None or of in closed:
            closed.add(e)
    return closed


def _only(case: Case, keep: Sequence[int], options: Options) -> Case | None:
    """Return the case with only these steps, or None where they cannot stand alone."""
    if case.truth is None or not keep or len(keep) == len(case.truth.events):
        return None
    number = {e: n for n, e in enumerate(keep, 1)}
    return _played([_renumbered(case.truth.events, e, number) for e in keep], case, keep, options)


def _renumbered(events: Sequence[Event | Mishap], e: int, number: Mapping[int, int]) -> Event | Mishap:
    """Return step ``e`` as it is when only the steps with a new number are left."""
    step = events[e - 1]
    if isinstance(step, Event):
        return Event(step.replica, None if step.of is None else number[step.of])
    own = (n for n in range(step.back, 0, -1) if n in number and _subject(events[n - 1]) == step.replica)
    return replace(step, back=number[n] if (n := next(own, 0)) else 0)


def _subject(step: Event | Mishap) -> str:
    return step.subject if isinstance(step, Mishap) else step.replica


def _played(steps: Sequence[Event | Mishap], case: Case, keep: Sequence[int], options: Options) -> Case | None:
    """Return the case that plays these steps, which were numbered ``keep`` in an old one; None if nobody can."""
    truth, setting = case.truth, case.setting
    try:
        less = Truth.of(steps)
    except ValueError:
        return None  # a mishap that cannot befall any more
    if truth is None or setting is None or not playable(less, case.kind, options):
        return None
    number = {e: n for n, e in enumerate(keep, 1)}
    names = dict(zip(truth.replicas, setting.names, strict=True))
    pairs = None
    if setting.pairs is not None:
        pairs = tuple((number[e], number[f]) for e, f in setting.pairs if e in number and f in number)
    left = replace(
        setting,
        names=tuple(names[replica] for replica in less.replicas),
        amounts=tuple(setting.amounts[e - 1] for e in keep),
        pairs=pairs,
        delta=tuple(setting.delta[e - 1] for e in keep) if setting.delta else (),
    )
    return play(less, case.kind, options, left, case.title)
