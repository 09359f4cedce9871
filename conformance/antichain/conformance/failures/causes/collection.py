"""The failures of one kind in a run: those to show, and the rules that fail only as a consequence.

A failure is left out if another one, as short and with the same features, breaks the same rules. Failures with other
features stay: a case with one feature gives no evidence about another feature. An error hides no wrong answer: a target
that refuses one name may lose the updates of another.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from antichain.conformance.failures.causes.features import features, is_error, origin
from antichain.conformance.failures.failure import Failure, answers_shown
from antichain.conformance.phases.names import PhaseName

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.failures.analyse import FailureAnalyser
    from antichain.conformance.failures.causes.features import Origin
    from antichain.conformance.failures.known import Known
    from antichain.conformance.protocol.answers import Answers

__all__ = ["FailureCollection"]

_TRIES = 3
"""The largest number of failures of one origin that are analysed."""


class FailureCollection:
    """Analyses each new failing case, and keeps the shortest failures for their rules and features.

    ``consequences`` are rules whose cases fail in the same way without their feature, each with the rule that is then
    broken. ``met`` are the numbers of the excuses that were needed.
    """

    def __init__(self, analyser: FailureAnalyser, known: Known, play: Callable[[Case], Answers]) -> None:
        """Begin with no failures; ``play`` plays a case on the target of the run."""
        self._found: list[Failure] = []
        self._earlier: list[Failure] = []
        self.consequences: dict[str, str] = {}
        self.met: set[int] = set()
        self._analyser = analyser
        self._known = known
        self._play = play
        self._seen: Counter[Origin] = Counter()
        self._explained: Counter[Origin] = Counter()

    def add(self, case: Case, violation: Violation, answers: Answers, phase: PhaseName) -> Failure | None:
        """Add a failing case, and return its failure if it was kept."""
        if self.is_as_short(case, violation, answers, phase):
            return None
        if self._is_seen_often(case, violation, phase):
            return None
        plainest, attributed = self._analyser.attribute(case, violation)
        if attributed is not violation:
            self._note_consequences(violation, attributed)
            if plainest is not case:
                answers = self._play(plainest)
            if self.is_as_short(plainest, attributed, answers, phase):
                return None
            if self._is_seen_often(plainest, attributed, phase):
                return None
        first = Failure(plainest, attributed, phase, answers_shown(plainest, attributed, answers))
        reduced = self._analyser.reduced(first)
        if reduced is not first and reduced.attributed and phase is not PhaseName.KNOWN:
            self._note_consequences(attributed, reduced.violation)
            if self.is_as_short(reduced.case, reduced.violation, reduced.answers, phase):
                self._explained[origin(plainest, attributed)] += 1
                return None
        failure = self._analyser.confirmed(first, reduced)
        self.met |= self._known.met(failure)
        if phase is PhaseName.KNOWN:
            self._earlier = self.without_longer([*self._earlier, failure])
        else:
            self._found = self.without_longer([*self._found, failure])
        return failure

    @property
    def failures(self) -> list[Failure]:
        """The failures of this run, and those of earlier runs that are shorter."""
        return self.without_longer([*self._found, *self._earlier])

    def change(self, change: Callable[[Sequence[Failure]], list[Failure]]) -> None:
        """Replace the failures of this run."""
        self._found = change(self._found)

    def follows(self) -> dict[str, str]:
        """Return the rules that fail only as a consequence, each with the rule of its cause."""
        failing = {rule for failure in self.failures for rule in failure.rules}
        return {rule: head for rule, head in self.consequences.items() if rule not in failing and head in failing}

    def _is_seen_often(self, case: Case, violation: Violation, phase: PhaseName) -> bool:
        """Count a failure, and return whether enough of its origin were analysed.

        A failure of an earlier run does not count. One that is shorter than all failures is always analysed. One that
        is only shorter than those with its features and rules is analysed, too, unless three failures of its origin
        were shrunk to known ones.
        """
        if phase is PhaseName.KNOWN:
            return False
        source = origin(case, violation)
        self._seen[source] += 1
        if self._found and case.until(violation.place) < min(other.events for other in self._found):
            return False
        if self._explained[source] >= _TRIES:
            return True
        needed = features(case, violation)
        alike = (other for other in self._found if other.features == needed)
        longer = {rule for other in alike for rule in other.rules}
        return self._seen[source] > _TRIES and not longer.issuperset(violation.rules)

    def _note_consequences(self, violation: Violation, attributed: Violation) -> None:
        for rule in violation.rules:
            if rule not in attributed.rules:
                self.consequences.setdefault(rule, attributed.rules[0])

    def is_as_short(self, case: Case, violation: Violation, answers: Sequence[Any], phase: PhaseName) -> bool:
        """Return whether failures with the same features and at most as many events break all the same rules.

        A failure that shows harm is not compared with harmless ones, and a wrong answer is not compared with errors.
        Failures that are excused as known are compared with each other only. Failures of earlier runs are compared with
        none, so that a run finds the same failures without them.
        """
        failure = Failure(case, violation, phase, answers_shown(case, violation, answers))
        self.met |= self._known.met(failure)
        excused, needed = self._known.excuses(failure), failure.features
        short = {
            rule
            for other in self._found
            if (other.harmlessness, other.events) <= (failure.harmlessness, failure.events)
            and other.features == needed
            and is_error(other.violation.answer) is is_error(violation.answer)
            and self._known.excuses(other) is excused
            for rule in other.rules
        }
        return short.issuperset(violation.rules)

    def without_longer(self, failures: Sequence[Failure]) -> list[Failure]:
        """Return the shortest failures for each rule and set of features; excused failures are compared apart."""
        best: dict[tuple[bool, bool, frozenset[str], str], Failure] = {}
        for failure in failures:
            for rule in failure.rules:
                error = is_error(failure.violation.answer)
                key = self._known.excuses(failure), error, failure.features, rule
                if key not in best or _rank(failure) < _rank(best[key]):
                    best[key] = failure
        return sorted((f for f in failures if any(f is kept for kept in best.values())), key=_rank)


def _rank(failure: Failure) -> tuple[int, int, bool, bool]:
    """Return a sort key: harmful and short ones first, then of the exhaustive phase, and last those of earlier runs."""
    return failure.harmlessness, failure.events, failure.phase != PhaseName.EXHAUSTIVE, failure.phase == PhaseName.KNOWN
