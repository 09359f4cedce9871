"""Which theorem notices which mutant, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import z3

from antichain.proofs.catalogue import THEORIES, theorems
from antichain.proofs.judges import Verdict, Z3
from antichain.proofs.prover import closure
from antichain.proofs.smtlib import script
from antichain.proofs.structure import evaluate
from antichain.proofs.theorem import Theorem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from antichain.proofs.machine import Call, Machine
    from antichain.proofs.mutants import Mutant
    from antichain.proofs.theorem import Obligation

__all__ = ["Bench", "Fate"]

_STEPS = (3, 4)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mutant before one theorem: killed, unknown or survived; and by what it was killed."""

    outcome: str
    by: str = ""


class Bench:
    """The theorems of the model, against which mutants are held; answers to the same text are not asked for twice."""

    def __init__(self) -> None:
        """Take the theorems of the model as they are."""
        self.judge = Z3(rlimit=400_000, milliseconds=1_000)
        self.answers: dict[str, Verdict] = {}
        self.originals = theorems()
        self.texts = {each.id: script(each) for theorem in self.originals.values() for each in theorem.obligations}

    def fates(self, mutant: Mutant) -> dict[str, Fate]:
        """Return the fate of a mutant before every theorem that speaks of what was mutated."""
        changed = self._changed(mutant)
        verdicts = {each.id: self._ask(each) for theorem in changed.values() for each in theorem.obligations}
        lost = [name for name in self._speaking(changed) if not self._holds(name, changed, verdicts)]
        stories = _violations([changed[name] for name in lost])
        found: dict[str, Fate] = {}
        for name in self._speaking(changed):
            if name not in lost:
                found[name] = Fate("survived")
            elif name in stories:
                found[name] = Fate("killed", stories[name])
            else:
                refuted = (each.id for each in changed[name].obligations if verdicts[each.id] is Verdict.REFUTED)
                by = next(refuted, "") or _in_worlds(changed[name].obligations if not changed[name].machine else ())
                found[name] = Fate("killed" if by else "unknown", by)
        return found

    def _changed(self, mutant: Mutant) -> dict[str, Theorem]:
        letters = [letter for letter in THEORIES if not mutant.theories or letter in mutant.theories]
        rebuilt = {each.id: each for letter in letters for each in THEORIES[letter].theorems(mutant.subject)}
        return {name: rebuilt.get(name, self.originals[name]) for name in self.originals}

    def _speaking(self, changed: Mapping[str, Theorem]) -> list[str]:
        """Return the theorems with an obligation, own or inherited, that the mutation touches."""
        touched = {
            name
            for name, theorem in changed.items()
            if any(script(each) != self.texts[each.id] for each in theorem.obligations)
            if theorem is not self.originals[name]
        }
        proved = (name for name, theorem in changed.items() if theorem.obligations)
        return [name for name in proved if touched.intersection(closure([name], changed))]

    def _holds(self, name: str, changed: Mapping[str, Theorem], verdicts: Mapping[str, Verdict]) -> bool:
        below = closure([name], changed)
        return all(verdicts[each.id] is Verdict.PROVED for one in below for each in changed[one].obligations)

    def _ask(self, asked: Obligation) -> Verdict:
        text = script(asked)
        if self.texts.get(asked.id) == text:
            return Verdict.PROVED
        if text not in self.answers:
            self.answers[text] = self.judge.ask(text).verdict
        return self.answers[text]


def _violations(lost: list[Theorem]) -> dict[str, str]:
    """Return, for the theorems whose claims a run of the mutated machine violates, such a run."""
    machines: dict[str, Machine[tuple[object, ...]]] = {one.machine.name: one.machine for one in lost if one.machine}
    found: dict[str, str] = {}
    for name, machine in machines.items():
        claims = [each for each in lost if each.machine is not None and each.machine.name == name and each.claims]
        for steps in _STEPS:
            claims = [each for each in claims if each.id not in found]
            if claims:
                found |= _violated(machine.small(steps), steps, claims)
    return found


def _violated(machine: Machine[tuple[object, ...]], steps: int, open_claims: list[Theorem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for story, state in machine.runs(steps):
        for theorem in [each for each in open_claims if each.id not in found]:
            claim = z3.And(*theorem.claims)
            if not all(evaluate(claim, world) for world in machine.valuations(state, (claim,))):
                found[theorem.id] = _told(story)
        if len(found) == len(open_claims):
            break
    return found


def _told(story: tuple[Call, ...]) -> str:
    return "; ".join(f"{name} {' '.join(map(str, values))}" for name, values in story) or "the start"


def _in_worlds(obligations: Iterable[Obligation]) -> str:
    """Return an obligation that a world of small clocks refutes, by name; empty where there is none."""
    for asked in obligations:
        for world in asked.worlds(asked):
            if all(evaluate(term, world) for term in asked.hypotheses.values()) and not evaluate(asked.goal, world):
                return asked.id
    return ""
