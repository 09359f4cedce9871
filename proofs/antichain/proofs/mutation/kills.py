"""The mutants that each theorem kills, and the check that kills each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import z3

from antichain.proofs.logic.finite_structure import evaluate, symbols
from antichain.proofs.solving.judges import Z3, Verdict
from antichain.proofs.solving.prover import closure
from antichain.proofs.solving.smtlib import script
from antichain.proofs.solving.vacuity import used as needed
from antichain.proofs.theories.catalogue import THEORIES, theorems, theory_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from antichain.proofs.logic.finite_structure import Structure
    from antichain.proofs.logic.obligation import Obligation
    from antichain.proofs.logic.theorem import Theorem
    from antichain.proofs.logic.transition_system import Call, Machine
    from antichain.proofs.mutation.mutants import Mutant

__all__ = ["Bench", "Fate"]

_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Fate:
    """The result of a mutant for one theorem: killed, unknown or survived; and the check that killed it."""

    outcome: str
    by: str = ""


class Bench:
    """The theorems of the model, for tests of mutants; the same question is asked once."""

    def __init__(self, names: Iterable[str] | None = None, used: Mapping[str, frozenset[str]] | None = None) -> None:
        """Use these theorems of the model, or all, and the hypotheses with which z3 proved each obligation."""
        self.judge = Z3(rlimit=200_000)
        self.answers: dict[str, Verdict] = {}
        everything = theorems()
        self.originals = everything if names is None else {name: everything[name] for name in names}
        obligations = {each.id: each for theorem in self.originals.values() for each in theorem.obligations}
        self.texts = {name: script(each) for name, each in obligations.items()}
        self.used = used or {name: needed(each) for name, each in obligations.items()}

    def fates(self, mutant: Mutant) -> dict[str, Fate]:
        """Return the fate of a mutant for every theorem about the mutated function."""
        changed = self._changed(mutant)
        asked = {each.id: each for theorem in changed.values() for each in theorem.obligations}
        touched = {name for name, each in asked.items() if script(each) != self.texts[name]}
        grounds = {name: self._grounds(name, changed, asked) for name, each in changed.items() if each.obligations}
        speaking = {name: ids for name, ids in grounds.items() if ids & touched}
        lost = [name for name, ids in speaking.items() if any(not self._proves(asked[one]) for one in ids & touched)]
        killed = {name: by for name in lost if (by := self._refuted(changed[name]))}
        killed |= _violations([self._searched(changed[name], mutant) for name in lost if name not in killed])
        return {name: _fate(name in lost, killed.get(name, "")) for name in speaking}

    def _refuted(self, theorem: Theorem) -> str:
        """Return an obligation of a theorem that z3 refutes, or None."""
        return next((each.id for each in theorem.obligations if self._ask(script(each)) is Verdict.REFUTED), "")

    def _searched(self, theorem: Theorem, mutant: Mutant) -> _Searched:
        """Return the claims of a theorem, and the step without which no run violates them, if there is one.

        A run without the step that was changed is a run of the model, in which the claims of the model hold.
        """
        same = zip(theorem.claims, self.originals[theorem.id].claims, strict=True)
        machine, _, step = mutant.target.partition(".")
        known = mutant.subject.edits and all(one.eq(other) for one, other in same)
        return _Searched(theorem, step if known and theorem.machine and theorem.machine.name == machine else "")

    def _changed(self, mutant: Mutant) -> dict[str, Theorem]:
        asked = {theory_of(name) for name in self.originals}
        letters = [letter for letter in THEORIES if letter in asked and letter in (mutant.theories or asked)]
        rebuilt = {each.id: each for letter in letters for each in THEORIES[letter].theorems(mutant.subject)}
        return {name: rebuilt.get(name, self.originals[name]) for name in self.originals}

    def _grounds(self, name: str, changed: Mapping[str, Theorem], asked: Mapping[str, Obligation]) -> set[str]:
        """Return the obligations on which a theorem rests: its own, and those of the invariants that their proofs used.

        An invariant rests on the invariants that the proofs of its own steps used, and so on: together they are
        inductive, whether or not the others hold.
        """
        theorem = changed[name]
        others = (one for one in theorem.rests_on if not one.endswith("0") or not theorem.machine)
        waiting = [each.id for one in (name, *closure(others, changed)) for each in changed[one].obligations]
        steps: dict[str, list[str]] = {}
        for one in asked:
            steps.setdefault(one.rpartition(".")[0], []).append(one)
        machine = theorem.machine.name if theorem.machine else ""
        found: set[str] = set()
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += [other for used in self.used[one] for other in steps.get(f"{machine}.{used}", ())]
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


@dataclass(frozen=True, slots=True)
class _Searched:
    """A theorem whose claims a run may violate; ``step`` is one that each such run takes, or empty."""

    theorem: Theorem
    step: str


def _fate(lost: bool, by: str) -> Fate:  # noqa: FBT001 — the two cases of one question
    return Fate("killed" if by else "unknown", by) if lost else Fate("survived")


def _violations(lost: list[_Searched]) -> dict[str, str]:
    """Return, for each theorem, a run of the mutated machine that violates its claims, if there is one."""
    machines = {one.theorem.machine.name: one.theorem.machine for one in lost if one.theorem.machine}
    found: dict[str, str] = {}
    for name, machine in machines.items():
        claims = [
            one for one in lost if one.theorem.machine and one.theorem.machine.name == name and one.theorem.claims
        ]
        for steps in range(_FEWEST, machine.depth + 1):
            claims = [each for each in claims if each.theorem.id not in found]
            if claims:
                found |= _violated(machine.small(steps), steps, claims)
    return found


def _violated(machine: Machine[tuple[object, ...]], steps: int, lost: list[_Searched]) -> dict[str, str]:
    found: dict[str, str] = {}
    claims = {each.theorem.id: [_everywhere(claim, machine) for claim in each.theorem.claims] for each in lost}
    for story, state in machine.runs(steps):
        taken = {"", *(name for name, _ in story)}
        for each in lost:
            name = each.theorem.id
            open_here = name not in found and each.step in taken
            if open_here and not all(_holds(claim, machine, state) for claim in claims[name]):
                found[name] = _in_words(story)
        if len(found) == len(lost):
            break
    return found


def _everywhere(claim: z3.BoolRef, machine: Machine[Any]) -> z3.BoolRef:
    """Return that a claim holds for all replicas, events and natural numbers that it mentions."""
    known = {*machine.derived, *(decl.name() for decl in machine.state)}
    free: list[z3.ExprRef] = [
        decl() for name, decl in symbols([claim]).items() if name not in known and not decl.arity()
    ]
    natural = [constant >= 0 for constant in free if z3.is_int(constant)]
    known_natural = z3.Implies(z3.And(natural), claim) if natural else claim
    return z3.ForAll(free, known_natural) if free else claim


def _holds(claim: z3.BoolRef, machine: Machine[tuple[object, ...]], state: Structure) -> bool:
    """Return whether a claim holds in a state for all functions that it mentions."""
    return all(evaluate(claim, world) for world in machine.valuations(state, (claim,)))


def _in_words(story: tuple[Call, ...]) -> str:
    return "; ".join(f"{name} {' '.join(map(str, values))}" for name, values in story) or "the start"
