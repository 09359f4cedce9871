"""For test suites: a whole check as one assertion, one test for each rule, and a state machine for Hypothesis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from antichain.conformance.api import check, hello_of
from antichain.conformance.engine.results.build import failure_line
from antichain.conformance.engine.status import Status
from antichain.conformance.failures.analyse import FailureAnalyser
from antichain.conformance.phases.random_histories import HistoryMachine
from antichain.conformance.protocol.claims import Claim, Hello
from antichain.conformance.report.terminal import as_text
from antichain.conformance.rules.catalogue import RULES, Level
from antichain.conformance.rules.offers import concerns, why_not_offered
from antichain.conformance.transport.in_process import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _pytest.mark import ParameterSet

    from antichain.conformance.cases.case import Case
    from antichain.conformance.engine.report import Report
    from antichain.conformance.protocol.claims import Kind

__all__ = ["RuleCase", "assert_conforms", "rule_cases", "state_machine"]


def assert_conforms(target: str | Callable[[], Any], **choices: Any) -> None:  # noqa: ANN401 — the choices of check
    """Check a target and raise an error that shows each failure; the choices are those of ``check``.

    >>> from antichain.conformance.phases.bounds import Bounds
    >>> from antichain.conformance.zoo.wrong import article
    >>> small = Bounds(events=2, histories=1, steps=2, large=4, crowd=4, named=1)
    >>> assert_conforms(article.target, phases=["laws"], bounds=small)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    AssertionError: the rules that are broken, with the shortest histories

    Raises:
        AssertionError: the target does not conform, or the check is incomplete or interrupted.

    """
    check(target, **choices).raise_for_failures()


@dataclass(frozen=True, slots=True)
class RuleCase:
    """One rule on one kind of a target; all cases of one kind share one check, which the first of them runs.

    >>> from antichain.conformance import Kind
    >>> RuleCase(Kind.G_COUNTER, "CNT-ONCE", lambda: check("reference")).rule
    'CNT-ONCE'
    """

    kind: Kind
    rule: str
    report: Callable[[], Report]

    def assert_holds(self) -> None:
        """Raise an error that shows each failure of the rule.

        Raises:
            AssertionError: the rule is violated, or the check did not exercise it.

        """
        status = self.report().statuses(self.kind)[self.rule]
        if status is not Status.HOLDS:
            raise AssertionError("\n\n".join(self.story()))

    def story(self) -> Iterator[str]:
        """Yield the status of the rule, and each of its failures as the terminal shows it."""
        report = self.report()
        status = report.statuses(self.kind)[self.rule]
        head = report.consequences.get(self.kind, {}).get(self.rule) if status is Status.FOLLOWS else None
        yield f"{self.kind.value}: {self.rule} {status.value}" + (f" of {head}" if head else "")
        if status is Status.NOT_EXERCISED:
            yield from report.unsound
            if report.late:
                yield f"the check ended after {report.config.max_seconds:g} s, before its end"
            if self.kind in report.ended:
                yield f"{self.kind.value} was given up: {report.ended[self.kind]}"
        for failure in report.failures:
            if failure.kind is self.kind and (self.rule in failure.rules or head in failure.rules):
                yield as_text(failure_line(failure))


def rule_cases(target: str | Callable[[], Any], **choices: Any) -> list[ParameterSet]:  # noqa: ANN401 — the choices of check
    """Return one parameter of ``pytest.mark.parametrize`` for each kind of a target and each MUST rule about it.

    The choices are those of ``check``. The target answers ``hello`` now, and each kind is checked once in each process,
    when its first case runs. With ``--dist loadgroup`` of pytest-xdist, one process runs all cases of a kind. A rule
    that the target does not offer is skipped.

    >>> from antichain.conformance.zoo.wrong import article
    >>> "g-counter-CNT-ONCE" in [case.id for case in rule_cases(article.target)]
    True

    Raises:
        StartError: the target cannot be started, or does not answer hello.

    """
    import pytest  # noqa: PLC0415 — the package does not depend on it

    chosen = choices.pop("kinds", ())
    made = []
    for claim in Claim.all_of(hello_of(target)):
        if chosen and claim.kind not in chosen:
            continue
        report = cache(partial(check, target, kinds=[claim.kind.value], **choices))
        for rule in RULES.values():
            if rule.level is Level.MUST and concerns(rule, claim.kind):
                marks = [pytest.mark.xdist_group(f"antichain-{claim.kind.value}")]
                if why := why_not_offered(rule, claim):
                    marks.append(pytest.mark.skip(reason=f"not offered: {why}"))
                name = f"{claim.kind.value}-{rule.id}"
                made.append(pytest.param(RuleCase(claim.kind, rule.id, report), marks=marks, id=name))
    return made


def state_machine(factory: Callable[[], Any], kind: Kind) -> type[HistoryMachine]:
    """Return a Hypothesis state machine that plays random histories on a target; its ``TestCase`` is a unittest.

    Updates that the target must refuse, by negative amounts and by fractions, are among the steps. A failing history is
    shrunk, and shown as the terminal shows it.

    >>> from antichain.conformance import Kind
    >>> from antichain.conformance.targets.reference import target
    >>> state_machine(target, Kind.G_COUNTER).__name__
    'GCounterMachine'

    Raises:
        ValueError: the target does not claim the kind.

    """
    from hypothesis import Phase, settings  # noqa: PLC0415 — only a state machine needs it

    hello = InProcess(factory).hello()
    if not isinstance(hello, Hello) or kind not in hello.kinds:
        message = f"kind {kind.value!r} is not among what the target offers: {hello}"
        raise ValueError(message)
    claim = Claim.of(hello, kind)

    def done(self: HistoryMachine, case: Case) -> None:
        del self
        answers = InProcess(factory).play(case.script.requests)
        violation = case.script.judge(answers)
        if violation is None:
            return
        analyser = FailureAnalyser(claim, lambda: InProcess(factory))
        plainest, attributed = analyser.attribute(case, violation)
        if plainest is not case:
            answers = InProcess(factory).play(plainest.script.requests)
        failure = analyser.analyse(plainest, attributed, answers, "random")
        raise AssertionError(as_text(failure_line(failure)))

    name = "".join(word.capitalize() for word in kind.value.split("-")) + "Machine"
    members = {"claim": claim, "fractions": True, "done": done}
    machine: type[HistoryMachine] = type(name, (HistoryMachine,), members)
    # The failing history is shrunk here, which is faster than by Hypothesis.
    machine.TestCase.settings = settings(
        deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate], print_blob=False
    )
    return machine
