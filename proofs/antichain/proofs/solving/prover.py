"""The prover: it asks the judges for the obligations of theorems.

A theorem is proved when every required judge says so of each of its obligations, and of those of every theorem it rests
on. Unknown is never a pass. A theorem with a meta-argument stays marked as such.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from antichain.proofs.logic.theorem import Scope
from antichain.proofs.solving.judges import Z3, Answer, Cvc5, Judge, Verdict
from antichain.proofs.solving.sharing import QuestionPool
from antichain.proofs.solving.smtlib import script

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from antichain.proofs.logic.obligation import Obligation
    from antichain.proofs.logic.theorem import Theorem

__all__ = ["Outcome", "closure", "deciding", "examine", "failing", "outcomes"]

Answers = dict[str, dict[str, Answer]]
"""By obligation and judge."""

_WORST_FIRST = ("failed", "unknown", "absent", "proved")
_WORDS = {
    Verdict.REFUTED: "failed",
    Verdict.UNKNOWN: "unknown",
    Verdict.ABSENT: "absent",
    Verdict.PROVED: "proved",
}


_FEW_QUESTIONS = 20
"""Fewer questions are answered in this process before others have started."""

_FEW_STEPS = 20_000
"""cvc5's limit for an obligation that another judge did not prove, in a run in which something was refuted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on a theorem, and the worst answer of each judge, with its time in all."""

    theorem: Theorem
    verdict: str
    judges: Mapping[str, Answer]


def closure(names: Iterable[str], theorems: Mapping[str, Theorem]) -> list[str]:
    """Return these theorems and all that they rest on, in the order of the catalogue; refutations are left out."""
    wanted, waiting = set[str](), [name for name in names if name in theorems]
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += [each for each in theorems[name].rests_on if each in theorems]
    return [name for name in theorems if name in wanted]


def examine(
    obligations: Iterable[Obligation],
    judges: Sequence[Judge],
    *,
    seeds: Sequence[int] = (0,),
    hurried: bool = True,
    done: Callable[[str], None] = lambda _: None,
) -> Answers:
    """Return the answer of each judge to each obligation; with several seeds, the worst answer.

    The judges are asked one after the other, each first with a small limit. What it leaves unknown is asked again with
    its full limit, unless an obligation is refuted by then: so a broken model is answered soon. Where ``hurried`` is
    false, as for statements that must be refuted, the limits are full from the start.

    Raises:
        ValueError: two obligations share a name and are different questions, so that one would hide the other.

    """
    asked = list(obligations)
    few, texts = len(asked) < _FEW_QUESTIONS, dict[str, str]()
    answers: Answers = {each.id: {} for each in asked}
    refuted = False
    for place, judge in enumerate(judges):
        lost = {name for name, said in answers.items() if {one.verdict for one in said.values()} - {Verdict.PROVED}}
        shown = done if place == len(judges) - 1 else lambda _: None
        questions: Iterable[tuple[str, str]] = texts.items() if texts else _written(asked, texts)
        swept = _swept(judge, seeds)
        quick = _quick(judge) if hurried else judge
        quickest = Cvc5(rlimit=_FEW_STEPS) if refuted and isinstance(judge, Cvc5) else quick

        def limited(name: str, lost: set[str] = lost, quick: Judge = quick, quickest: Judge = quickest) -> Judge:
            return quickest if name in lost else quick

        found = _answered(limited, questions, swept, few=few, done=shown)
        refuted = refuted or (hurried and any(answer.verdict is Verdict.REFUTED for answer in found.values()))
        if quick is not judge and not refuted:
            again = {name: texts[name] for name, answer in found.items() if answer.verdict is Verdict.UNKNOWN}
            found |= _answered(lambda _, judge=judge: judge, again.items(), swept, few=len(again) < _FEW_QUESTIONS)  # type: ignore[misc]  # mypy infers no type for a lambda with defaults
        for name, answer in found.items():
            answers[name][judge.name] = answer
    return answers


def _written(obligations: Iterable[Obligation], texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Iterate over the questions by name, each once, and enter them in ``texts``."""
    for each in obligations:
        text = script(each)
        if each.id not in texts:
            texts[each.id] = text
            yield each.id, text
        elif texts[each.id] != text:
            message = f"two different obligations are called {each.id}"
            raise ValueError(message)


def _answered(
    judges: Callable[[str], Judge],
    questions: Iterable[tuple[str, str]],
    seeds: Sequence[int],
    *,
    few: bool,
    done: Callable[[str], None] = lambda _: None,
) -> dict[str, Answer]:
    """Return the answers to these questions, the worst of all seeds; ``judges`` are the judges by name."""
    pools: dict[Judge, QuestionPool] = {}
    with ExitStack() as stack:

        def pool(name: str) -> QuestionPool:
            judge = judges(name)
            if judge not in pools:
                pools[judge] = stack.enter_context(QuestionPool(judge, few=few))
            return pools[judge]

        put = {name: [pool(name).put(text, seed) for seed in seeds] for name, text in questions}
        found = {}
        for name, answers in put.items():
            found[name] = _worst([answer.result() for answer in answers])
            done(name)
        return found


def _quick(judge: Judge) -> Judge:
    """Return the judge with a small limit, or itself if its own limit is not larger."""
    return judge.hurried() if isinstance(judge, (Z3, Cvc5)) else judge


def _swept(judge: Judge, seeds: Sequence[int]) -> Sequence[int]:
    """Return the seeds for a judge: one that need not be there is asked once."""
    return seeds if judge.required else seeds[:1]


def _worst(answers: Sequence[Answer]) -> Answer:
    """Return the worst of several answers, with their time in all."""
    worst = min(answers, key=lambda answer: _WORST_FIRST.index(_WORDS[answer.verdict]))
    return Answer(worst.verdict, sum(answer.milliseconds for answer in answers), worst.remark)


def outcomes(
    theorems: Mapping[str, Theorem], answers: Answers, judges: Sequence[Judge], vacuous: Container[str] = ()
) -> dict[str, Outcome]:
    """Return the outcome of each theorem whose obligations have been answered.

    A theorem with a ``vacuous`` obligation has failed, with any answers: its questions are empty.
    """
    found: dict[str, Outcome] = {}
    for name in theorems:
        _settle(name, theorems, answers, judges, found)
    return failing(found, vacuous)


def failing(found: Mapping[str, Outcome], vacuous: Container[str]) -> dict[str, Outcome]:
    """Return the same outcomes, with a failure for each theorem that rests on a vacuous obligation."""
    bad = {name for name, each in found.items() if any(one.id in vacuous for one in each.theorem.obligations)}
    standing = {name: each for name, each in found.items() if name not in bad}
    while more := {name for name, each in standing.items() if bad & {*each.theorem.rests_on}}:
        bad |= more
        standing = {name: each for name, each in standing.items() if name not in more}
    return {name: replace(each, verdict="failed") if name in bad else each for name, each in found.items()}


def _settle(
    name: str, theorems: Mapping[str, Theorem], answers: Answers, judges: Sequence[Judge], found: dict[str, Outcome]
) -> str:
    """Return, and enter, the verdict on a theorem, after those it rests on."""
    if name in found:
        return found[name].verdict
    theorem = theorems[name]
    said = {
        judge.name: _worst([answers[each.id][judge.name] for each in theorem.obligations])
        for judge in judges
        if theorem.obligations
    }
    below = [_settle(each, theorems, answers, judges, found) for each in theorem.rests_on if each in theorems]
    own = [deciding(judge, said[judge.name]) for judge in judges if judge.name in said]
    ranked = [word for word in _WORST_FIRST if word in {*own, *below}]
    verdict = ranked[0] if ranked else "proved"
    found[name] = outcome = Outcome(theorem, _limited(theorem, verdict), said)
    return outcome.verdict


def deciding(judge: Judge, answer: Answer) -> str:
    """Return the word that counts: of a judge that need not be there, only a refutation does; absence never fails."""
    word = _WORDS[answer.verdict]
    if word == "absent" or (not judge.required and word != "failed"):
        return "proved"
    return word


def _limited(theorem: Theorem, verdict: str) -> str:
    """Return the strongest verdict that the scope of the theorem allows."""
    if theorem.scope in {Scope.META, Scope.CITED} and verdict == "proved":
        return str(theorem.scope.value)
    return verdict
