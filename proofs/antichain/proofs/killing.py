"""Which theorem notices which mutant, and how."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from antichain.proofs.catalogue import THEORIES, theorems
from antichain.proofs.judges import Z3, Verdict
from antichain.proofs.prover import closure
from antichain.proofs.smtlib import script
from antichain.proofs.structure import evaluate
from antichain.proofs.vacuity import used

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import z3

    from antichain.proofs.machine import Call, Machine
    from antichain.proofs.mutants import Mutant
    from antichain.proofs.structure import Structure
    from antichain.proofs.theorem import Obligation, Theorem

__all__ = ["Bench", "Fate"]

_STEPS = (3, 4)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mutant before one theorem: killed, unknown or survived; and by what it was killed."""

    outcome: str
    by: str = ""


class Bench:
    """The theorems of the model, against which mutants are held; answers to the same text are not asked for twice."""

    def __init__(self, names: Iterable[str] | None = None) -> None:
        """Take these theorems of the model, or all, as they are, and what z3 used to prove them."""
        self.judge = Z3(rlimit=200_000)
        self.answers: dict[str, Verdict] = {}
        everything = theorems()
        self.originals = everything if names is None else {name: everything[name] for name in names}
        obligations = {each.id: each for theorem in self.originals.values() for each in theorem.obligations}
        self.texts = {name: script(each) for name, each in obligations.items()}
        self.used = {name: used(each) for name, each in obligations.items()}

    def fates(self, mutant: Mutant) -> dict[str, Fate]:
        """Return the fate of a mutant before every theorem that speaks of what was mutated."""
        changed = self._changed(mutant)
        asked = {each.id: each for theorem in changed.values() for each in theorem.obligations}
        touched = {name for name, each in asked.items() if script(each) != self.texts[name]}
        grounds = {name: self._grounds(name, changed, asked) for name, each in changed.items() if each.obligations}
        speaking = {name: ids for name, ids in grounds.items() if ids & touched}
        lost = [name for name, ids in speaking.items() if any(not self._proves(asked[one]) for one in ids & touched)]
        stories = _violations([changed[name] for name in lost])
        return {name: self._fate(changed[name], name in lost, stories.get(name, "")) for name in speaking}

    def _fate(self, theorem: Theorem, lost: bool, story: str) -> Fate:  # noqa: FBT001 — the two cases of one question
        if not lost:
            return Fate("survived")
        refuted = (each.id for each in theorem.obligations if self._ask(script(each)) is Verdict.REFUTED)
        by = story or next(refuted, "")
        return Fate("killed" if by else "unknown", by)

    def _changed(self, mutant: Mutant) -> dict[str, Theorem]:
        letters = [letter for letter in THEORIES if not mutant.theories or letter in mutant.theories]
        rebuilt = {each.id: each for letter in letters for each in THEORIES[letter].theorems(mutant.subject)}
        return {name: rebuilt.get(name, self.originals[name]) for name in self.originals}

    def _grounds(self, name: str, changed: Mapping[str, Theorem], asked: Mapping[str, Obligation]) -> set[str]:
        """Return the obligations on which a theorem stands: its own, and those of what their proofs used.

        An invariant stands on the invariants that the proofs of its own steps used, and so on: together they are
        inductive, whatever becomes of the others.
        """
        theorem = changed[name]
        others = (one for one in theorem.rests_on if not one.endswith("0") or not theorem.machine)
        waiting = [each.id for one in (name, *closure(others, changed)) for each in changed[one].obligations]
        found: set[str] = set()
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                machine = theorem.machine.name if theorem.machine else ""
                steps = [f"{machine}.{hypothesis}." for hypothesis in self.used[one]]
                waiting += [other for other in asked if any(other.startswith(step) for step in steps)]
        return found

    def _proves(self, asked: Obligation) -> bool:
        """Return whether an obligation still follows from the hypotheses that its proof used."""
        needed = {name: term for name, term in asked.hypotheses.items() if name in self.used[asked.id]}
        few = replace(asked, hypotheses=needed)
        return Verdict.PROVED in (self._ask(script(few)), self._ask(script(asked)))

    def _ask(self, text: str) -> Verdict:
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
            if not all(_holds(claim, machine, state) for claim in theorem.claims):
                found[theorem.id] = _told(story)
        if len(found) == len(open_claims):
            break
    return found


def _holds(claim: z3.BoolRef, machine: Machine[tuple[object, ...]], state: Structure) -> bool:
    """Return whether a claim holds in a state, whatever the constants that it mentions stand for."""
    return all(evaluate(claim, world) for world in machine.valuations(state, (claim,)))


def _told(story: tuple[Call, ...]) -> str:
    return "; ".join(f"{name} {' '.join(map(str, values))}" for name, values in story) or "the start"
