"""Putting theorems before the judges.

A theorem is proved when every required judge says so of each of its obligations, and of those of every theorem it rests
on. Unknown is never a pass. What a meta-argument adds stays marked as one, whatever it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from antichain.proofs.judges import Answer, Judge, Verdict
from antichain.proofs.smtlib import script
from antichain.proofs.theorem import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from antichain.proofs.theorem import Obligation, Theorem

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of a theorem: the verdict, and the worst that each judge said, with the time it took in all."""

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
    done: Callable[[str], None] = lambda _: None,
) -> Answers:
    """Return what each judge says of each obligation; with several seeds, the worst of it.

    Raises:
        ValueError: two obligations share a name and are different questions, so that one would hide the other.

    """
    answers: Answers = {}
    texts: dict[str, str] = {}
    for each in obligations:
        text = script(each)
        if texts.setdefault(each.id, text) != text:
            message = f"two different obligations are called {each.id}"
            raise ValueError(message)
        if each.id in answers:
            continue
        answers[each.id] = {
            judge.name: _worst([judge.ask(text, seed) for seed in _swept(judge, seeds)]) for judge in judges
        }
        done(each.id)
    return answers


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
    """Return what has become of each theorem whose obligations have been answered.

    One with a ``vacuous`` obligation has failed, whatever the judges said: they were asked nothing.
    """
    found: dict[str, Outcome] = {}
    for name in theorems:
        _settle(name, theorems, answers, judges, found)
    return failing(found, vacuous)


def failing(found: Mapping[str, Outcome], vacuous: Container[str]) -> dict[str, Outcome]:
    """Return the same outcomes, those of theorems that stand on a vacuous obligation being failures."""
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
    """Return the verdict as far as the scope of the theorem lets it go."""
    if theorem.scope in {Scope.META, Scope.CITED} and verdict == "proved":
        return str(theorem.scope.value)
    return verdict
